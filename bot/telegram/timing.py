"""The transport's clock, in one value that tests replace."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Time:
    """A monotonic clock in seconds, and sleep.

    Attributes:
        now: The current time.
        sleep: Sleep for this many seconds.
        jitter: A random number from 0 to 1, so that waiters do not retry simultaneously.
    """

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random

    def backoff(self, first: float, longest: float) -> Iterator[float]:
        """Endless backoff delays, each about twice the previous one, up to the longest."""
        pause = first
        while True:
            yield pause * (0.75 + self.jitter() / 2)
            pause = min(2 * pause, longest)


async def first_of(*works: Awaitable[object]) -> None:
    """Wait for the first to finish; cancel the others."""
    futures = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for future in futures:
            future.cancel()
