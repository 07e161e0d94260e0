"""Fair locks by key."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _KeyLock:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    people: int = 0


class KeyedLocks:
    """A fair asyncio lock for each key; keys are independent of each other.

    Nothing is kept for a key that nobody is there for.
    """

    def __init__(self) -> None:
        self._locks: dict[Hashable, _KeyLock] = {}

    def __len__(self) -> int:
        return len(self._locks)

    def waiting(self, key: Hashable) -> int:
        """The number of holders and waiters of a key."""
        counter = self._locks.get(key)
        return counter.people if counter else 0

    @asynccontextmanager
    async def hold(self, key: Hashable) -> AsyncIterator[None]:
        """Acquire the lock of a key until the block ends."""
        counter = self._locks.setdefault(key, _KeyLock())
        counter.people += 1
        try:
            async with counter.lock:  # asyncio's locks serve in order
                yield
        finally:
            counter.people -= 1
            if not counter.people:
                del self._locks[key]
