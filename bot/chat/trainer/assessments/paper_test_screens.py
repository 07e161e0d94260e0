"""What a trainer sees of those who take a test on paper. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.assessments.assessment_plan import last_day
from bot.app.assignments.due_days import today_in
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import paged
from bot.chat.learner.cards.case_titles import title_of
from bot.chat.trainer.assessments.actions import (
    ChooseTakers,
    SendSheets,
    ShowOnPaper,
    ShowTest,
    ShowTests,
    TakeIn,
)
from bot.chat.trainer.assessments.assessment_phrases import (
    date_of,
    of_cohort,
    part_title,
    track_name,
)
from bot.chat.trainer.invitations.actions import BeginPaper
from bot.locale import Words
from scenarios.model import Scenario
from storage.assessments.assessments import Assessment
from storage.cohorts.cohorts import Cohort

PAGE = 20  # people on a screen


@dataclass(frozen=True, slots=True)
class Listed:
    """Who of a cohort's list has no account."""

    cohort: Cohort
    waiting: Sequence[tuple[str, str]]  # and does not take part: places, and their names
    on_paper: Sequence[str]  # the names of those who take part on paper


@dataclass(frozen=True, slots=True)
class Taker:
    """Someone who takes a test on paper, and what of it is theirs now."""

    name: str
    place: str
    form: str
    title: str  # of the form
    assignment: str | None  # None where nothing of it is open, or may be seen by who looks
    done: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """Who takes a test on paper."""

    test: Assessment
    cohort: Cohort
    track: str
    part: str | None  # that is open
    takers: Sequence[Taker]  # first who has still to do it
    more: bool  # whether others could take part on paper
    shut: bool  # to who looks, since they sit such a test themselves


def choose_screen(speak: Words, listed: Listed, page: int) -> Screen:
    """Who could take part on paper, and who does."""
    say, cohort = speak.say, listed.cohort
    shown, more = paged(listed.waiting, page, PAGE)
    lines = [Line(Role.TITLE, of_cohort(speak, cohort.name, _who(speak)))]
    if listed.waiting:
        text = say(
            "Tap whoever has no Telegram. They are in the cohort from then on, take its tests on "
            "paper, and get what is assigned to all. A personal code lets them come later."
        )
        known = say("Only for those who know that their answers are kept, and who sees them.")
        lines += [Line(Role.TEXT, text), Line(Role.NOTE, known)]
    else:
        lines.append(Line(Role.TEXT, say("Nobody on the list is left.")))
    if listed.on_paper:
        some = "\n".join(speak.bullet(one) for one in listed.on_paper[:PAGE])
        lines += [Line(Role.HEADING, say("Take part on paper")), Line(Role.TEXT, some)]
        lines += _further(speak, len(listed.on_paper) - PAGE)
    return Screen(
        tuple(lines),
        (
            *(Button(name, TakeIn(place, page)) for place, name in shown),
            *((Button(say("More"), ChooseTakers(cohort.id, page + 1)),) if more else ()),
            Button(say("Back"), ShowTests(cohort.id)),
        ),
    )


def _further(speak: Words, more: int) -> Iterator[Line]:
    if more > 0:
        yield Line(Role.NOTE, speak.count("And {n} more.", "And {n} more.", more))


def test_screen(speak: Words, seen: Seen, page: int, now: datetime) -> Screen:
    """Who takes a test on paper, and which case each gets in the part that is open."""
    say, cohort = speak.say, seen.cohort
    shown, more = paged(seen.takers, page, PAGE)
    track = track_name(speak, seen.track)
    lines = [Line(Role.TITLE, of_cohort(speak, cohort.name, track, say("on paper")))]
    if seen.shut:
        text = say("You take such a test yourself. Another trainer has to print it and enter it.")
        lines.append(Line(Role.CRITICAL, text))
    elif seen.part is None:
        text = say("No part is open now. While one is, its sheets and answers are here.")
        lines.append(Line(Role.TEXT, text))
    elif seen.takers:
        lines += _rules(speak, seen, now)
    else:
        lines.append(Line(Role.TEXT, say("Nobody takes it on paper.")))
    if listed := "\n".join(speak.bullet(_listed(speak, one)) for one in shown):
        lines.append(Line(Role.TEXT, listed))
    to_do = [one for one in seen.takers if one.assignment and not one.done]
    buttons = [
        Button(one.name, BeginPaper(one.place, one.assignment))
        for one in shown
        if one.assignment and not one.done
    ]
    return Screen(
        tuple(lines),
        (
            *((Button(say("The sheets"), SendSheets(seen.test.id), main=True),) if to_do else ()),
            *buttons,
            *((Button(say("More"), ShowOnPaper(seen.test.id, page + 1)),) if more else ()),
            *((Button(_who(speak), ChooseTakers(cohort.id, 0)),) if seen.more else ()),
            Button(say("Back"), ShowTest(seen.test.id)),
        ),
    )


def _rules(speak: Words, seen: Seen, now: datetime) -> Iterator[Line]:
    say, zone = speak.say, seen.cohort.timezone
    assert seen.part is not None
    last = date_of(speak, last_day(seen.test.spans[seen.part], zone), today_in(now, zone))
    until = say("open until the end of {last}", last=last)
    yield Line(Role.HEADING, f"{part_title(speak, seen.part)}: {until}")
    yield Line(
        Role.TEXT,
        say(
            "Chance gave each person a case. Hand out its sheet, collect every sheet again, and "
            "tap a name to enter the answers, before the part closes."
        ),
    )


def _listed(speak: Words, one: Taker) -> str:
    if one.done:
        return speak.say("{name}: done", name=one.name)
    return speak.beside(one.name, one.title) if one.title else one.name


def _who(speak: Words) -> str:
    return speak.say("Who takes part on paper")


def caption(speak: Words, case: Scenario, people: int) -> str:
    """What comes with a sheet: which case it is, and for how many people."""
    return speak.beside(title_of(speak, case), speak.count("{n} person", "{n} people", people))
