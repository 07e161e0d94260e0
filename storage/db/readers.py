"""Two ways to run reading units: SQLite's own connections by aiosqlite, PostgreSQL's in threads.

A unit is a plain function of a connection in both. aiosqlite gives each SQLite connection a thread
for its life, as SQLite likes it best; psycopg's are free to move, so a few threads share them.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from operator import attrgetter
from typing import Any, Protocol, cast

import aiosqlite
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from storage.db.engines import READERS
from storage.db.errors import is_gone, translated
from storage.db.writers import T, Unit


class Reader(Protocol):
    """Runs reading units, each in a transaction that sees one moment."""

    async def run(self, unit: Unit[T]) -> T:
        """Run one unit; return its value."""

    async def close(self) -> None:
        """Let go of all connections."""


class FileReader:
    """Reads a SQLite file with a few connections of aiosqlite, each with a thread of its own.

    A whole unit is handed to a thread. To hand over each statement, as SQLAlchemy's own way with
    aiosqlite does, took seven times as much of the processor.
    """

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self._place = place
        self._desks = [_Desk(engine) for _ in range(READERS)]

    async def run(self, unit: Unit[T]) -> T:
        """Run one unit; return its value."""
        desk = min(self._desks, key=attrgetter("busy"))
        with translated(self._place):
            return await desk.run(partial(_begun, self._engine, unit))

    async def close(self) -> None:
        """Let go of all connections."""
        for desk in self._desks:
            await desk.close()
        self._engine.dispose()


class _Connection(aiosqlite.Connection):
    async def run(self, work: Callable[[], T]) -> T:
        """Do something in the thread of this connection."""
        execute: Any = self._execute  # which has no types
        value: T = await execute(work)
        return value


class _Desk:
    """One connection, opened when it is first used, and whoever waits for it."""

    def __init__(self, engine: Engine) -> None:
        self.busy = 0  # units that run or wait here
        self._engine = engine
        self._opened: asyncio.Future[_Connection] | None = None

    async def run(self, work: Callable[[], T]) -> T:
        self.busy += 1
        try:
            if self._opened is None:
                self._opened = asyncio.ensure_future(self._open())
            connection = await asyncio.shield(self._opened)
            return await connection.run(work)
        finally:
            self.busy -= 1

    async def close(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            await (await opened).close()

    async def _open(self) -> _Connection:
        try:
            connection = _Connection(self._own, iter_chunk_size=1)
            await connection
        except BaseException:
            self._opened = None  # the next one tries again
            raise
        return connection

    def _own(self) -> sqlite3.Connection:
        """The connection that the engine keeps for the thread this is called in."""
        raw: Any = self._engine.raw_connection().driver_connection
        return cast("sqlite3.Connection", raw)


class PoolReader:
    """Reads a PostgreSQL database, with a few threads."""

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self._place = place
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="storage-reader")

    async def run(self, unit: Unit[T]) -> T:
        """Run one unit; return its value."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, found, self._engine, unit, self._place)

    async def close(self) -> None:
        """Let go of all connections."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()


def found(engine: Engine, unit: Unit[T], place: str) -> T:
    """What a unit reads; once more where the connection was lost meanwhile.

    Args:
        engine: One that reads.
        unit: What to look up.
        place: The database as it is shown to people.

    Raises:
        StorageError: The database failed.
        Exception: Whatever the unit raised.
    """
    with translated(place):
        for _ in range(READERS):  # after a restart of the server all that rest in the pool are gone
            with engine.connect() as connection:
                try:
                    return _once(connection, unit)
                except DBAPIError as error:
                    if not is_gone(error):
                        raise
                    connection.invalidate(error)
        with engine.connect() as connection:
            return _once(connection, unit)


def _begun(engine: Engine, unit: Unit[T]) -> T:
    with engine.begin() as connection:
        return unit(connection)


def _once(connection: Connection, unit: Unit[T]) -> T:
    with connection.begin():
        return unit(connection)
