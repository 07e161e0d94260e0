"""What a trainer sees of withdrawing. Pure: what is known comes in, a screen goes out."""

from __future__ import annotations

from collections.abc import Sequence

from bot.services.preferences.dates import day_of
from bot.services.screen import Button, Line, Role, Screen
from bot.services.training.actions import (
    ShowCohort,
    ShowGiven,
    ShowWithdrawn,
    Withdraw,
    WithdrawNow,
)
from bot.services.training.counting import Given
from bot.services.training.telling import numbers
from bot.words import Words
from storage.assignments import Assignment
from storage.cohorts import Cohort

MOST = 20  # assignments on a screen: a message has 4,096 letters


def withdraw_button(speak: Words, given: Assignment) -> Button:
    """The way to the question; it stands last on a page."""
    return Button(speak.say("Withdraw"), Withdraw(given.id))


def ask_screen(speak: Words, given: Assignment, name: str, done: int) -> Screen:
    """Whether an assignment is really to be withdrawn; `done` is how many have done it."""
    say = speak.say
    stays = (
        speak.count(
            "{n} person has done it; what came of it stays.",
            "{n} people have done it; their results stay.",
            done,
        )
        if done
        else say("Nobody has done it yet.")
    )
    return Screen(
        (
            Line(Role.TITLE, say("Withdraw “{name}”?", name=name)),
            Line(Role.TEXT, stays),
            Line(Role.TEXT, say("It is then due for nobody any more.")),
        ),
        (
            Button(say("Back"), ShowGiven(given.id, 0)),
            Button(say("Yes, withdraw"), WithdrawNow(given.id)),
        ),
    )


def done_screen(speak: Words, cohort: Cohort, name: str) -> Screen:
    """It is withdrawn."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, name),
            Line(Role.TEXT, say("Withdrawn. It is due for nobody any more.")),
        ),
        (
            Button(say("Back to the cohort"), ShowCohort(cohort.id), main=True),
            Button(say("What was withdrawn"), ShowWithdrawn(cohort.id)),
        ),
    )


def withdrawn_screen(
    speak: Words, cohort: Cohort, withdrawn: Sequence[tuple[Given, str]]
) -> Screen:
    """What was withdrawn from a cohort, the last first, with its name and what came of it."""
    say = speak.say
    shown = withdrawn[:MOST]
    lines = [Line(Role.TITLE, cohort.name), Line(Role.HEADING, say("Withdrawn"))]
    for one, name in shown:
        lines.append(
            Line(
                Role.TEXT,
                "\n".join((name, withdrawn_on(speak, one.assignment, cohort), numbers(speak, one))),
            )
        )
    if not shown:
        lines.append(Line(Role.TEXT, say("Nothing was withdrawn.")))
    return Screen(
        tuple(lines),
        (
            *(Button(name, ShowGiven(one.assignment.id, 0)) for one, name in shown),
            Button(say("Back to the cohort"), ShowCohort(cohort.id)),
        ),
    )


def withdrawn_on(speak: Words, given: Assignment, cohort: Cohort) -> str:
    """Since when an assignment is given no more."""
    assert given.withdrawn_at is not None
    day = day_of(speak, given.withdrawn_at, cohort.timezone)
    return speak.say("withdrawn on {day}", day=day)
