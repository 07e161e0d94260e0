"""First come, first served, for each key."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _KeyLock:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    people: int = 0


class KeyedLocks:
    """Whoever comes for a key waits for all who came for it before; keys do not wait for others.

    Nothing is kept for a key that nobody is there for.
    """

    def __init__(self) -> None:
        self._locks: dict[Hashable, _KeyLock] = {}

    def __len__(self) -> int:
        return len(self._locks)

    def waiting(self, key: Hashable) -> int:
        """How many are there for a key: whoever has their turn, and those who wait."""
        counter = self._locks.get(key)
        return counter.people if counter else 0

    @asynccontextmanager
    async def hold(self, key: Hashable) -> AsyncIterator[None]:
        """Wait for one's turn, and hold it until the block ends."""
        counter = self._locks.setdefault(key, _KeyLock())
        counter.people += 1
        try:
            async with counter.lock:  # asyncio's locks serve in order
                yield
        finally:
            counter.people -= 1
            if not counter.people:
                del self._locks[key]
