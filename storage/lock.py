"""One Basira at a time on a SQLite file."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    """
    address = engines.parse(url)
    if not engines.is_sqlite(address):
        yield
        return
    engines.make_folder(address)
    path = engines.file_of(address)
    with Path(f"{path}.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DatabaseInUse(path) from None
        yield
