"""Notice texts: what a queued notice says by the time it is sent, declared once for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import Any, Final, TypeAlias

from bot.application import App
from bot.chat.kit.screen import Button
from bot.locale import Words
from storage.db.connection import Connection
from storage.people.people import Person

Facts: TypeAlias = Mapping[str, Any]
"""The payload that a notice was queued with."""


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A sentence, and what to do about it.

    A locked phone and other people may see the labels of its buttons: they name no case.
    """

    text: str
    button: Button | None = None
    other: Button | None = None
    more: tuple[Button, ...] = ()

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The buttons that there are."""
        found = (self.button, self.other, *self.more)
        return tuple(button for button in found if button is not None)


@dataclass(frozen=True, slots=True)
class NoticeContext:
    """The recipient of a notice, and the transaction in which it is sent."""

    app: App
    conn: Connection
    person: Person
    words: Words
    now: datetime

    @property
    def say(self) -> Callable[..., str]:
        """Translates a message into the recipient's language."""
        return self.words.say


Write: TypeAlias = Callable[[NoticeContext, Facts], NoticeText | None]
"""Writes a notice; None where nothing is to be said any more."""

_declared: Final[dict[str, Write]] = {}


def notice(kind: str) -> Callable[[Write], Write]:
    """Have a function write the notices that are queued with this kind."""

    def register(write: Write) -> Write:
        assert kind not in _declared, f"two texts of a notice: {kind}"
        _declared[kind] = write
        return write

    return register


def notice_texts(*modules: ModuleType) -> Mapping[str, Write]:
    """The notices that the functions of some modules write, by kind."""
    names = {module.__name__ for module in modules}
    return {kind: write for kind, write in _declared.items() if write.__module__ in names}
