"""Who waits behind their own updates, and what is not let in because it would change nothing.

Rule 1. A person's updates are taken one after another, those of others beside them.
Rule 2. The same tap once more, while the first is still waiting, is a double: it is not taken.
Rule 3. At most `MOST_WAITING` updates of one person wait; so nobody's impatience fills what is
        fetched, and all others get their turn.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Hashable, Mapping
from contextlib import asynccontextmanager
from enum import Enum, auto
from typing import Any, Final, TypeAlias

from bot.app.playing.keyed_turns import Turns

Raw: TypeAlias = Mapping[str, Any]
Tap: TypeAlias = tuple[object, object]

# More than one person does in a moment, a long text that Telegram cuts into messages included.
MOST_WAITING: Final = 16
# That somebody blocked the bot, or came back, is always heard.
SPARED: Final = frozenset({"callback_query", "message", "edited_message"})


class Spare(Enum):
    """Why an update is not taken."""

    DOUBLE = auto()
    TOO_MANY = auto()


class Queues:
    """The updates that wait, by whose they are."""

    def __init__(self) -> None:
        self._turns = Turns()
        # Of whom something waits: each update, by its id, and its tap if it is one.
        self._there: dict[Hashable, dict[object, Tap | None]] = {}

    def spare(self, raw: Raw) -> Spare | None:
        """Why an update is not to be taken now; None where it is."""
        whose = _whose(raw)
        there = self._there.get(whose) if whose is not None else None
        if not there or raw["update_id"] in there:
            return None  # what is brought again may not be confirmed before it is committed
        tap = _tap(raw)
        if tap is not None and next(reversed(there.values())) == tap:
            return Spare.DOUBLE
        too_many = self._turns.there(whose) >= MOST_WAITING and kind_of(raw) in SPARED
        return Spare.TOO_MANY if too_many else None

    @asynccontextmanager
    async def turn(self, raw: Raw) -> AsyncIterator[None]:
        """Wait for an update's turn, and hold it until the block ends."""
        whose = _whose(raw)
        self._there.setdefault(whose, {}).setdefault(raw["update_id"], _tap(raw))
        try:
            async with self._turns.turn(whose):
                yield
        finally:
            self._there[whose].pop(raw["update_id"], None)
            if not self._turns.there(whose):
                del self._there[whose]


def kind_of(raw: Raw) -> str:
    """What sort of update it is, such as `callback_query`."""
    return next((name for name in raw if name != "update_id"), "nothing")


def _whose(raw: Raw) -> Hashable:
    match raw.get(kind_of(raw)):
        case {"from": {"id": person}} | {"chat": {"id": person}}:
            return int(person)
    return None


def _tap(raw: Raw) -> Tap | None:
    """What makes a tap the same as another: the message, and the button."""
    match raw.get("callback_query"):
        case {"message": {"message_id": message}, "data": data}:
            return message, data
    return None
