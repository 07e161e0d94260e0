"""Two ways to run reading units: SQLite's own connections by aiosqlite, PostgreSQL's in threads.

A unit is a plain function of a connection in both. aiosqlite gives each SQLite connection a thread
for its life, as SQLite likes it best; psycopg's are free to move, so a few threads share them.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engines import READERS
from storage.errors import is_gone, translated
from storage.writers import T, Unit


class Reader(Protocol):
    """Runs reading units, each in a transaction that sees one moment."""

    async def run(self, unit: Unit[T]) -> T:
        """Run one unit; return its value."""

    async def close(self) -> None:
        """Let go of all connections."""


class FileReader:
    """Reads a SQLite file."""

    def __init__(self, engine: AsyncEngine, place: str) -> None:
        self._engine = engine
        self._place = place

    async def run(self, unit: Unit[T]) -> T:
        """Run one unit; return its value."""
        with translated(self._place):
            async with self._engine.connect() as connection, connection.begin():
                return await connection.run_sync(unit)

    async def close(self) -> None:
        """Let go of all connections."""
        await self._engine.dispose()


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


def _once(connection: Connection, unit: Unit[T]) -> T:
    with connection.begin():
        return unit(connection)
