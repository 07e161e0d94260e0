"""Waiting for what all need and is away."""

from __future__ import annotations

import asyncio
from math import inf

from bot.telegram.timing import Time, first_of


class Outage:
    """Those who wait: one after another tries, and the first that succeeds wakes all."""

    def __init__(self, time: Time) -> None:
        self._time = time
        self._turn = asyncio.Lock()
        self._over = asyncio.Event()
        self._tried = -inf

    async def wait(self, seconds: float, since: float) -> None:
        """Return when it is worth a try.

        Args:
            seconds: How far apart tries begin.
            since: When one's own last try began.
        """
        over = self._over
        async with self._turn:
            pause = max(since, self._tried) + seconds - self._time.now()
            if not over.is_set() and pause > 0:
                await first_of(over.wait(), self._time.sleep(pause))
            self._tried = self._time.now()

    def over(self) -> None:
        """Who waited has succeeded. That of another would not do: it may need something else."""
        self._over.set()
        self._over = asyncio.Event()
