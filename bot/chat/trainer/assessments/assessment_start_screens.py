"""What a trainer sees of planning a test. Pure: what is known comes in, a screen goes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from bot.app.assessments.assessment_plan import DELAYS, Plan, first_day, last_day
from bot.chat.kit.pages import page_of
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.trainer.assessments.actions import (
    ChooseAfter,
    ChooseBefore,
    ChooseDelayed,
    ChooseTakers,
    ShowTest,
    ShowTests,
    StartTest,
    TryTest,
)
from bot.chat.trainer.assessments.assessment_phrases import (
    date_of,
    of_cohort,
    part_title,
    track_name,
)
from bot.locale import Words
from scenarios.assessments.gains import FEWEST
from storage.assessments.assessments import BEFORE, Period
from storage.cohorts.cohorts import Cohort

BEFORE_DAYS = (3, 7, 14)
AFTER_WEEKS = (1, 2, 4, 8, 12)
PAGE = 10  # tests on a screen


@dataclass(frozen=True, slots=True)
class Going:
    """A test of a cohort in a list."""

    id: str
    track: str
    since: date
    over: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be given, and to whom."""

    cohort: Cohort
    track: str
    plan: Plan
    spans: Mapping[str, Period]
    inside: int  # take part
    told: int  # of them can be written to
    on_paper: int  # of them have no account
    listed: int  # are on the cohort's list only
    elsewhere: int  # of them have met one of the forms
    going: str | None  # the test with the same forms that is under way


def tests_screen(
    speak: Words,
    cohort: Cohort,
    going: Sequence[Going],
    tracks: Sequence[str],
    today: date,
    page: int,
    *,
    waits: bool,
) -> Screen:
    """The tests of a cohort, and which it may begin; and, if somebody waits, who comes on paper."""
    say = speak.say
    lines = [
        Line(Role.TITLE, of_cohort(speak, cohort.name, say("What was learnt"))),
        Line(
            Role.TEXT,
            say(
                "Three short cases that are built alike. Everyone takes one before the course, "
                "another one after it, and the third months later."
            ),
        ),
    ]
    listed = sorted(going, key=lambda one: one.over)  # what is under way first
    paged = page_of(speak, listed, page, partial(ShowTests, cohort.id), PAGE)
    if tracks:
        lines.append(Line(Role.PROMPT, say("For which field of work?")))
    elif not going:
        lines.append(Line(Role.TEXT, say("There are no such cases here yet.")))
    return Screen(
        tuple(lines),
        (
            *(Button(_listed(speak, one, today), ShowTest(one.id)) for one in paged.shown),
            *paged.turns,
            *(
                Button(
                    say("New: {field}", field=track_name(speak, one)),
                    ChooseBefore(cohort.id, one),
                    main=not going,
                )
                for one in tracks
            ),
            *((_takers(speak, cohort),) if waits else ()),
            button(say("Back to the cohort"), "cohort_page", cohort.id),
        ),
    )


def _listed(speak: Words, one: Going, today: date) -> str:
    name, since = track_name(speak, one.track), date_of(speak, one.since, today)
    if one.over:
        return speak.say("{field}, since {day}: over", field=name, day=since)
    return speak.say("{field}, since {day}", field=name, day=since)


def before_screen(speak: Words, cohort: Cohort, track: str, today: date) -> Screen:
    """Until when the first part is to be done."""
    say = speak.say
    buttons = []
    for days in BEFORE_DAYS:
        label = speak.count("{n} day", "{n} days", days)
        buttons.append(Button(label, ChooseAfter(cohort.id, track, today + timedelta(days=days))))
    return Screen(
        (
            _title(speak, cohort, track),
            Line(Role.TEXT, say("The first part opens at once, for all who are in the cohort.")),
            Line(Role.PROMPT, say("How long is it open? It closes before the course begins.")),
        ),
        (*buttons, Button(say("Back"), ShowTests(cohort.id))),
    )


def after_screen(speak: Words, cohort: Cohort, track: str, before: date, today: date) -> Screen:
    """From when the second part is to be done."""
    say = speak.say
    buttons = []
    for weeks in AFTER_WEEKS:
        after = before + timedelta(weeks=weeks, days=1)
        label = speak.count("{n} week later", "{n} weeks later", weeks)
        buttons.append(Button(label, ChooseDelayed(cohort.id, track, before, after)))
    return Screen(
        (
            _title(speak, cohort, track),
            Line(
                Role.TEXT,
                say(
                    "The first part is open until the end of {day}.",
                    day=date_of(speak, before, today),
                ),
            ),
            Line(Role.PROMPT, say("When is the course over, so that the second part opens?")),
            Line(Role.NOTE, say("You can open it earlier or later, when the time has come.")),
        ),
        (*buttons, Button(say("Back"), ChooseBefore(cohort.id, track))),
    )


def delayed_screen(speak: Words, cohort: Cohort, track: str, before: date, after: date) -> Screen:
    """How many days later the third part is to be done."""
    say = speak.say
    buttons = []
    for days in DELAYS:
        label = speak.count("{n} day later", "{n} days later", days)
        buttons.append(
            Button(label, TryTest(cohort.id, track, before, after, days), main=days == DELAYS[0])
        )
    return Screen(
        (
            _title(speak, cohort, track),
            Line(Role.PROMPT, say("And the third part, which shows what stays?")),
            Line(
                Role.NOTE,
                say(
                    "Until the last part has closed, nobody is told how theirs went. Without a "
                    "third part that is sooner."
                ),
            ),
        ),
        (
            *buttons,
            Button(say("No third part"), TryTest(cohort.id, track, before, after, 0)),
            Button(say("Back"), ChooseAfter(cohort.id, track, before)),
        ),
    )


def dry_run_screen(speak: Words, draft: Draft) -> Screen:
    """What would be given to whom, and when. Nothing was sent."""
    say, plan, cohort = speak.say, draft.plan, draft.cohort
    other = Button(say("Other days"), ChooseBefore(cohort.id, draft.track))
    back = button(say("Back to the cohort"), "cohort_page", cohort.id)
    title = _title(speak, cohort, draft.track)
    if draft.going is not None:
        text = say("A test with these cases is under way already; one at a time can be measured.")
        there = Button(say("See it"), ShowTest(draft.going), main=True)
        return Screen((title, Line(Role.CRITICAL, text)), (there, back))
    if not draft.inside:
        text = say("Nobody is in the cohort yet. The forms are drawn among its members.")
        ways = (_takers(speak, cohort), back) if draft.listed else (back,)
        return Screen((title, Line(Role.CRITICAL, text)), ways)
    today = first_day(draft.spans[BEFORE], cohort.timezone)  # it would open at once
    start = StartTest(cohort.id, draft.track, plan.before, plan.after, plan.delayed)
    return Screen(
        (
            title,
            *(Line(Role.TEXT, _span(speak, cohort, *one, today)) for one in draft.spans.items()),
            *(Line(Role.TEXT, text) for text in _rules(speak)),
            *_whom(speak, draft),
            Line(Role.NOTE, say("Nothing has been sent yet.")),
        ),
        (
            Button(say("Start now"), start, main=True),
            *((_takers(speak, cohort),) if draft.listed else ()),
            other,
            back,
        ),
    )


def _takers(speak: Words, cohort: Cohort) -> Button:
    return Button(speak.say("Who takes part on paper"), ChooseTakers(cohort.id, 0))


def _span(speak: Words, cohort: Cohort, part: str, span: Period, today: date) -> str:
    name, zone = part_title(speak, part), cohort.timezone
    until = date_of(speak, last_day(span, zone), today)
    if part == BEFORE:
        return speak.say("{part}: from now until {until}", part=name, until=until)
    first = date_of(speak, first_day(span, zone), today)
    return speak.say("{part}: {first} to {until}", part=name, first=first, until=until)


def _rules(speak: Words) -> Iterator[str]:
    say = speak.say
    yield say(
        "Chance decides who takes which form when, all six orders equally often. Whoever joins "
        "later gets what was taken least."
    )
    yield say(
        "There is one try for each part. Until the last part has closed, nothing of them is "
        "explained, practised or asked again."
    )
    yield say(
        "You see who has done it. What changed you see once the second part has closed, for all "
        "who took both together, from {n} people on.",
        n=FEWEST,
    )


def _whom(speak: Words, draft: Draft) -> Iterator[Line]:
    yield Line(
        Role.TEXT,
        speak.count(
            "{n} person takes part. Can be written to now: {told} of {n}.",
            "{n} people take part. Can be written to now: {told} of {n}.",
            draft.inside,
            told=draft.told,
        ),
    )
    if draft.on_paper:
        yield Line(
            Role.NOTE,
            speak.count(
                "{n} of them takes it on paper: the page of the test has the sheets.",
                "{n} of them take it on paper: the page of the test has the sheets.",
                draft.on_paper,
            ),
        )
    if draft.listed:
        yield Line(
            Role.NOTE,
            speak.count(
                "{n} person is on the list only, and takes part once they come, or on paper.",
                "{n} people are on the list only, and take part once they come, or on paper.",
                draft.listed,
            ),
        )
    if draft.inside < FEWEST:
        yield Line(
            Role.CRITICAL,
            speak.say("These are fewer than {n}: if nobody joins, nothing is shown.", n=FEWEST),
        )
    if draft.elsewhere:
        yield Line(
            Role.CRITICAL,
            speak.count(
                "{n} of them has met one of these cases before, and will not count.",
                "{n} of them have met one of these cases before, and will not count.",
                draft.elsewhere,
            ),
        )


def _title(speak: Words, cohort: Cohort, track: str) -> Line:
    return Line(Role.TITLE, of_cohort(speak, cohort.name, track_name(speak, track)))
