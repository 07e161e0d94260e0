"""Detects that the open SQLite file was deleted, moved or replaced.

SQLite continues with a deleted or moved file, and all further writes are lost.
"""

import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path
from sqlite3 import connect
from typing import Any

from sqlalchemy import Connection, Engine

from storage.db.engines import OWNER_ALONE
from storage.db.errors import DatabaseMoved
from storage.db.writers import T, Unit

RESCUED_SUFFIX = ".rescued"


class Presence:
    """Identifies a SQLite file by its device and inode."""

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

    def guard(self, unit: Unit[T]) -> Unit[T]:
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
