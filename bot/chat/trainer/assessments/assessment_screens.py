"""What a trainer sees of a test that was started. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.assessments.assessment_plan import first_day, last_day, may_wait
from bot.app.assignments.due_days import today_in
from bot.chat.date_phrases import day_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.trainer.assessments.actions import (
    AWeekMore,
    EndCourse,
    EndCourseNow,
    ShowGains,
    ShowOnPaper,
    ShowTest,
    ShowTests,
    StopTest,
    StopTestNow,
)
from bot.chat.trainer.assessments.assessment_phrases import (
    date_of,
    of_cohort,
    part_title,
    track_name,
)
from bot.locale import Words
from storage.assessments.assessments import AFTER, BEFORE, Assessment, Period
from storage.cohorts.cohorts import Cohort

MOST = 30  # names on a screen


@dataclass(frozen=True, slots=True)
class Part:
    """How far a part is."""

    part: str
    span: Period
    takers: int
    done: int
    missing: Sequence[str]  # the names of those who have it to do now


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a test is."""

    test: Assessment
    cohort: Cohort
    track: str
    parts: Sequence[Part]
    on_paper: int = 0  # how many take it on paper

    def may_open(self, now: datetime) -> bool:
        """Whether the second part has not opened yet."""
        return not self.test.is_over(now) and now < self.test.spans[AFTER].opens_at


def test_screen(speak: Words, seen: Seen, now: datetime) -> Screen:
    """How far each part is, and what can be done."""
    say, test = speak.say, seen.test
    lines = [_title(speak, seen)]
    if test.withdrawn_at is not None:
        day = day_of(speak, test.withdrawn_at, seen.cohort.timezone)
        lines.append(Line(Role.NOTE, say("Stopped on {day}.", day=day)))
    lines += [Line(Role.TEXT, _part(speak, seen, one, now)) for one in seen.parts]
    for one in seen.parts:
        lines += _missing(speak, one)
    return Screen(tuple(lines), tuple(_buttons(speak, seen, now)))


def _part(speak: Words, seen: Seen, one: Part, now: datetime) -> str:
    say, zone, stopped = speak.say, seen.cohort.timezone, seen.test.withdrawn_at
    now = stopped or now  # nothing opens or closes after it
    today = today_in(now, zone)
    last = date_of(speak, last_day(one.span, zone), today)
    if stopped is not None and now < one.span.due_at:
        when = say("stopped")
    elif now < one.span.opens_at:
        opens = date_of(speak, first_day(one.span, zone), today)
        when = say("opens on {first}, until {last}", first=opens, last=last)
    elif now < one.span.due_at:
        when = say("open until the end of {last}", last=last)
    else:
        when = say("closed since {last}", last=last)
    told = f"{part_title(speak, one.part)}: {when}"
    if now < one.span.opens_at:
        return told
    return told + "\n" + say("Done: {done} of {all}", done=one.done, all=one.takers)


def _missing(speak: Words, one: Part) -> Iterator[Line]:
    if not one.missing:
        return
    yield Line(Role.HEADING, speak.say("Not done yet"))
    listed = "\n".join(speak.bullet(name) for name in one.missing[:MOST])
    yield Line(Role.TEXT, listed)
    if (more := len(one.missing) - MOST) > 0:
        yield Line(Role.NOTE, speak.count("And {n} more.", "And {n} more.", more))


def _buttons(speak: Words, seen: Seen, now: datetime) -> Iterator[Button]:
    say, test = speak.say, seen.test
    if test.has_closed(AFTER, now):
        yield Button(say("What changed"), ShowGains(test.id), main=True)
    if not test.is_over(now):
        if seen.on_paper:
            label = speak.count("On paper: {n} person", "On paper: {n} people", seen.on_paper)
            yield Button(label, ShowOnPaper(test.id, 0))
        if seen.may_open(now):
            label, main = say("The course is over"), test.has_closed(BEFORE, now)
            yield Button(label, EndCourse(test.id), main=main)
        if may_wait(test.spans, now):
            ends = last_day(Period(test.ends_at, test.ends_at), seen.cohort.timezone)
            yield Button(say("All a week later"), AWeekMore(test.id, ends))
        yield Button(say("Stop the test"), StopTest(test.id))
    yield Button(say("Back"), ShowTests(seen.cohort.id))


def end_course_screen(speak: Words, seen: Seen, now: datetime) -> Screen:
    """Whether the second part is really to open now."""
    say, test = speak.say, seen.test
    lines = [_title(speak, seen), Line(Role.PROMPT, say("Is the course over?"))]
    before = next(one for one in seen.parts if one.part == BEFORE)
    if not test.has_closed(BEFORE, now) and before.done < before.takers:
        text = speak.count(
            "The first part closes. {n} person has not done it, and will not be compared.",
            "The first part closes. {n} people have not done it, and will not be compared.",
            before.takers - before.done,
        )
        lines.append(Line(Role.CRITICAL, text))
    lines.append(Line(Role.TEXT, say("The second part opens now, for two weeks.")))
    return Screen(
        tuple(lines),
        (
            Button(say("Yes, open it"), EndCourseNow(test.id), main=True),
            Button(say("Back"), ShowTest(test.id)),
        ),
    )


def stop_screen(speak: Words, seen: Seen) -> Screen:
    """Whether a test is really to be stopped."""
    say, test = speak.say, seen.test
    return Screen(
        (
            _title(speak, seen),
            Line(Role.PROMPT, say("Stop the whole test?")),
            Line(Role.TEXT, say("No part of it is due for anybody any more.")),
            Line(
                Role.CRITICAL,
                say(
                    "Whoever has done a part may then look back on it, so these cases measure "
                    "nothing with the same people again."
                ),
            ),
        ),
        (
            Button(say("Back"), ShowTest(test.id)),
            Button(say("Yes, stop it"), StopTestNow(test.id)),
        ),
    )


def _title(speak: Words, seen: Seen) -> Line:
    return Line(Role.TITLE, of_cohort(speak, seen.cohort.name, track_name(speak, seen.track)))
