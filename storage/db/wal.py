"""SQLite's write-ahead log, which contains deleted data until it is truncated."""

from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Engine

from storage.db.errors import translated

PATIENCE = 100
"""Milliseconds to wait for readers, while other writers wait too."""

_ASKED = "empty the write-ahead log"


def empty_after(conn: Connection) -> None:
    """Request emptying the log after the commit of this unit, which erased data."""
    conn.info[_ASKED] = True


def is_to_be_emptied(conn: Connection) -> bool:
    """Whether a unit has requested it since the last call."""
    return bool(conn.info.pop(_ASKED, False))


def empty(engine: Engine, place: str) -> bool:
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
