"""Exclusive use of a SQLite file, and protection against a lost one."""

import errno
import fcntl
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from sqlalchemy import URL

from storage.db import engines
from storage.db.errors import DatabaseInUse, DatabaseLinked, DatabaseMissing

MARK = """\
Basira has kept data in {name}, beside this file. Where {name} is missing, Basira does not begin
with an empty database: bring it back or restore a backup. To begin anew, delete this file.
"""

BYTE = 1 << 62
"""The byte of a SQLite file that is locked: far beyond its end, and beyond SQLite's own locks."""

_REFUSED = (errno.EAGAIN, errno.EACCES)
_UNSUPPORTED = (errno.EINVAL, errno.ENOLCK, errno.EOPNOTSUPP)


class Hold:
    """A SQLite file locked by this process; without effect on PostgreSQL."""

    def __init__(self, file: Path | None, lock: TextIO | None, stack: ExitStack) -> None:
        self._file = file
        self._lock = lock
        self._stack = stack
        self._locked = False

    def claim(self) -> None:
        """Lock the file itself too, now that it exists, and record that it has data.

        Raises:
            DatabaseInUse: Another process holds it.
        """
        if self._file is None or self._lock is None:
            return
        self.lock_file()
        if not os.fstat(self._lock.fileno()).st_size:
            self._lock.write(MARK.format(name=self._file.name))
            self._lock.flush()
            os.fsync(self._lock.fileno())

    def forget(self) -> None:
        """Allow a new database in place of the deleted one."""
        if self._lock is not None:
            self._lock.truncate(0)

    def lock_file(self) -> None:
        """Lock the file itself, under any of its names, if it exists."""
        if self._file is None or self._locked or not self._file.exists():
            return
        # Closing any descriptor of the file releases SQLite's locks of this process. So this one is
        # open until the hold ends, when SQLite has closed its own.
        descriptor = os.open(self._file, os.O_RDWR)
        self._stack.callback(os.close, descriptor)
        _lock(descriptor, self._file)
        if os.fstat(descriptor).st_nlink > 1:
            raise DatabaseLinked(self._file)
        self._locked = True


@contextmanager
def hold(url: str) -> Iterator[Hold]:
    """Lock a SQLite file against other processes; PostgreSQL is shared.

    Two locks are held until the process ends. One is on the file
    ``<database>.lock``, beside the target of a symbolic link. That file stays: after removing it,
    two processes could lock two different files. The other is on the database itself, so that
    neither another name of it nor a deleted lock file admits a second process. It exists on
    Linux, where open file description locks are separate from SQLite's.

    Raises:
        DatabaseInUse: Another process holds the file.
        DatabaseLinked: The file has a second name.
        FolderUnusable: The lock cannot be created or held there.
    """
    address = engines.parse(url)
    with ExitStack() as stack:
        if not engines.is_sqlite(address):
            yield Hold(None, None, stack)
            return
        file = engines.file_of(address)
        held = Hold(file, stack.enter_context(_held(file)), stack)
        held.lock_file()
        yield held


def is_held(url: str) -> bool:
    """Whether a SQLite file is locked by a Basira; asking creates nothing."""
    address = engines.parse(url)
    if not engines.is_sqlite(address):
        return False
    file = engines.file_of(address)
    try:
        with ExitStack() as stack:
            if _lock_of(file).exists():
                stack.enter_context(_held(file))
            Hold(file, None, stack).lock_file()
    except DatabaseInUse:
        return True
    return False


def require_not_lost(address: URL) -> None:
    """Check that a SQLite file that had data has not disappeared.

    Raises:
        DatabaseMissing: The file had data and is now missing or empty.
    """
    if not engines.is_sqlite(address):
        return
    file, lock = engines.file_of(address), _lock_of(engines.file_of(address))
    if lock.exists() and lock.stat().st_size and not (file.exists() and file.stat().st_size):
        raise DatabaseMissing(file, lock)


def _lock_of(file: Path) -> Path:
    return Path(f"{os.path.realpath(file)}.lock")


def _held(path: Path) -> TextIO:
    file = _lock_of(path)
    with engines.in_folder(path.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            file.touch(engines.OWNER_ALONE)
        lock = file.open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            if isinstance(error, BlockingIOError):
                raise DatabaseInUse(path) from None
            raise
    return lock


def _lock(descriptor: int, file: Path) -> None:
    """Lock one byte of an open file, where the system has locks of open files.

    ``flock`` is unsuitable: on NFS and on macOS it blocks SQLite itself.

    Raises:
        DatabaseInUse: Another process holds it.
    """
    if sys.platform != "linux":
        return
    whole = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, BYTE, 1, 0)
    try:
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, whole)
    except OSError as error:
        if error.errno in _REFUSED:
            raise DatabaseInUse(file) from None
        if error.errno not in _UNSUPPORTED:  # on a network drive only the lock file is used
            raise
