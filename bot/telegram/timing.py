"""The transport's clock, in one value that tests replace, and the timeouts of API calls."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Time:
    """A monotonic clock in seconds, and sleep.

    Attributes:
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


Seconds: TypeAlias = float | None


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Timeouts of the phases of a call, in seconds; None for no limit.

    A lost SYN is repeated after 1, 3 and 7 s. Pool and connect together end before the long gap,
    so that a new attempt starts within 2 s.
    """

    read: Seconds = 5.0
    write: Seconds = 5.0
    connect: Seconds = 4.0
    pool: Seconds = 1.0
    upload: Seconds = 20.0

    @property
    def connection(self) -> Seconds:
        """The timeout for getting a connection, idle or new."""
        return _sum(self.pool, self.connect)

    @property
    def response(self) -> Seconds:
        """The timeout from then until the response is complete."""
        return _sum(self.write, self.read)


def _sum(*parts: Seconds) -> Seconds:
    return None if None in parts else sum(part for part in parts if part is not None)
