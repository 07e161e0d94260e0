"""The transaction boundary: runs units of work and returns their values after commit."""

import asyncio
import secrets
from contextvars import copy_context

from sqlalchemy import Engine

from storage.db import audit_context, audit_log, engines
from storage.db.errors import DatabaseMoved
from storage.db.readers import FileReader, PoolReader, Reader, read_once
from storage.db.sqlite_file import Presence
from storage.db.writers import GroupWriter, PoolWriter, T, Unit, Writer

__all__ = ["Database", "Unit"]


class Database:
    """A database that runs units of work: plain functions of a connection.

    A unit commits when it returns and is rolled back when it raises. It never commits itself,
    never waits for the network, and returns values, not cursors.

    Attributes:
        process: This process's name among all that share the database (see `leader`).
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
        """The number of units that are queued or running."""

    @staticmethod
    def open(url: str, origin: str = "command line") -> "Database":
        """Prepare a database; connections are opened on first use.

        Args:
            url: ``sqlite:///file.db`` (its folder is created) or ``postgresql://…``.
            origin: The interface, for the audit log.

        Returns:
            The database, to be closed by the caller.

        Raises:
            DatabaseUnreachable: An unknown kind of address, or the folder cannot be created.
        """
        address = engines.parse(url)
        engines.make_file(address)
        place = engines.display_name(address)
        process = secrets.token_urlsafe(6)
        engine = engines.writing_engine(address).execution_options(process=process)
        audit_context.watch(engine)
        writer: Writer
        reader: Reader
        presence = None
        if engines.is_sqlite(address):
            presence = Presence(engines.file_of(address), engine)
            writer = GroupWriter(engine, place)
            reader = FileReader(engines.file_reading_engine(address), place)
        else:
            writer = PoolWriter(engine, place)
            reader = PoolReader(engines.reading_engine(address), place)
        surveyor = engines.survey_engine(address)
        return Database(writer, reader, surveyor, place, origin, process, presence)

    async def write(self, unit: Unit[T]) -> T:
        """Run a unit that may write; callable from any running event loop.

        Acts by right of a role that change something are recorded in the audit log with it.

        Args:
            unit: The unit. On SQLite units run one at a time, in order.

        Returns:
            The unit's value, after commit.

        Raises:
            StorageError: The database failed; nothing was stored.
            Exception: Any error of the unit; nothing was stored.
        """
        self.writing += 1
        try:
            return await self._writer.run(
                self._with_presence_check(audit_log.with_audit(unit, self._origin))
            )
        finally:
            self.writing -= 1

    async def read(self, unit: Unit[T]) -> T:
        """Run a read-only unit; it sees a snapshot and blocks no writer.

        Args:
            unit: The unit. Writes are refused.

        Returns:
            The unit's value.

        Raises:
            StorageError: The database failed.
            Exception: Any error of the unit.
        """
        # Units run in threads; rights used for reading belong to the caller's context.
        within = copy_context()
        return await self._reader.run(
            self._with_presence_check(lambda conn: within.run(unit, conn))
        )

    async def survey(self, unit: Unit[T]) -> T:
        """Run a long read-only unit, in a thread and connection of its own.

        Args:
            unit: The unit, as for `read`, including work on the data.

        Returns:
            The unit's value.

        Raises:
            StorageError: The database failed.
            Exception: Any error of the unit.
        """
        return await asyncio.to_thread(
            read_once, self._surveyor, self._with_presence_check(unit), self._place
        )

    def is_there(self) -> bool:
        """Whether a SQLite file is still in its place; always true for PostgreSQL."""
        return self._presence is None or self._presence.is_there()

    def require(self) -> None:
        """Check that a SQLite file is still in its place.

        Raises:
            DatabaseMoved: It was deleted, moved or replaced.
        """
        if self._presence is not None:
            self._presence.require()

    async def rescue(self) -> DatabaseMoved:
        """Save the content of a SQLite file that is no longer in its place, before closing it.

        Returns:
            What happened, and where the content is now.
        """
        assert self._presence is not None
        return await asyncio.to_thread(self._presence.rescue)

    def _with_presence_check(self, unit: Unit[T]) -> Unit[T]:
        return unit if self._presence is None else self._presence.guard(unit)

    async def empty_log(self) -> bool:
        """Purge deleted data from SQLite's write-ahead log.

        Erasing a person does this automatically. It must be repeated if the log was being read, and
        after other deletions.

        Returns:
            Whether the log is empty; PostgreSQL has none.

        Raises:
            StorageError: The database failed.
        """
        return await self._writer.empty_log()

    async def close(self) -> None:
        """Finish the accepted units, then disconnect."""
        await self._writer.close()
        await self._reader.close()
        self._surveyor.dispose()
