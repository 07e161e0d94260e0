"""A worked example: what a careful colleague does, told step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.chat.debrief.actions import LookBack, ShowWorked
from bot.chat.debrief.debrief_phrases import better_words, reason_words
from bot.chat.debrief.past_attempt import Past
from bot.chat.kit.screen import Button, Line, Role, Screen
from scenarios import limits
from scenarios.debrief import Moment
from scenarios.rendering import BREAK, units
from scenarios.worked_example import Example


def worked_screen(past: Past, moment: Moment, examples: Sequence[Example], place: int) -> Screen:
    """One step of a worked example.

    Args:
        past: What is looked back upon.
        moment: Where the example begins.
        examples: Its steps.
        place: Which, counted from 0.
    """
    speak, example = past.speak, examples[place]
    say, told = speak.say, example.told
    title = say("How it is done well: {place} of {all}", place=place + 1, all=len(examples))
    chosen = better_words(speak, told.chosen)
    lines = [
        Line(Role.TITLE, title),
        *_part(past, place),
        *(Line(Role.TEXT, text) for text in example.story),
        Line(Role.PROMPT, told.prompt),
        Line(Role.CHOSEN, say("A careful colleague:")),
        Line(Role.TEXT, chosen),
        Line(Role.RULE, speak.rule),
    ]
    came = [Line(Role.TEXT, told.came)] if told.came else []
    reasons = [Line(Role.REASON, reason_words(one)) for one in told.reasons]
    # A talk has an answer and a reason for each question: where both do not fit, reasons stay.
    whole = (*lines, *came, *reasons)
    shown = whole if _fits(whole) else (*lines, *reasons)
    return Screen(shown, tuple(_buttons(past, moment, examples, place)))


def _fits(lines: Sequence[Line]) -> bool:
    return sum(units(one.text) + BREAK for one in lines) <= limits.TURN_UNITS


def _part(past: Past, place: int) -> Iterator[Line]:
    """Which part of the case it is about, where it begins."""
    if place == 0:
        text = past.speak.say(
            "Two minutes of the case, from a moment where someone could have been endangered."
        )
        yield Line(Role.NOTE, text)


def _buttons(
    past: Past, moment: Moment, examples: Sequence[Example], place: int
) -> Iterator[Button]:
    say, attempt, steps = past.speak.say, past.attempt.id, len(examples)
    further = _further(past, moment, examples) if place + 1 == steps else None
    if place + 1 < steps:
        go_on = ShowWorked(attempt, moment.turn, place + 1)
        yield Button(say("Next step"), go_on, main=True)
    if place:
        yield Button(say("Previous step"), ShowWorked(attempt, moment.turn, place - 1))
    if further is not None:
        go_on = ShowWorked(attempt, further.turn, 0)
        yield Button(say("The next such moment"), go_on, main=True)
    last = place + 1 == steps and further is None
    yield Button(say("Back to the overview"), LookBack(attempt), main=last)


def _further(past: Past, moment: Moment, examples: Sequence[Example]) -> Moment | None:
    """The next moment in which someone could have been endangered and that was not shown yet."""
    shown = {one.scene for one in examples}
    later = (one for one in past.critical if one.turn > moment.turn)
    return next((one for one in later if one.met.scene not in shown), None)
