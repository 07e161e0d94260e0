"""A running bot whose SQLite file is deleted: it is unhealthy, stops, and saves what it held."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Connection, func, select

from bot import program
from bot.http_server import free_port
from scenarios.case_library import CaseLibrary
from storage.db import engines
from storage.db.database import Database
from storage.db.errors import DatabaseMissing, DatabaseMoved
from storage.db.tables import accounts
from tests.helpers.kinds_case import kinds_case
from tests.helpers.learner import Learner
from tests.helpers.running import running_bot, settings_for
from tests.helpers.sandbox import Served

SHELF = CaseLibrary({"kinds": kinds_case()})


def delete(url: str) -> Path:
    """As `rm basira.db*` does, but for the lock file."""
    file = engines.file_of(engines.parse(url))
    for path in (file, *engines.logs_of(file)):
        path.unlink(missing_ok=True)
    return file


def known(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(accounts)).scalar_one()


async def test_bot_stops_and_saves_data_when_its_database_is_deleted(
    sandbox: Served, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not start beside the loss, and goes on with what was saved."""
    monkeypatch.setattr(program, "LOOKING", 0.01)
    settings = settings_for(sandbox, sqlite_url)
    bot = asyncio.create_task(program.run(settings, asyncio.Event(), SHELF))
    await Learner(sandbox.phone(7), "en").arrives()
    file = delete(sqlite_url)
    with pytest.raises(DatabaseMoved) as told:
        await bot
    rescued = told.value.rescued
    assert rescued is not None

    assert not file.exists()
    with pytest.raises(DatabaseMissing):
        await program.run(settings, asyncio.Event(), SHELF)
    assert not file.exists()

    rescued.rename(file)
    async with running_bot(sandbox, sqlite_url, SHELF):
        database = Database.open(sqlite_url)
        assert await database.read(known) == 1
        await database.close()


async def test_bot_is_unhealthy_at_once(
    sandbox: Served, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it has stopped; and numbers of a file that is gone are told to nobody."""
    monkeypatch.setattr(program, "LOOKING", 3_600)
    listen, stop = f"127.0.0.1:{free_port()}", asyncio.Event()
    settings = settings_for(sandbox, sqlite_url, metrics_listen=listen)
    bot = asyncio.create_task(program.run(settings, stop, SHELF))
    await Learner(sandbox.phone(7), "en").arrives()
    async with httpx.AsyncClient(trust_env=False, base_url=f"http://{listen}") as web:
        assert (await web.get("/health")).status_code == 200
        delete(sqlite_url)
        assert (await web.get("/health")).status_code == 503
        assert (await web.get("/metrics")).status_code == 503
    stop.set()
    with pytest.raises(DatabaseMoved):
        await bot
