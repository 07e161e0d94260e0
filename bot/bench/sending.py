"""Refreshers that are all due at once: claimed, made, drawn and handed over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from telegram import Bot
from telegram.request import RequestData

from bot import wiring
from bot.bench import crowd
from bot.bench.double import TOKEN
from bot.bench.plan import Plan
from bot.bench.pulse import beating
from bot.bench.running import as_the_bot, run
from bot.bench.storing import BOT, on_a_fresh_file
from bot.bench.table import Row, Target
from bot.interpreter import settle
from bot.services.ports import Messenger, SystemDice
from bot.services.refreshers.sending import Refreshers
from bot.settings import Settings
from bot.telegram.limits import Pace
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.request import AiohttpRequest, Payload
from bot.telegram.sender import Sender
from scenarios.shelf import Shelf, load_shelf

MANY = 10_000
FEW = 100  # in a run of less than a second


class NotSent(Exception):
    """Not everything that was due came: nothing measured here would mean anything."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What one run came to."""

    rate: float  # messages a second
    cost: float  # milliseconds of processor a message, all threads together
    longest: float  # milliseconds for which the loop was held at most


def rows(plan: Plan) -> list[Row]:
    """Measure how fast what is due goes out, and what that does to everything else."""
    shelf, many = load_shelf(), FEW if plan.seconds < 1 else MANY
    runs = plan.each(lambda: on_a_fresh_file(lambda file: sent(file, shelf, many)))
    each = f"each knows {crowd.KNOWN} items, {crowd.READY} of them due"
    return [
        Row(
            f"claim, render and hand over {many:,} due refreshers",
            runs.figure(lambda one: one.rate),
            "/s",
            "not in this run: Telegram takes some 30/s",
            target=Target(1_000),
            note=f"{each}; the whole bot but the network, which takes each request at once",
        ),
        Row("processor time of a refresher", runs.figure(lambda one: one.cost), "ms"),
        Row(
            "the longest that the loop is held meanwhile",
            runs.figure(lambda one: one.longest),
            "ms",
            target=Target(50, more=False),
        ),
    ]


class Taken(AiohttpRequest):
    """The edge of the program: takes each request at once, and remembers how many there were."""

    __slots__ = ("messages",)

    def __init__(self) -> None:
        super().__init__()
        self.messages = 0

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | Payload | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        """Take a message, as Telegram would."""
        if url.endswith("/getMe"):
            return 200, b'{"ok":true,"result":{"id":%d,"is_bot":true,"first_name":"A"}}' % BOT
        del method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
        self.messages += 1
        return 200, b'{"ok":true,"result":{"message_id":%d}}' % self.messages


class Standing:
    """A clock that stands at the moment at which all is due."""

    def now(self) -> datetime:
        """That moment."""
        return crowd.NOW


def sent(file: Path, shelf: Shelf, many: int) -> Handed:
    """Send what is due to so many people, with a database that does not exist yet."""
    with as_the_bot():
        return run(_sent(file, shelf, many))


async def _sent(file: Path, shelf: Shelf, many: int) -> Handed:
    async with services(file, shelf) as parts:
        await parts.database.write(lambda conn: crowd.all_due(conn, shelf, BOT, many))
        request = Taken()
        # Telegram's own pace is measured by `broadcast`; here, what the program could.
        sender = Sender(Bot(TOKEN, request=request), pace=Pace(unasked_per_second=1e9))
        sending = refreshers(parts, TelegramMessenger(sender))
        settle()
        async with beating() as held:
            begun, worked = perf_counter(), process_time()
            while request.messages < many:
                if not await sending.send() and not sender.waiting:
                    break
                while sender.waiting:  # noqa: ASYNC110 - as many as may be on their way
                    await asyncio.sleep(0)
            await sender.drain(60)
            await sending.flush()
            taken, worked = perf_counter() - begun, process_time() - worked
    if request.messages != many:
        raise NotSent(f"{request.messages:,} of {many:,} came")
    return Handed(many / taken, worked / many * 1000, max(held) * 1000)


def refreshers(parts: wiring.Services, messenger: Messenger) -> Refreshers:
    """The service of refreshers, as the running bot has it."""
    return Refreshers(BOT, parts.database, parts.library, messenger, parts.clock, SystemDice())


@asynccontextmanager
async def services(file: Path, shelf: Shelf) -> AsyncIterator[wiring.Services]:
    """The bot's own services over a file, with a clock that stands."""
    async with services_at(f"sqlite:///{file}", shelf) as parts:
        yield parts


@asynccontextmanager
async def services_at(url: str, shelf: Shelf) -> AsyncIterator[wiring.Services]:
    """The same over a database of either kind."""
    settings = Settings(_env_file=None, telegram_token=TOKEN, database=url)
    async with wiring.services(settings, shelf, Standing()) as parts:
        yield parts
