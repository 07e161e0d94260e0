"""The process of a double that keeps to Telegram's limits: many are told, and a few play meanwhile.

One line of JSON for each of: the port, the bot's first poll, that the quiet time is over, and what
was seen while many were told. The limits are those of the sandbox.
"""

from __future__ import annotations

import asyncio
import math
import random
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import orjson

from bot.bench.double.api import Audience, Double, Json, Keyboard, Refused
from bot.bench.double.learners import Counted, Learners
from bot.bench.double.rig import PATIENCE, percentiles, tell
from bot.bench.double.wire import Served
from bot.bench.measuring.running import run
from bot.bench.people import crowd
from bot.sandbox.limits import Limits, Meter
from bot.sandbox.refusals import Refusal

ALLOWED = Limits().bot_rate


@dataclass(frozen=True, slots=True)
class Many:
    """How many are told, and who plays meanwhile."""

    told: int = 1500
    learners: int = 200
    rate: float = 5.0  # taps a second
    quiet: float = 20.0  # seconds of taps alone, before
    seed: int = 7

    @property
    def longest(self) -> float:
        """Seconds after which it is given up."""
        return 60 + 2 * self.told / ALLOWED


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What the double saw, from the first of the many messages to the last."""

    seconds: float
    came: int  # of the many
    answers: int  # new messages to those who play
    early: int  # refusals in the first second
    late: int  # refusals after it
    quiet_p99: float  # milliseconds from a tap to its new message, before
    p99: float  # the same meanwhile


@dataclass(slots=True)
class Crowd:
    """The phones: of those who play, and of those who are only told."""

    learners: Learners

    def shown(self, chat: int, message: int, keyboard: Keyboard) -> None:
        """A message with buttons is there."""
        if chat in self.learners.all:
            self.learners.shown(chat, message, keyboard)

    def retired(self, chat: int, message: int) -> None:
        """Its buttons are gone."""
        if chat in self.learners.all:
            self.learners.retired(chat, message)

    def answered(self, chat: int, query: str) -> None:
        """A query was answered."""
        self.learners.answered(chat, query)


@dataclass(slots=True)
class Book:
    """When messages went to whom, and when they were refused."""

    told: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)


class Limited(Double):
    """A double that refuses what comes too fast, once it is told to."""

    def __init__(self, audience: Audience, wake: Callable[[], None]) -> None:
        super().__init__(audience, wake)
        self.book = Book()
        self.meter = Meter(None, _now)
        self.told, self.first, self.last = 0, asyncio.Event(), asyncio.Event()

    def _send(self, given: Mapping[str, Any]) -> Json:
        chat = int(given["chat_id"])
        try:
            self.meter.take(chat)
        except Refusal as refusal:
            self.book.refused.append(perf_counter())
            wait = int(refusal.parameters["retry_after"])
            raise Refused(429, refusal.description, wait) from None
        book = self.book
        (book.told if chat >= crowd.account(0) else book.answers).append(perf_counter())
        if book.told:
            self.first.set()
        if len(book.told) == self.told:
            self.last.set()
        return super()._send(given)


def _now() -> datetime:
    return datetime.now(UTC)


async def main(load: Many) -> None:
    """Serve, measure, tell."""
    learners = Learners(load.learners, random.Random(load.seed))
    served = Served(Crowd(learners), kind=Limited)
    double = served.double
    assert isinstance(double, Limited)
    double.told = load.told
    for number in range(load.told):
        double.knows(crowd.account(number))
    server = await asyncio.get_running_loop().create_server(served.connection, "127.0.0.1", 0)
    tell({"port": server.sockets[0].getsockname()[1]})
    async with asyncio.timeout(PATIENCE):
        await served.called.wait()
        tell({"bot": "waits"})
        learners.join(double, 20)
        await learners.in_play.wait()
    playing = asyncio.create_task(learners.tap_at(load.rate, math.inf))
    await asyncio.sleep(2)
    double.meter = Meter(Limits(), _now)
    quiet = learners.counted = Counted()
    await asyncio.sleep(load.quiet)
    tell({"quiet": "over"})
    tell({"seen": asdict(await witnessed(double, learners, load, quiet))})
    await asyncio.to_thread(sys.stdin.read)
    playing.cancel()
    with suppress(asyncio.CancelledError):
        await playing
    server.close()


async def witnessed(double: Limited, learners: Learners, load: Many, quiet: Counted) -> Witnessed:
    """Wait until all are told, or it has taken too long."""
    book, begun, meanwhile = double.book, perf_counter(), Counted()
    with suppress(TimeoutError):
        async with asyncio.timeout(load.longest):
            await double.first.wait()
            meanwhile = learners.counted = Counted()
            await double.last.wait()
    first, last = (book.told[0], book.told[-1]) if book.told else (begun, begun)
    learners.counted = Counted()
    early = sum(first <= at < first + 1 for at in book.refused)
    return Witnessed(
        last - first,
        len(book.told),
        sum(first <= at <= last for at in book.answers),
        early,
        sum(at >= first + 1 for at in book.refused),
        percentiles(quiet.waits)[1] * 1000,
        percentiles(meanwhile.waits)[1] * 1000,
    )


if __name__ == "__main__":
    run(main(Many(**orjson.loads(sys.argv[1]))))
