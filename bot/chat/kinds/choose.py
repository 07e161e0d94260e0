"""`choose`: a letter and a few words on each button."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.kinds.face import Asking, Face, Lines, label, lettered, nothing
from bot.chat.kit.actions import Take
from bot.chat.kit.screen import Button, Line, Role
from bot.locale import Words
from scenarios.rendering import Consequence


def _lines(speak: Words, asking: Asking) -> Lines:
    return lettered(speak, asking.told.options)


def _buttons(speak: Words, asking: Asking) -> Iterable[Button]:
    for option in asking.told.options:
        yield Button(label(speak, option), Take(asking.attempt, asking.turn, option.id))


def _picked(speak: Words, asking: Asking) -> Lines:
    for option in asking.told.options:
        if option.id in asking.draft:
            text = speak.say("Chosen: {choice}", choice=label(speak, option))
            yield Line(Role.CHOSEN, text)


def _done(speak: Words, after: Consequence) -> Lines:
    yield Line(Role.CHOSEN, speak.say("You chose: {choice}", choice=after.done[0]))


FACE = Face(_lines, _buttons, _picked, _done, nothing)
