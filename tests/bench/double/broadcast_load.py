"""The process of a broadcast to many people while a few play on.

The sandbox enforces Telegram's limits. It writes one line of JSON for each event: the port, the
bot's first poll, the end of the quiet period, and what it saw during the broadcast.
"""

from __future__ import annotations

import asyncio
import math
import random
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from time import perf_counter

import orjson

from bot.sandbox.calls import RawCall
from bot.sandbox.limits import Limits, Meter
from bot.sandbox.refusals import Refusal
from tests.bench.double.learners import Counted, Learners
from tests.bench.double.load import PATIENCE, percentiles, tell
from tests.bench.double.telegram import Keyboard, Telegram
from tests.bench.double.wire import Server
from tests.bench.measuring.running import run
from tests.bench.people import crowd

ALLOWED = Limits().bot_rate


@dataclass(frozen=True, slots=True)
class Broadcast:
    """The number of recipients, and the load of players meanwhile."""

    told: int = 1500
    learners: int = 200
    rate: float = 5.0  # taps a second
    quiet: float = 20.0  # seconds of taps alone, before
    seed: int = 7

    @property
    def timeout(self) -> float:
        return 60 + 2 * self.told / ALLOWED


@dataclass(frozen=True, slots=True)
class BroadcastResult:
    """The observations from the first broadcast message to the last."""

    seconds: float
    came: int  # broadcast messages
    answers: int  # messages to players
    early: int  # refusals in the first second
    late: int  # refusals after it
    quiet_p99: float  # milliseconds from a tap to its new message, before the broadcast
    p99: float  # the same during the broadcast


class Players:
    """The audience without mere recipients of the broadcast."""

    def __init__(self, learners: Learners) -> None:
        self._learners = learners

    def shown(self, chat: int, message: int, keyboard: Keyboard) -> None:
        if chat in self._learners.all:
            self._learners.shown(chat, message, keyboard)

    def retired(self, chat: int, message: int) -> None:
        if chat in self._learners.all:
            self._learners.retired(chat, message)

    def answered(self, chat: int, query: str) -> None:
        self._learners.answered(chat, query)


class TimedTelegram(Telegram):
    """Notes when messages were taken and refused."""

    def __init__(self, learners: Learners, told: int) -> None:
        super().__init__(Players(learners))
        self.told: list[float] = []
        self.answers: list[float] = []
        self.over_limit: list[float] = []
        self.first, self.last = asyncio.Event(), asyncio.Event()
        self._expected = told

    def enforce_limits(self) -> None:
        """Refuse calls above Telegram's rate limits from now on."""
        self.sandbox.meter = Meter(Limits(), self.sandbox.world.now)

    async def call(self, asked: RawCall) -> object:
        if asked.method.lower() != "sendmessage":
            return await super().call(asked)
        try:
            result = await super().call(asked)
        except Refusal as refusal:
            if refusal.code == 429:
                self.over_limit.append(perf_counter())
            raise
        is_told = int(str(asked.args["chat_id"])) >= crowd.account(0)
        (self.told if is_told else self.answers).append(perf_counter())
        if self.told:
            self.first.set()
        if len(self.told) == self._expected:
            self.last.set()
        return result


async def main(load: Broadcast) -> None:
    """Serve, measure, tell."""
    learners = Learners(load.learners, random.Random(load.seed))
    telegram = TimedTelegram(learners, load.told)
    for number in range(load.told):
        telegram.sandbox.world.person(crowd.account(number)).started = True
    server = Server(telegram)
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(server.connection, "127.0.0.1", 0)
    tell({"port": listener.sockets[0].getsockname()[1]})
    async with asyncio.timeout(PATIENCE):
        await server.connected.wait()
        tell({"bot": "waits"})
        learners.join(telegram, 20)
        await learners.in_play.wait()
    playing = asyncio.create_task(learners.tap_at(load.rate, math.inf))
    await asyncio.sleep(2)
    telegram.enforce_limits()
    quiet = learners.counted = Counted()
    await asyncio.sleep(load.quiet)
    tell({"quiet": "over"})
    tell({"seen": asdict(await witnessed(telegram, learners, load, quiet))})
    await asyncio.to_thread(sys.stdin.read)
    playing.cancel()
    with suppress(asyncio.CancelledError):
        await playing
    listener.close()


async def witnessed(
    telegram: TimedTelegram, learners: Learners, load: Broadcast, quiet: Counted
) -> BroadcastResult:
    """Wait until all recipients are notified or the time is up."""
    begun, meanwhile = perf_counter(), Counted()
    with suppress(TimeoutError):
        async with asyncio.timeout(load.timeout):
            await telegram.first.wait()
            meanwhile = learners.counted = Counted()
            await telegram.last.wait()
    told = telegram.told or [begun]
    first, last = told[0], told[-1]
    learners.counted = Counted()
    return BroadcastResult(
        last - first,
        len(telegram.told),
        sum(first <= at <= last for at in telegram.answers),
        sum(first <= at < first + 1 for at in telegram.over_limit),
        sum(at >= first + 1 for at in telegram.over_limit),
        percentiles(quiet.waits)[1] * 1000,
        percentiles(meanwhile.waits)[1] * 1000,
    )


if __name__ == "__main__":
    run(main(Broadcast(**orjson.loads(sys.argv[1]))))
