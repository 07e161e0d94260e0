"""Waiting for what all need and is away."""

from __future__ import annotations

import asyncio

from bot.telegram.timing import Time, first_of


class Outage:
    """Those who wait: one after another tries, and the first that succeeds wakes all."""

    def __init__(self, time: Time) -> None:
        self._time = time
        self._turn = asyncio.Lock()
        self._over = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Return when it is worth a try.

        Args:
            seconds: How long to wait once it is one's turn.
        """
        over = self._over
        async with self._turn:
            if not over.is_set():
                await first_of(over.wait(), self._time.sleep(seconds))

    def over(self) -> None:
        """Who waited has succeeded. That of another would not do: it may need something else."""
        self._over.set()
        self._over = asyncio.Event()
