"""A class that taps all at once: what is told of it, and a short run with a webhook."""

from __future__ import annotations

import asyncio
import gc
import random
from collections import deque
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.bench.bots import processes, tested, under_load
from bot.bench.double import bringing
from bot.bench.double.api import TOKEN, Double
from bot.bench.double.bringing import Bringer, Carrier
from bot.bench.double.bursting import Burst, Mad, felt
from bot.bench.double.learners import Counted, Learners
from bot.bench.double.rig import Load
from bot.bench.measuring.plan import Plan
from bot.bench.measuring.postgresql import POSTGRESQL
from bot.bench.parts import bursts
from bot.web import free_port

KEYS = {"inline_keyboard": [[{"text": "Go", "callback_data": "1:t:a:0:b"}]]}


class Nobody:
    """Whoever looks at no phone."""

    def shown(self, *_: object) -> None:
        """A message is there."""

    def retired(self, *_: object) -> None:
        """Buttons are gone."""

    def answered(self, *_: object) -> None:
        """A query is answered."""


def test_what_a_class_felt_is_told_by_learner_and_by_place() -> None:
    """One of two waits long each time: the middle one hides it, the worst learner shows it."""
    counted = Counted(waits=[0.01, 0.09, 0.01, 0.11], whose=[(1, 0), (2, 1), (1, 0), (2, 1)])
    found = felt(counted, 3, 7.0)
    assert (found.p50, found.longest, found.worst) == pytest.approx((50, 110, 100))
    assert (found.early, found.missing, found.begun) == (10, 3, 7.0)
    with pytest.raises(ValueError, match="hardly anybody"):
        felt(Counted(), 0, 0.0)


def test_one_who_is_mad_counts_nowhere() -> None:
    """What they tap, write and send is real to the double, and no tap of a class."""
    learners = Learners(1, random.Random(3))
    double = Double(learners)
    learners.join(double, 1)
    double.call(TOKEN, "sendMessage", {"chat_id": 1000, "text": "a", "reply_markup": KEYS})
    mad = Mad(double, learners.mad(), random.Random(3))
    before = len(double.fetch(0, 100))
    for _ in range(60):
        mad._act()
    kinds = [update.split(b'"')[3] for update in double.fetch(0, 100)[before:]]
    assert set(kinds) == {b"callback_query", b"message"}
    assert (learners.counted.full, learners.lost(), len(learners.rested)) == (0, 0, 0)


async def test_updates_of_one_person_are_brought_one_after_another() -> None:
    """And those of others beside them, over no more connections than there may be."""
    double, under_way, order = Double(Nobody()), 0, list[tuple[int, bytes]]()

    class Carries:
        """What stands for a connection."""

        def bring(self, who: int, update: bytes) -> None:
            nonlocal under_way
            under_way += 1
            assert under_way <= 2
            order.append((who, update))

    bringer = Bringer(double, "http://127.0.0.1:1/in", "s", 2, 0.0)
    first, second = Carries(), Carries()
    bringer._free, bringer._made = deque([first, second]), 2  # type: ignore[list-item]
    for who, text in ((1, "a"), (1, "b"), (2, "a"), (3, "a")):
        double.says(who, text)
    bringer.wake()
    await asyncio.sleep(0.001)
    assert [who for who, _ in order] == [1, 2]
    under_way -= 1
    bringer._heard(first, 1, 200)  # type: ignore[arg-type]
    await asyncio.sleep(0.001)
    assert [who for who, _ in order] == [1, 2, 3]
    under_way -= 2
    bringer._heard(second, 2, 200)  # type: ignore[arg-type]
    await asyncio.sleep(0.001)
    assert [who for who, _ in order] == [1, 2, 3, 1]


class Watched(Bringer):
    """One that tells when anything has changed."""

    def __init__(self, double: Double, url: str) -> None:
        super().__init__(double, url, "s", 2, 0.0)
        self._news = asyncio.Event()

    def _go_on(self) -> None:
        super()._go_on()
        self._news.set()

    def lost(self, carrier: Carrier, who: int | None) -> None:
        super().lost(carrier, who)
        self._news.set()

    async def until(self, done: Callable[[Watched], bool]) -> None:
        """Wait until something holds of it."""
        async with asyncio.timeout(30):
            while not done(self):
                self._news.clear()
                await self._news.wait()

    @property
    def at_rest(self) -> bool:
        """Whether all was brought and no connection is open."""
        return not self._waiting and not self._made

    @property
    def tried(self) -> int:
        """How often it looked for the bot."""
        return self._opened


async def test_what_a_closed_connection_held_is_brought_again() -> None:
    """A bot may close one that rests, or one whose update it has not answered."""
    heard: list[bytes] = []

    async def moody(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers one update of each connection, but for every third, and closes it."""
        body = await reader.readuntil(b"\r\n\r\n")
        length = int(body.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        heard.append(await reader.readexactly(length))
        if len(heard) % 3:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(moody, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    double = Double(Nobody())
    bringer = Watched(double, f"http://127.0.0.1:{port}/in")
    for text in range(4):
        for who in (1, 2, 3):
            double.says(who, str(text))
    bringer.wake()
    await bringer.until(lambda one: one.at_rest)
    server.close()
    assert len(set(heard)) == bringer.brought == 12


async def test_a_bot_that_is_not_there_is_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost meanwhile, and nobody is told of an error."""
    monkeypatch.setattr(bringing, "AGAIN", 0.001)
    troubles: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: troubles.append(told))

    async def takes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    port, double = free_port(), Double(Nobody())
    bringer = Watched(double, f"http://127.0.0.1:{port}/in")
    double.says(1, "here")
    bringer.wake()
    await bringer.until(lambda one: one.tried >= 3)
    async with await asyncio.start_server(takes, "127.0.0.1", port):
        await bringer.until(lambda one: one.at_rest)
    gc.collect()
    assert (bringer.brought, troubles) == (1, [])


def test_postgresql_and_peers_are_measured_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(POSTGRESQL, raising=False)
    without = {trial.name for trial in bursts.trials(Plan())}
    monkeypatch.setenv(POSTGRESQL, "postgresql://nowhere")
    found = {trial.name for trial in bursts.trials(Plan())}
    assert found - without == {"polling, each call 40 ms, PostgreSQL"}


async def test_our_bot_is_measured_by_webhook() -> None:
    """Every learner has an answer to every tap, and how much waited is known."""
    once = Burst(1, spread=0.01, pause=0.0, warm=0)
    load = Load(4, outstanding=4, connections=3, burst=once)
    found = await under_load.measure(replace(tested.WATCHED, settings=processes.webhook()), load)
    assert found.seen.felt is not None
    assert found.seen.felt.missing == 0
    assert found.seen.felt.p50 <= found.seen.felt.p99 <= found.seen.felt.longest
    assert max(depth.updates for depth in found.depths) >= 1
