"""What a trainer sees of withdrawing. Pure: what is known comes in, a screen goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bot.app.progress.assignment_counts import Given
from bot.chat.date_phrases import day_of
from bot.chat.kit.pages import page_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import numbers
from bot.chat.trainer.assignments.actions import (
    AskGoOn,
    GoOn,
    ShowWithdrawn,
    StopMistake,
    Withdraw,
    WithdrawHow,
    WithdrawNow,
)
from bot.chat.trainer.assignments.assignment_links import way_to
from bot.chat.trainer.cohorts.actions import ShowCohort
from bot.locale import Words
from storage.assignments.assignments import FREEZE, STOP, Assignment
from storage.cohorts.cohorts import Cohort


@dataclass(frozen=True, slots=True)
class Question:
    """What bears on whether and how to withdraw: how many people, each."""

    begun: int  # at any time
    running: int  # are in it now
    done: int
    told: int


def withdraw_button(speak: Words, given: Assignment) -> Button:
    """The way to the question; it stands last on a page."""
    return Button(speak.say("Withdraw"), Withdraw(given.id))


def ask_screen(speak: Words, given: Assignment, name: str, question: Question) -> Screen:
    """Whether an assignment is really to be withdrawn, and how."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Withdraw “{name}”?", name=name)),
            *(Line(Role.TEXT, one) for one in _stands(speak, question)),
            Line(Role.TEXT, say("It is then due for nobody any more.")),
        ),
        (Button(say("Back"), way_to(given)), *_ways(speak, given, question)),
    )


def _stands(speak: Words, question: Question) -> Iterator[str]:
    """How it stands, and what each way would mean."""
    say = speak.say
    if not question.begun:
        yield say("Nobody has begun it.")
        yield had_been_told(speak, question.told)
        return
    yield (
        speak.count(
            "{n} person has done it; what came of it stays.",
            "{n} people have done it; their results stay.",
            question.done,
        )
        if question.done
        else say("Nobody has done it yet.")
    )
    if question.running:
        yield speak.count(
            "{n} person is in the middle of it.",
            "{n} people are in the middle of it.",
            question.running,
        )
        yield say(
            "They may finish it. Or it rests with their place kept, they are told so, and it can "
            "go on later. Or it stops at once, and what they did in it counts for nothing."
        )


def _ways(speak: Words, given: Assignment, question: Question) -> Iterator[Button]:
    say = speak.say
    if not question.begun:
        yield Button(say("Stop: this was a mistake"), StopMistake(given.id))
    elif not question.running:
        yield Button(say("Yes, withdraw"), WithdrawNow(given.id))
    else:
        yield Button(say("Let them finish"), WithdrawNow(given.id))
        yield Button(say("Pause it, and tell them"), WithdrawHow(given.id, FREEZE))
        yield Button(say("Stop it at once"), WithdrawHow(given.id, STOP))


def had_been_told(speak: Words, told: int) -> str:
    """How many had been told of what is taken back."""
    if not told:
        return speak.say("Nobody has been told of it.")
    return speak.count(
        "{n} person has been told of it; on opening it, it says that it was taken back.",
        "{n} people have been told of it; on opening it, it says that it was taken back.",
        told,
    )


def stopped_screen(speak: Words, cohort: Cohort, name: str, told: int | None) -> Screen:
    """A mistake is taken back; how many had been told, where it was taken back just now."""
    lines = [
        Line(Role.TITLE, name),
        Line(Role.TEXT, speak.say("Stopped. Nobody is told of it any more.")),
    ]
    if told is not None:
        lines.append(Line(Role.TEXT, had_been_told(speak, told)))
    if told:
        text = speak.say(
            "The first thing that you assign to them within a day is told them as its "
            "correction, without waiting for another day."
        )
        lines.append(Line(Role.TEXT, text))
    return Screen(tuple(lines), _after(speak, cohort))


def done_screen(speak: Words, cohort: Cohort, name: str, given: Assignment) -> Screen:
    """It is withdrawn; or goes on again."""
    say = speak.say
    if given.withdrawn_at is None:
        text = say("It goes on.")
        buttons = (Button(say("What came of it"), way_to(given), main=True), *_back(speak, cohort))
        return Screen((Line(Role.TITLE, name), Line(Role.TEXT, text)), buttons)
    lines = [Line(Role.TITLE, name)]
    if given.withdrawn_how == FREEZE:
        lines.append(Line(Role.TEXT, say("Paused. It is due for nobody until it goes on.")))
        way = (Button(say("Let it go on"), AskGoOn(given.id)),)
        return Screen(tuple(lines), (*way, *_after(speak, cohort)))
    lines.append(Line(Role.TEXT, say("Withdrawn. It is due for nobody any more.")))
    return Screen(tuple(lines), _after(speak, cohort))


def go_on_screen(speak: Words, given: Assignment, name: str, told: int, *, over: bool) -> Screen:
    """Whether what was paused shall go on; nothing is done.

    Args:
        speak: The language.
        given: What.
        name: How it is called.
        told: How many would be told.
        over: Whether its last day is over.
    """
    say = speak.say
    lines = [
        Line(Role.TITLE, say("Let “{name}” go on?", name=name)),
        Line(
            Role.TEXT,
            speak.count(
                "{n} person will be told, in their own hours.",
                "{n} people will be told, each in their own hours.",
                told,
            ),
        ),
    ]
    if over:
        text = say("Its last day is over; it can be given another one then.")
        lines.append(Line(Role.TEXT, text))
    lines.append(Line(Role.NOTE, say("Nothing has been sent yet.")))
    return Screen(
        tuple(lines),
        (
            Button(say("Let it go on"), GoOn(given.id), main=True),
            Button(say("Back"), way_to(given)),
        ),
    )


def _back(speak: Words, cohort: Cohort) -> tuple[Button, ...]:
    return (Button(speak.say("Back to the cohort"), ShowCohort(cohort.id)),)


def _after(speak: Words, cohort: Cohort) -> tuple[Button, ...]:
    return (
        Button(speak.say("Back to the cohort"), ShowCohort(cohort.id), main=True),
        Button(speak.say("What was withdrawn"), ShowWithdrawn(cohort.id)),
    )


def withdrawn_screen(
    speak: Words, cohort: Cohort, withdrawn: Sequence[tuple[Given, str]], page: int
) -> Screen:
    """What was withdrawn from a cohort, the last first, with its name and what came of it."""
    say, paged = speak.say, page_of(speak, withdrawn, page, partial(ShowWithdrawn, cohort.id))
    lines = [Line(Role.TITLE, cohort.name), Line(Role.HEADING, say("Withdrawn"))]
    for one, name in paged.shown:
        lines.append(
            Line(
                Role.TEXT,
                "\n".join((name, withdrawn_on(speak, one.assignment, cohort), numbers(speak, one))),
            )
        )
    if not paged.shown:
        lines.append(Line(Role.TEXT, say("Nothing was withdrawn.")))
    return Screen(
        tuple(lines),
        (
            *(Button(name, way_to(one.assignment)) for one, name in paged.shown),
            *paged.turns,
            Button(say("Back to the cohort"), ShowCohort(cohort.id)),
        ),
    )


def withdrawn_on(speak: Words, given: Assignment, cohort: Cohort) -> str:
    """Since when an assignment is given no more, or rests."""
    assert given.withdrawn_at is not None
    day = day_of(speak, given.withdrawn_at, cohort.timezone)
    if given.withdrawn_how == FREEZE:
        return speak.say("paused on {day}", day=day)
    return speak.say("withdrawn on {day}", day=day)


def end_buttons(speak: Words, given: Assignment, cohort: Cohort) -> Iterator[Button]:
    """What can still be done with an assignment, last on the page of what came of it."""
    back = Button(speak.say("Back to the cohort"), ShowCohort(cohort.id))
    if given.withdrawn_at is None:
        yield back
        yield withdraw_button(speak, given)
        return
    if given.withdrawn_how == FREEZE:
        yield Button(speak.say("Let it go on"), AskGoOn(given.id))
    yield Button(speak.say("What was withdrawn"), ShowWithdrawn(cohort.id))
    yield back
