"""A class that taps in one second, ten times in a row; and one who taps without looking."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from statistics import quantiles
from time import perf_counter

from tests.bench.double.learners import Counted, Learner, Learners
from tests.bench.double.telegram import Telegram

PATIENCE = 60.0  # seconds until all of a class have their answers
LONG = "All that I know of it, once more. " * 110


@dataclass(frozen=True, slots=True)
class Burst:
    """The pattern of a class's taps.

    Attributes:
        times: How often.
        spread: Within how many seconds all of them tap.
        pause: Seconds from the last answer to the next time.
        mad: How many updates a second come from one who does not look.
        warm: How often they tap before, which does not count.
    """

    times: int = 10
    spread: float = 1.0
    pause: float = 1.0
    mad: float = 0.0
    warm: int = 1


@dataclass(frozen=True, slots=True)
class BurstLatency:
    """The latencies of a class, in milliseconds from a tap to its new message.

    Attributes:
        p50: The middle one.
        p99: What 99 of 100 stay under.
        longest: The longest of all.
        missing: Taps that had no answer.
    """

    p50: float
    p99: float
    longest: float
    missing: int


async def bursts(
    learners: Learners, telegram: Telegram, burst: Burst, dice: random.Random
) -> BurstLatency:
    """Run the bursts and return their latencies."""
    mad = Flooder(telegram, learners.mad(), dice) if burst.mad else None
    going = asyncio.create_task(mad.taps(burst.mad)) if mad else None
    for _ in range(burst.warm):
        await once(learners, burst)
    counted = learners.counted
    counted.waits.clear()
    missing = 0
    for _ in range(burst.times):
        missing += await once(learners, burst)
    if going is not None:
        going.cancel()
    return felt(counted, missing)


async def once(learners: Learners, burst: Burst) -> int:
    """One burst and the pause after it; gives how many had no answer."""
    await learners.burst(burst.spread, PATIENCE)
    missing = (
        len(learners.all)
        - len(learners.rested)
        - sum(learner.mad for learner in learners.all.values())
    )
    await asyncio.sleep(burst.pause)
    return missing


def felt(counted: Counted, missing: int) -> BurstLatency:
    waits = [wait * 1000 for wait in counted.waits]
    if len(waits) < 2:
        raise ValueError("hardly anybody had an answer")
    cuts = quantiles(waits, n=100, method="inclusive")
    return BurstLatency(cuts[49], cuts[98], max(waits), missing)


class Flooder:
    """Somebody who taps, writes and sends pictures as fast as a machine can."""

    def __init__(self, telegram: Telegram, who: Learner, dice: random.Random) -> None:
        self._telegram = telegram
        self._who = who
        self._dice = dice

    async def taps(self, rate: float) -> None:
        """Tap for ever at a rate of updates a second."""
        due = perf_counter()
        while True:
            due += 1 / rate
            if (wait := due - perf_counter()) > 0:
                await asyncio.sleep(wait)
            self._act()

    def _act(self) -> None:
        user, kind = self._who.user, self._dice.random()
        if kind < 0.4:
            self._telegram.taps(user, self._who.message, self._who.data(self._dice))
        elif kind < 0.7:  # made up
            data = f"1:t:{self._dice.getrandbits(40):x}:{self._dice.randrange(9)}:a"
            self._telegram.taps(user, self._who.message, data)
        elif kind < 0.8:
            self._telegram.says(user, LONG)
        elif kind < 0.9:
            self._telegram.sends_file(user)
        else:
            self._telegram.says(user, "/start")
