"""`interview`: what is left to ask, and a way to end the talk."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.kinds.face import Asking, Face, Lines, label, lettered, nothing
from bot.chat.kit.actions import Take
from bot.chat.kit.screen import Button, Line, Role
from bot.locale import Words
from scenarios.kinds.interview import LEAVE
from scenarios.rendering import Consequence


def _lines(speak: Words, asking: Asking) -> Lines:
    yield from lettered(speak, asking.told.options)
    left = min(asking.told.left, len(asking.told.options))
    text = speak.count("You may ask {n} question.", "You may ask {n} questions.", left)
    yield Line(Role.NOTE, text)


def _buttons(speak: Words, asking: Asking) -> Iterable[Button]:
    for option in asking.told.options:
        yield Button(label(speak, option), Take(asking.attempt, asking.turn, option.id))
    yield Button(speak.say("End the talk"), Take(asking.attempt, asking.turn, LEAVE))


def _picked(speak: Words, _asking: Asking) -> Lines:
    yield Line(Role.CHOSEN, speak.say("Chosen: {choice}", choice=speak.say("End the talk")))


def _done(speak: Words, after: Consequence) -> Lines:
    if after.done:
        yield Line(Role.CHOSEN, speak.say("You asked: {question}", question=after.done[-1]))
    else:
        yield Line(Role.CHOSEN, speak.say("You ended the talk."))


FACE = Face(_lines, _buttons, _picked, _done, nothing)
