"""SQLite's write-ahead log, which holds what was deleted until it is emptied."""

from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Engine

from storage.db.errors import translated

PATIENCE = 100
"""Milliseconds for which readers are waited for, while others who write wait as well."""

_ASKED = "empty the write-ahead log"


def empty_after(conn: Connection) -> None:
    """Have the log emptied once this unit is committed, since something in it was erased."""
    conn.info[_ASKED] = True


def is_to_be_emptied(conn: Connection) -> bool:
    """Whether a unit has asked for it since this was last looked at."""
    return bool(conn.info.pop(_ASKED, False))


def empty(engine: Engine, place: str) -> bool:
    """Move all that is in the log of a SQLite file into the file, and leave nothing in the log.

    Args:
        engine: One that writes to it, outside a transaction.
        place: The database as it is shown to people.

    Returns:
        Whether it is empty now; not while somebody still reads what is only in the log.

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
