"""`rate`: five steps, each with its words."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.kinds.face import Asking, Face, Lines, nothing
from bot.chat.kit.actions import Take
from bot.chat.kit.screen import Button, Line, Role
from bot.locale import Words
from scenarios.rendering import Consequence


def _lines(_speak: Words, _asking: Asking) -> Lines:
    return ()


def _buttons(speak: Words, asking: Asking) -> Iterable[Button]:
    for option in asking.told.options:
        yield Button(step_words(speak, option.id), Take(asking.attempt, asking.turn, option.id))


def _picked(speak: Words, asking: Asking) -> Lines:
    for step in asking.draft:
        yield Line(Role.CHOSEN, speak.say("Chosen: {choice}", choice=step_words(speak, step)))


def _done(speak: Words, after: Consequence) -> Lines:
    yield Line(Role.CHOSEN, speak.say("You said: {step}", step=step_words(speak, after.said)))


def step_words(speak: Words, step: str) -> str:
    """A step of five, in words."""
    names = {
        "1": speak.say("not sure at all"),
        "2": speak.say("hardly sure"),
        "3": speak.say("in between"),
        "4": speak.say("rather sure"),
        "5": speak.say("quite sure"),
    }
    return f"{step} · {names[step]}"


FACE = Face(_lines, _buttons, _picked, _done, nothing)
