"""The process that serves the Bot API and plays learners, and reports its counts.

It writes one line of JSON for each event: the port, the bot's first poll, all learners in play, the
start of the measured window, and its end with all figures. It serves until its standard input is
closed, so that the bot can shut down cleanly.
"""

from __future__ import annotations

import asyncio
import random
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from statistics import quantiles
from time import perf_counter, process_time
from typing import Any

import orjson

from tests.bench.double.bursts import Burst, BurstLatency, bursts
from tests.bench.double.learners import Counted, Learners
from tests.bench.double.telegram import Telegram
from tests.bench.double.wire import Server
from tests.bench.measuring.running import run

PATIENCE = 150.0  # seconds until all learners are in play
CALM = 0.3  # seconds in which a bot that waits can be looked at


@dataclass(frozen=True, slots=True)
class Load:
    """The load put on a bot."""

    learners: int = 2000
    outstanding: int = 100
    rate: float = 0.0  # taps offered a second; 0: as many as `outstanding` allows
    delay: float = 0.0  # seconds every answer of the API takes
    warm_up: float = 1.5
    seconds: float = 5.0
    edited: bool = False  # a tap is answered by an edit of its message, not by a new one
    seed: int = 7
    burst: Burst | None = None  # instead of all that comes by itself
    webhooks: int = 1  # programs that share what is brought, all there before anybody joins


@dataclass(frozen=True, slots=True)
class LoadResult:
    """The double's observations in the window."""

    per_second: float
    taps: int
    p50: float  # milliseconds from a tap to its new message
    p99: float
    lost: int
    refusals: dict[str, int]
    updates_per_poll: float
    busy: float  # the double's own share of its core
    felt: BurstLatency | None = None  # what a class felt that taps all at once
    disordered: int = 0  # screens that came twice, or after a later one of the same attempt


async def main(load: Load) -> None:
    """Serve, measure, tell."""
    learners = Learners(load.learners, random.Random(load.seed), edited=load.edited)
    server = Server(Telegram(learners), load.delay, load.webhooks)
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(server.connection, "127.0.0.1", 0)
    tell({"port": listener.sockets[0].getsockname()[1]})
    async with asyncio.timeout(PATIENCE):
        await server.connected.wait()
        tell({"bot": "waits"})
        await asyncio.sleep(CALM)
        learners.join(server.telegram, load.outstanding)
        await learners.in_play.wait()
    tell({"all": "in play"})
    playing = asyncio.create_task(play(learners, load))
    if load.burst is None:
        await asyncio.sleep(load.warm_up)
    tell({"window": "begins"})
    seen = await window(learners, server, load)
    tell({"window": "ends", "seen": asdict(seen)})
    await asyncio.to_thread(sys.stdin.read)
    playing.cancel()
    with suppress(asyncio.CancelledError):
        await playing
    listener.close()


async def play(learners: Learners, load: Load) -> None:
    """Let the learners tap through warm-up and window."""
    if load.burst is not None:
        return  # the window is all that there is
    if load.rate:
        await learners.tap_at(load.rate, load.warm_up + load.seconds)
    else:
        learners.tap_on(load.outstanding)


async def window(learners: Learners, server: Server, load: Load) -> LoadResult:
    """Count for a time, or for a number of bursts."""
    counted = learners.counted = Counted()
    polls, updates = server.polls, server.updates
    begun, busy = perf_counter(), process_time()
    felt = None
    if load.burst is None:
        await asyncio.sleep(load.seconds)
    else:
        felt = await bursts(learners, server.telegram, load.burst, random.Random(load.seed))
    seconds, busy = perf_counter() - begun, process_time() - busy
    learners.counted = Counted()
    p50, p99 = percentiles(counted.waits)
    return LoadResult(
        counted.full / seconds,
        counted.full,
        p50 * 1000,
        p99 * 1000,
        learners.lost(),
        dict(server.telegram.refused),
        (server.updates - updates) / max(1, server.polls - polls),
        busy / seconds,
        felt,
        counted.disordered,
    )


def percentiles(waits: list[float]) -> tuple[float, float]:
    """The middle one, and the one that 99 of 100 stay under."""
    if len(waits) < 2:
        return (waits[0], waits[0]) if waits else (0.0, 0.0)
    cuts = quantiles(waits, n=100, method="inclusive")
    return cuts[49], cuts[98]


def load_of(told: dict[str, Any]) -> Load:
    """Parse a load from the parent process."""
    burst = told.pop("burst")
    return Load(**told, burst=None if burst is None else Burst(**burst))


def result_of(told: dict[str, Any]) -> LoadResult:
    """Parse the observations of this process."""
    felt = told.pop("felt")
    return LoadResult(**told, felt=None if felt is None else BurstLatency(**felt))


def tell(fact: dict[str, Any]) -> None:
    """Send a message to the parent process."""
    sys.stdout.buffer.write(orjson.dumps(fact) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    run(main(load_of(orjson.loads(sys.argv[1]))))
