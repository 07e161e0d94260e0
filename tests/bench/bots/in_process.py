"""Our bot in this process: its services over a database, without the network."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from telegram.request import RequestData

from bot import wiring
from bot.outbox.delivery import Messenger
from bot.outbox.refresher_sending import RefresherSender
from bot.sandbox import TOKEN
from bot.settings import Settings
from bot.telegram.request import Payload, TelegramRequest
from scenarios.case_library import CaseLibrary
from tests.bench.double.telegram import BOT
from tests.bench.people import crowd


class IncompleteRun(Exception):
    """Not everything that was due came: nothing measured here would mean anything."""


class CountingRequest(TelegramRequest):
    """A request that takes every call at once and counts them."""

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
        if url.endswith("/getMe"):
            return 200, b'{"ok":true,"result":{"id":%d,"is_bot":true,"first_name":"A"}}' % BOT
        del method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
        self.messages += 1
        return 200, b'{"ok":true,"result":{"message_id":%d}}' % self.messages


class FrozenClock:
    """A clock that stands at the moment at which all is due."""

    def now(self) -> datetime:
        return crowd.NOW


def refreshers(parts: wiring.Services, messenger: Messenger) -> RefresherSender:
    """The service of refreshers, as the running bot has it."""
    return RefresherSender(BOT, parts.app, messenger)


@asynccontextmanager
async def services(file: Path, shelf: CaseLibrary) -> AsyncIterator[wiring.Services]:
    """The bot's own services over a file, with a clock that stands."""
    async with services_at(f"sqlite:///{file}", shelf) as parts:
        yield parts


@asynccontextmanager
async def services_at(url: str, shelf: CaseLibrary) -> AsyncIterator[wiring.Services]:
    """The same over a database of either kind."""
    settings = Settings(_env_file=None, telegram_token=TOKEN, database=url)
    async with wiring.services(settings, shelf, FrozenClock()) as parts:
        yield parts
