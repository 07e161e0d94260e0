"""What a trainer sees of a programme that was assigned. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.progress.assignment_counts import Given
from bot.chat.date_phrases import due_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import numbers, paged
from bot.chat.trainer.assignments.actions import ShowChange, ShowGiven, ShowSeries
from bot.chat.trainer.assignments.assignment_phrases import gone_words, mode_words
from bot.chat.trainer.assignments.withdrawal_screens import end_buttons, withdrawn_on
from bot.locale import Words
from storage.assignments.assignments import Assignment
from storage.cohorts.cohorts import Cohort

PAGE = 20  # people on a screen


@dataclass(frozen=True, slots=True)
class Follower:
    """How far somebody is."""

    name: str
    done: int  # steps
    passed: int
    gone: bool  # it is for them no more
    inside: bool  # the cohort


@dataclass(frozen=True, slots=True)
class Course:
    """A programme that was assigned, and how far everybody is."""

    given: Assignment  # its first step
    cohort: Cohort
    title: str
    steps: Sequence[tuple[str, str]]  # ids and titles
    numbers: Given
    followers: Sequence[Follower]


def series_screen(speak: Words, course: Course, page: int, now: datetime) -> Screen:
    """How far everybody is, and the way to each step."""
    say, given, cohort = speak.say, course.given, course.cohort
    shown, more = paged(course.followers, page, PAGE)
    state = [mode_words(speak, given.mode), due_of(speak, given.due_at, now, cohort.timezone)]
    if given.withdrawn_at is not None:
        state.append(withdrawn_on(speak, given, cohort))
    lines = [
        Line(Role.TITLE, speak.beside(cohort.name, course.title)),
        Line(Role.NOTE, " · ".join(state)),
        Line(Role.TEXT, numbers(speak, course.numbers)),
    ]
    if shown:
        all_steps = len(course.steps)
        listed = "\n".join(speak.bullet(_far(speak, one, all_steps)) for one in shown)
        lines.append(Line(Role.TEXT, listed))
    following = ShowSeries(given.series or "", page + 1)
    return Screen(
        tuple(lines),
        (
            *((Button(say("More"), following),) if more else ()),
            *(
                Button(say("{n}. {title}", n=number, title=title), ShowGiven(id_, 0))
                for number, (id_, title) in enumerate(course.steps, 1)
            ),
            *((Button(say("Change"), ShowChange(given.id)),) if not given.withdrawn_at else ()),
            *end_buttons(speak, given, cohort),
        ),
    )


def _far(speak: Words, one: Follower, steps: int) -> str:
    """How far somebody is in so many steps."""
    say = speak.say
    name = gone_words(speak, one.name, inside=one.inside) if one.gone else one.name
    if not one.done:
        return say("{name}: no step done yet", name=name)
    return say(
        "{name}: {done} of {all} steps done, {passed} passed",
        name=name,
        done=one.done,
        all=steps,
        passed=one.passed,
    )
