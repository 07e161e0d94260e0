"""What a trainer sees of changing for whom an assignment is. Pure: facts in, a screen out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.assignments.audience_effects import Regrouping
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.trainer.assignments.actions import ChangeWhom, ShowWhom
from bot.chat.trainer.assignments.assignment_audience import Audience
from bot.chat.trainer.assignments.assignment_links import way_to
from bot.chat.trainer.assignments.assignment_phrases import named
from bot.chat.trainer.assignments.assignment_planning_screens import Seen, whom_words
from bot.chat.trainer.assignments.assignment_trial_screens import told_lines
from bot.chat.trainer.cohorts.actions import ShowCohort
from bot.locale import Words
from storage.assignments.assignments import Assignment


@dataclass(frozen=True, slots=True)
class Question:
    """Another choice of people for an assignment, and what it means."""

    seen: Seen
    given: Assignment
    change: Regrouping
    out: Sequence[str]  # the names of those who are taken out
    audience: Audience  # of those who are added
    is_late: bool  # whether its last day is over

    @property
    def is_refused(self) -> bool:
        """Whether it cannot be made."""
        change = self.change
        return change.is_none or change.is_nobody or (change.is_more and self.is_late)


def sure_screen(speak: Words, question: Question, now: datetime) -> Screen:
    """What another choice of people would mean. Nothing is done."""
    say, seen = speak.say, question.seen
    back = Button(say("Back"), ShowWhom(seen.id, 0))
    lines = list(_titled(speak, question))
    if question.is_refused:
        lines.append(Line(Role.TEXT, _refused(speak, question)))
        return Screen(tuple(lines), (back,))
    lines += _means(speak, question, now)
    lines.append(Line(Role.NOTE, say("Nothing has been changed yet.")))
    confirm = ChangeWhom(seen.id, question.change.digest)
    return Screen(tuple(lines), (Button(say("Change it"), confirm, main=True), back))


def changed_screen(speak: Words, question: Question) -> Screen:
    """It is changed."""
    say = speak.say
    title, whom = _titled(speak, question)
    return Screen(
        (title, Line(Role.TEXT, say("Changed.")), whom),
        (
            Button(say("What came of it"), way_to(question.given), main=True),
            Button(say("Back to the cohort"), ShowCohort(question.seen.cohort.id)),
        ),
    )


def _titled(speak: Words, question: Question) -> tuple[Line, Line]:
    """What it is, and for whom it is by this choice."""
    say, seen = speak.say, question.seen
    whom = say("{what}: {value}", what=say("For whom"), value=whom_words(speak, seen))
    return Line(Role.TITLE, speak.beside(seen.cohort.name, seen.title)), Line(Role.TEXT, whom)


def _refused(speak: Words, question: Question) -> str:
    """Why it cannot be made, and what to do."""
    say, change = speak.say, question.change
    if change.is_nobody:
        return say("Nobody is ticked. To take it back from everybody, withdraw it.")
    if change.is_none:
        return say("This is as it was; there is nothing to change.")
    return say("Its last day is over. Give it another last day, and then add people.")


def _means(speak: Words, question: Question, now: datetime) -> Iterator[Line]:
    """Who is taken out and what becomes of their work; who is added, and when they are told."""
    change = question.change
    if question.out:
        yield Line(Role.TEXT, _out(speak, question))
    if change.taken:
        yield from (Line(Role.TEXT, one) for one in _work(speak, change))
    if change.is_more:
        yield from told_lines(speak, question.audience, question.seen.cohort, now)
    else:
        yield Line(Role.TEXT, speak.say("Nobody needs to be told."))


def _out(speak: Words, question: Question) -> str:
    say = speak.say
    names = named(speak, question.out, len(question.out))
    return say("{what}: {value}", what=say("Taken out"), value=names)


def _work(speak: Words, change: Regrouping) -> Iterator[str]:
    """What becomes of the work of those who are taken out."""
    say = speak.say
    if not change.done and not change.running:
        yield say("None of them has begun it.")
    if change.done:
        yield speak.count(
            "{n} person has done it; what came of it stays.",
            "{n} people have done it; their results stay.",
            change.done,
        )
    if running := len({one.person for one in change.running}):
        yield speak.count(
            "{n} person is in the middle of it: it stops at once, and what they did in it counts "
            "for nothing.",
            "{n} people are in the middle of it: it stops at once, and what they did in it counts "
            "for nothing.",
            running,
        )
    yield say("They get no message. Whoever opens it reads that it was taken back.")
