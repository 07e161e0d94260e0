"""`spot`: ticks that are set on and off in place, then Done."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.kinds.face import Asking, Face, Lines, label, lettered
from bot.chat.kit.actions import Finish, Mark
from bot.chat.kit.screen import Button, Line, Role
from bot.locale import Words
from scenarios.rendering import Consequence

_ON, _OFF = "☑", "☐"


def _lines(speak: Words, asking: Asking) -> Lines:
    yield from lettered(speak, asking.told.options)
    yield Line(Role.NOTE, speak.say("Tick what applies, as much as you like; then Done."))


def _buttons(speak: Words, asking: Asking) -> Iterable[Button]:
    for option in asking.told.options:
        ticked = option.id in asking.draft
        mark = Mark(asking.attempt, asking.turn, option.id, on=not ticked)
        words = f"{_ON if ticked else _OFF} {label(speak, option)}"
        yield Button(words, mark)
    yield Button(speak.say("Done"), Finish(asking.attempt, asking.turn), main=True)


def _picked(speak: Words, asking: Asking) -> Lines:
    options = asking.told.options
    ticked = [speak.letter(option.place) for option in options if option.id in asking.draft]
    if ticked:  # by their letters: the items stand above
        yield Line(Role.CHOSEN, speak.say("Chosen: {choice}", choice=speak.listed(ticked)))
    else:
        yield Line(Role.CHOSEN, speak.say("Nothing is ticked."))


def _done(speak: Words, after: Consequence) -> Lines:
    if after.done:
        noticed = speak.say("You ticked: {items}", items=speak.listed(after.done))
        yield Line(Role.CHOSEN, noticed)
    else:
        yield Line(Role.CHOSEN, speak.say("You ticked nothing."))


def _explained(speak: Words, after: Consequence) -> Lines:
    if after.overlooked:
        items = speak.listed(after.overlooked)
        yield Line(Role.REASON, speak.say("Also right: {items}", items=items))
    for short, why in after.mistaken:
        yield Line(Role.REASON, f"{short}: {why}" if why else short)


FACE = Face(_lines, _buttons, _picked, _done, _explained)
