"""The border of a transaction: units go in, values come out once they are safe."""

import asyncio
import secrets
from contextvars import copy_context

from sqlalchemy import Engine

from storage.audit import audit_context, audit_log
from storage.db import engines
from storage.db.errors import DatabaseMoved
from storage.db.file_presence import Presence
from storage.db.readers import FileReader, PoolReader, Reader, read_once
from storage.db.writers import GroupWriter, PoolWriter, T, Unit, Writer

__all__ = ["Database", "Unit"]


class Database:
    """A database that runs units: plain functions of a connection.

    A unit commits when it returns and leaves nothing when it raises. It never commits by itself,
    never waits for the network, and returns values, not cursors.

    Attributes:
        process: Names this one among all that have the same database open (see `crew`).
    """

    def __init__(
        self,
        writer: Writer,
        reader: Reader,
        surveyor: Engine,
        place: str,
        origin: str,
        process: str,
        presence: Presence | None,
    ) -> None:
        self.process = process
        self._presence = presence
        self._writer = writer
        self._reader = reader
        self._surveyor = surveyor
        self._place = place
        self._origin = origin
        self.writing = 0
        """Units that were handed in and are not committed yet."""

    @staticmethod
    def open(url: str, origin: str = "command line") -> "Database":
        """Get a database ready; it is connected to when first used.

        Args:
            url: ``sqlite:///file.db`` (its folder is made) or ``postgresql://…``.
            origin: From where people reach it, as acts with a role are recorded.

        Returns:
            The database, to be closed by the caller.

        Raises:
            DatabaseUnreachable: The address is of no kind we know, or the folder cannot be made.
        """
        address = engines.parse(url)
        engines.make_file(address)
        place = engines.place(address)
        process = secrets.token_urlsafe(6)
        engine = engines.writing(address).execution_options(process=process)
        audit_context.watch(engine)
        writer: Writer
        reader: Reader
        presence = None
        if engines.is_sqlite(address):
            presence = Presence(engines.file_of(address), engine)
            writer = GroupWriter(engine, place)
            reader = FileReader(engines.reading_file(address), place)
        else:
            writer = PoolWriter(engine, place)
            reader = PoolReader(engines.reading(address), place)
        surveyor = engines.surveying(address)
        return Database(writer, reader, surveyor, place, origin, process, presence)

    async def write(self, unit: Unit[T]) -> T:
        """Run a unit that may write; callable from any running loop.

        An act with a role that changes something is recorded with it (see `audit`).

        Args:
            unit: What to do. On SQLite units run one at a time, in the order they came.

        Returns:
            What the unit returned, once it is safely on disk.

        Raises:
            StorageError: The database failed; nothing of the unit was kept.
            Exception: Whatever the unit raised; nothing of it was kept.
        """
        self.writing += 1
        try:
            return await self._writer.run(self._guarded(audit_log.recorded(unit, self._origin)))
        finally:
            self.writing -= 1

    async def read(self, unit: Unit[T]) -> T:
        """Run a unit that only reads; it sees one moment and holds no writer up.

        Args:
            unit: What to look up. Attempts to write are refused.

        Returns:
            What the unit returned.

        Raises:
            StorageError: The database failed.
            Exception: Whatever the unit raised.
        """
        # Units run in threads; what is read with a role is noted in the deed that asks.
        within = copy_context()
        return await self._reader.run(self._guarded(lambda conn: within.run(unit, conn)))

    async def survey(self, unit: Unit[T]) -> T:
        """Run a unit that reads much; others read meanwhile.

        Args:
            unit: What to look up, as for `read`, and what to make of it.

        Returns:
            What the unit returned.

        Raises:
            StorageError: The database failed.
            Exception: Whatever the unit raised.
        """
        return await asyncio.to_thread(read_once, self._surveyor, self._guarded(unit), self._place)

    def is_there(self) -> bool:
        """Whether a SQLite file is still where it was; of PostgreSQL always."""
        return self._presence is None or self._presence.is_there()

    def require(self) -> None:
        """Make sure that a SQLite file is still where it was.

        Raises:
            DatabaseMoved: It was deleted, moved or replaced.
        """
        if self._presence is not None:
            self._presence.require()

    async def rescue(self) -> DatabaseMoved:
        """Save what a SQLite file holds that is no longer where it was, before it is closed.

        Returns:
            What happened, and where all of it is now.
        """
        assert self._presence is not None
        return await asyncio.to_thread(self._presence.rescue)

    def _guarded(self, unit: Unit[T]) -> Unit[T]:
        return unit if self._presence is None else self._presence.guarded(unit)

    async def empty_log(self) -> bool:
        """Have nothing that was deleted stay in SQLite's write-ahead log.

        Erasing somebody does this by itself. It must be done again where the log was being read,
        and after other deletions.

        Returns:
            Whether the log is empty; on PostgreSQL there is none.

        Raises:
            StorageError: The database failed.
        """
        return await self._writer.empty_log()

    async def close(self) -> None:
        """Finish what was handed in, then let go of the database."""
        await self._writer.close()
        await self._reader.close()
        self._surveyor.dispose()
