"""The file of a SQLite database: whether it is still there, and its write-ahead log."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from sqlite3 import connect
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from storage.db.engines import OWNER_ALONE
from storage.db.errors import DatabaseMoved, translated

T = TypeVar("T")

RESCUED_SUFFIX = ".rescued"


class Presence:
    """Detects that the open file was deleted, moved or replaced, by its device and inode.

    SQLite continues with a deleted or moved file, and all further writes are lost.
    """

    def __init__(self, file: Path, engine: Engine) -> None:
        """Record the identity of the file.

        Args:
            file: The existing file.
            engine: Its connections stay open while the file is used.
        """
        self._engine = engine
        self._file = file.absolute()
        self._known = _identity(self._file)

    def is_there(self) -> bool:
        """Whether the path still leads to the file; True if unknown."""
        try:
            return _identity(self._file) == self._known
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            return True

    def require(self) -> None:
        """Check that the path still leads to the file.

        Raises:
            DatabaseMoved: It does not exist, or is another file.
        """
        if not self.is_there():
            raise DatabaseMoved(self._file)

    def guard(self, unit: Callable[[Connection], T]) -> Callable[[Connection], T]:
        """Wrap a unit so that it fails once the file is gone."""

        def run(conn: Connection) -> T:
            value = unit(conn)
            self.require()
            return value

        return run

    def rescue(self) -> DatabaseMoved:
        """Copy the file's content, with its log, to a new file beside the path.

        Returns:
            The result, and the path of the new file, if it could be written.
        """
        pool: Any = self._engine.pool
        if not pool.checkedin():  # a new connection would open whatever is at the path now
            return DatabaseMoved(self._file)
        names = (f"{self._file}{RESCUED_SUFFIX}{number or ''}" for number in count())
        to = next(path for path in map(Path, names) if not path.exists())
        try:
            to.touch(OWNER_ALONE)
            self._copy(to)
        except (OSError, sqlite3.Error):
            to.unlink(missing_ok=True)
            return DatabaseMoved(self._file)
        return DatabaseMoved(self._file, to)

    def _copy(self, to: Path) -> None:
        with closing(self._engine.raw_connection()) as connection, closing(connect(to)) as new:
            driver: Any = connection.driver_connection
            driver.backup(new)


def _identity(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_dev, found.st_ino


PATIENCE = 100
"""Milliseconds to wait for readers, while other writers wait too."""

_ASKED = "empty the write-ahead log"


def empty_log_after(conn: Connection) -> None:
    """Request emptying the log after the commit of this unit: it contains what the unit erased."""
    conn.info[_ASKED] = True


def is_log_to_be_emptied(conn: Connection) -> bool:
    """Whether a unit has requested it since the last call."""
    return bool(conn.info.pop(_ASKED, False))


def empty_log(engine: Engine, place: str) -> bool:
    """Checkpoint and truncate the write-ahead log of a SQLite file.

    Args:
        engine: A writing engine, outside a transaction.
        place: The database, as shown to people.

    Returns:
        Whether it is empty now; false while someone reads data that is only in the log.

    Raises:
        StorageError: The database failed.
    """
    with translated(place), closing(engine.raw_connection()) as raw:
        driver: Any = raw.driver_connection
        (before,) = driver.execute("PRAGMA busy_timeout").fetchone()
        driver.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            driver.execute(f"PRAGMA busy_timeout = {before}")
        return not busy
