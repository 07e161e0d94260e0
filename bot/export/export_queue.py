"""Exports of the chat that are being made: one at a time, since each reads much."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

_TIMEOUT = timedelta(minutes=5)
"""After which a requested file no longer blocks the next one."""


@dataclass(frozen=True, slots=True)
class ExportQueue:
    """The people waiting for a file."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _requested: dict[str, datetime] = field(default_factory=dict)

    def is_waiting(self, person_id: str, now: datetime) -> bool:
        """Whether a file is being made for a person."""
        since = self._requested.get(person_id)
        return since is not None and since <= now < since + _TIMEOUT

    def add(self, person_id: str, now: datetime) -> None:
        """Note that someone waits for a file."""
        self._requested[person_id] = now

    def remove(self, person_id: str) -> None:
        """Note that someone has their file."""
        self._requested.pop(person_id, None)
