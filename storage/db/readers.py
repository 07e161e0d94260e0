"""Two readers: SQLite through aiosqlite, PostgreSQL through a pool of threads.

A reading unit is a plain function of a connection in both. aiosqlite gives each SQLite connection a
permanent thread, as SQLite prefers; psycopg's connections may move between threads, so a
few threads share them.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from operator import attrgetter
from typing import Any, Protocol, cast

import aiosqlite
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from storage.db.engines import READERS
from storage.db.errors import is_gone, translated
from storage.db.writers import T, Unit


class Reader(Protocol):
    """Runs reading units, each in a transaction with a snapshot."""

    async def run(self, unit: Unit[T]) -> T:
        """Run a unit; return its value."""

    async def close(self) -> None:
        """Close all connections."""


class FileReader:
    """Reads a SQLite file through a few connections of aiosqlite, each with a thread of its own."""

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self._place = place
        self._connections = [_FileConnection(engine) for _ in range(READERS)]

    async def run(self, unit: Unit[T]) -> T:
        """Run a unit; return its value."""
        connection = min(self._connections, key=attrgetter("pending"))
        with translated(self._place):
            return await connection.run(unit)

    async def close(self) -> None:
        for connection in self._connections:
            await connection.close()
        self._engine.dispose()


class _FileConnection:
    """One connection of aiosqlite, opened when first used; its thread runs whole units.

    aiosqlite passes single statements to its thread, and a unit has many. So the unit is
    called from SQL: each connection has a function `run_unit`, and one statement runs a unit. The
    cost of passing single statements is measured in `docs/decisions/0002-one-writer.md`.
    """

    def __init__(self, engine: Engine) -> None:
        self.pending = 0  # units that run or wait here
        self._engine = engine
        self._opened: asyncio.Future[aiosqlite.Connection] | None = None
        self._numbers = count()
        self._calls: dict[int, Callable[[], None]] = {}

    async def run(self, unit: Unit[T]) -> T:
        self.pending += 1
        try:
            if self._opened is None:
                self._opened = asyncio.ensure_future(self._open())
            connection = await asyncio.shield(self._opened)
            result: Future[T] = Future()
            number = next(self._numbers)
            self._calls[number] = lambda: _settle(result, self._engine, unit)
            await connection.execute_fetchall("SELECT run_unit(?)", (number,))
            return result.result()
        finally:
            self.pending -= 1

    async def close(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            await (await opened).close()

    async def _open(self) -> aiosqlite.Connection:
        try:
            connection = await aiosqlite.Connection(self._connect, iter_chunk_size=1)
            await connection.create_function("run_unit", 1, self._run_unit)
        except BaseException:
            self._opened = None  # the next unit tries again
            raise
        return connection

    def _connect(self) -> sqlite3.Connection:
        """The engine's connection for the current thread."""
        raw: Any = self._engine.raw_connection().driver_connection
        return cast("sqlite3.Connection", raw)

    def _run_unit(self, number: int) -> None:
        self._calls.pop(number)()


def _settle(result: "Future[T]", engine: Engine, unit: Unit[T]) -> None:
    try:
        with engine.begin() as connection:
            result.set_result(unit(connection))
    except BaseException as error:  # noqa: BLE001 - raised again for the caller
        result.set_exception(error)


class PoolReader:
    """Reads a PostgreSQL database, with a few threads."""

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self._place = place
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="storage-reader")

    async def run(self, unit: Unit[T]) -> T:
        """Run one unit; return its value."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, read_once, self._engine, unit, self._place)

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()


def read_once(engine: Engine, unit: Unit[T], place: str) -> T:
    """Run a unit of work; repeat it once if the connection was lost.

    Args:
        unit: The read-only function to run.
        place: The database's name in error messages.

    Raises:
        StorageError: The database failed.
        Exception: Any error of the unit.
    """
    with translated(place):
        for _ in range(READERS):  # after a restart of the server all pooled connections are dead
            with engine.connect() as connection:
                try:
                    return _once(connection, unit)
                except DBAPIError as error:
                    if not is_gone(error):
                        raise
                    connection.invalidate(error)
        with engine.connect() as connection:
            return _once(connection, unit)


def _once(connection: Connection, unit: Unit[T]) -> T:
    with connection.begin():
        return unit(connection)
