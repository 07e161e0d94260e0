"""`order`: steps tapped in order, the last one taken back, then Done."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.kinds.face import Asking, Face, Lines, label, lettered, numbered
from bot.chat.kit.actions import Finish, Mark
from bot.chat.kit.screen import Button, Line, Role
from bot.locale import Words
from scenarios.rendering import Consequence


def _lines(speak: Words, asking: Asking) -> Lines:
    yield from lettered(speak, asking.told.options)
    if asking.draft:
        yield Line(Role.CHOSEN, speak.say("Your order so far:"))
        yield Line(Role.TEXT, _steps(asking))
    else:
        yield Line(Role.NOTE, speak.say("Tap the steps in order, the first one first."))


def _buttons(speak: Words, asking: Asking) -> Iterable[Button]:
    attempt, turn, draft = asking.attempt, asking.turn, asking.draft
    for option in asking.told.options:
        if option.id not in draft:
            yield Button(label(speak, option), Mark(attempt, turn, option.id, on=True))
    if len(draft) == len(asking.told.options):
        yield Button(speak.say("Done"), Finish(attempt, turn), main=True)
    if draft:
        yield Button(speak.say("Take back the last step"), Mark(attempt, turn, draft[-1], on=False))


def _picked(speak: Words, asking: Asking) -> Lines:
    yield Line(Role.CHOSEN, speak.say("Your order:"))
    yield Line(Role.TEXT, _steps(asking))


def _steps(asking: Asking) -> str:
    shorts = {option.id: option.short for option in asking.told.options}
    return numbered(shorts[one] for one in asking.draft)


def _done(speak: Words, after: Consequence) -> Lines:
    yield Line(Role.CHOSEN, speak.say("Your order:"))
    yield Line(Role.TEXT, numbered(after.done))


def _explained(speak: Words, after: Consequence) -> Lines:
    if after.better:
        better = speak.say("A surer order:")
        yield Line(Role.REASON, f"{better}\n{numbered(after.better)}")


FACE = Face(_lines, _buttons, _picked, _done, _explained)
