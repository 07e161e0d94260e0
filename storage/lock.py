"""One Basira at a time on a SQLite file."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from storage import engines
from storage.errors import DatabaseInUse


@contextmanager
def hold(url: str) -> Iterator[None]:
    """Keep other processes off a SQLite file; on PostgreSQL any number may share.

    The lock belongs to the open file ``<database>.lock`` and ends with the process, however that
    ends. The file itself stays: removing it would let two processes lock two different files.

    Args:
        url: The database's address.

    Raises:
        DatabaseInUse: Another process holds the file.
        FolderUnusable: The lock cannot be made or held there.
    """
    address = engines.parse(url)
    if not engines.is_sqlite(address):
        yield
        return
    with _held(engines.file_of(address)):
        yield


def _held(path: Path) -> TextIO:
    file = Path(f"{path}.lock")
    with engines.in_folder(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
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
