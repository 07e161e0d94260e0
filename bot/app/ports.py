"""The world as services see it: what tests replace."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Protocol

from storage.db.ids import new_id


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The moment, as aware UTC."""


class Dice(Protocol):
    """New ids and seeds."""

    def id(self) -> str:
        """An unguessable id: 12 characters of A-Z, a-z, 0-9, `-` and `_`."""

    def seed(self) -> int:
        """A seed for an attempt, below 2**53."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The moment, as aware UTC."""
        return datetime.now(UTC)


class SystemDice:
    """The machine's randomness."""

    def id(self) -> str:
        return new_id()

    def seed(self) -> int:
        return secrets.randbits(53)
