"""Queues of updates by person, with duplicates and excess skipped.

Rule 1. Updates of one person are processed in order, those of different people concurrently.
Rule 2. A repetition of a tap that is still waiting is a duplicate and skipped.
Rule 3. At most `MOST_WAITING` updates of one person wait, so that no person can block the
        batch for all others.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Hashable, Mapping
from contextlib import asynccontextmanager
from enum import Enum, auto
from typing import Any, Final, TypeAlias

from bot.app.playing.keyed_locks import KeyedLocks

Raw: TypeAlias = Mapping[str, Any]
Tap: TypeAlias = tuple[object, object]

# More than one person sends at a time, including a long text split by Telegram.
MOST_WAITING: Final = 16
# Blocking and unblocking are always processed.
SKIPPABLE: Final = frozenset({"callback_query", "message", "edited_message"})


class SkipReason(Enum):
    DUPLICATE = auto()
    TOO_MANY = auto()


class Queues:
    """Waiting updates by person."""

    def __init__(self) -> None:
        self._turns = KeyedLocks()
        # By person: waiting updates by id, with their tap if any.
        self._waiting: dict[Hashable, dict[object, Tap | None]] = {}

    def skip_reason(self, raw: Raw) -> SkipReason | None:
        """The reason to skip an update now; None to process it."""
        whose = _person_id(raw)
        there = self._waiting.get(whose) if whose is not None else None
        if not there or raw["update_id"] in there:
            return None  # a redelivered update must not be confirmed before it is committed
        tap = _tap_identity(raw)
        if tap is not None and next(reversed(there.values())) == tap:
            return SkipReason.DUPLICATE
        too_many = self._turns.waiting(whose) >= MOST_WAITING and kind_of(raw) in SKIPPABLE
        return SkipReason.TOO_MANY if too_many else None

    @asynccontextmanager
    async def turn(self, raw: Raw) -> AsyncIterator[None]:
        """Wait for an update's turn, and hold it until the block ends."""
        whose = _person_id(raw)
        self._waiting.setdefault(whose, {}).setdefault(raw["update_id"], _tap_identity(raw))
        try:
            async with self._turns.hold(whose):
                yield
        finally:
            self._waiting[whose].pop(raw["update_id"], None)
            if not self._turns.waiting(whose):
                del self._waiting[whose]


def kind_of(raw: Raw) -> str:
    """The update type, such as `callback_query`."""
    return next((name for name in raw if name != "update_id"), "nothing")


def _person_id(raw: Raw) -> Hashable:
    match raw.get(kind_of(raw)):
        case {"from": {"id": person}} | {"chat": {"id": person}}:
            return int(person)
    return None


def _tap_identity(raw: Raw) -> Tap | None:
    """The identity of a tap: message and button."""
    match raw.get("callback_query"):
        case {"message": {"message_id": message}, "data": data}:
            return message, data
    return None
