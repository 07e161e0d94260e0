"""Time as the transport needs it, in one value that tests replace."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Time:
    """A count of seconds that only goes forward, and waiting.

    Attributes:
        now: The count.
        sleep: Waits so many seconds.
        jitter: A number from 0 to 1, so that those who wait do not all come back at once.
    """

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random

    def growing(self, first: float, longest: float) -> Iterator[float]:
        """Pauses without end, each about twice the one before, until they are long enough."""
        pause = first
        while True:
            yield pause * (0.75 + self.jitter() / 2)
            pause = min(2 * pause, longest)


async def first_of(*works: Awaitable[object]) -> None:
    """Wait until one is done; the others are ended."""
    futures = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for future in futures:
            future.cancel()
