"""The whole bot, running in the loop of a test against a sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot import program
from bot.app.library import shelf
from bot.sandbox import TOKEN
from bot.settings import Settings
from scenarios.case_library import CaseLibrary
from tests.helpers.front_desk import prepared
from tests.helpers.sandbox import Served

_SHELF: list[CaseLibrary] = []


def library() -> CaseLibrary:
    """The library of this release, loaded once for all tests."""
    if not _SHELF:
        _SHELF.append(shelf())
    return _SHELF[0]


def settings_for(served: Served, database: str, **more: Any) -> Settings:
    """Settings that lead to a sandbox and a database."""
    return Settings(
        _env_file=None,
        telegram_token=TOKEN,
        telegram_api=served.url,
        database=database,
        chat_burst=10_000,
        **more,
    )


@asynccontextmanager
async def running_bot(
    served: Served, database: str, shelf: CaseLibrary | None = None, **more: Any
) -> AsyncIterator[None]:
    """Run the bot until the block ends; then it must end by itself, without an error."""
    shelf = shelf or library()
    await prepared(database, shelf)
    stop = asyncio.Event()
    settings = settings_for(served, database, **more)
    task = asyncio.create_task(program.run(settings, stop, shelf))
    try:
        yield
    finally:
        stop.set()
        await task
