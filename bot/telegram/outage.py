"""Shared waiting for an unavailable dependency."""

from __future__ import annotations

import asyncio
from math import inf

from bot.telegram.timing import Time, first_of


class Outage:
    """Waiters of an outage: one at a time retries, and the first success wakes all."""

    def __init__(self, time: Time) -> None:
        self._time = time
        self._turn = asyncio.Lock()
        self._over = asyncio.Event()
        self._tried = -inf

    async def wait(self, seconds: float, since: float) -> None:
        """Return when it is time to retry.

        Args:
            seconds: The interval between retries.
            since: The start of the caller's last attempt.
        """
        over = self._over
        async with self._turn:
            pause = max(since, self._tried) + seconds - self._time.now()
            if not over.is_set() and pause > 0:
                await first_of(over.wait(), self._time.sleep(pause))
            self._tried = self._time.now()

    def end(self) -> None:
        """A waiter has succeeded. Others' successes do not count: they may need something else."""
        self._over.set()
        self._over = asyncio.Event()
