"""A real PostgreSQL below the simulation: commits fail, connections break, the server restarts.

The server itself runs in real time, and units one after the other, so its answers do not depend on
that time. What it decides by its own clock or threads, the leases of processes, is replaced.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool

from storage.db.leader import ProcessGroup, SingleProcess
from storage.db.writers import PoolWriter
from tests.simulation.disk import Disk
from tests.simulation.virtual_time import PROCESS

_TERMINATE = """
SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class SimulatedPoolWriter(PoolWriter):
    """Commits on a server that may refuse, or may be lost before or after it committed."""

    disk: Disk
    """Of the run; set before the program starts."""

    def __init__(self, engine: Engine, place: str) -> None:
        super().__init__(engine, place)
        self._commit_there = engine.dialect.do_commit
        engine.dialect.do_commit = self._commit_or_fail  # type: ignore[method-assign]

    def _commit_or_fail(self, dbapi_connection: Any) -> None:
        """Commit, or fail as the disk and the network of the server have it."""
        driver, disk = dbapi_connection.driver_connection, self.disk
        if disk.full:
            driver.rollback()
            raise psycopg.errors.DiskFull
        process = PROCESS.get()
        dies = disk.power_fails and process is not None
        if not disk.failing and not dies:
            self._commit_there(dbapi_connection)
            disk.committed(1)
            return
        if not dies:
            disk.failing -= 1
            if disk.dice.random() < 0.4:  # another transaction was first
                driver.rollback()
                raise psycopg.errors.SerializationFailure
        if disk.dice.random() < 0.5:
            self._commit_there(dbapi_connection)
            disk.committed(1)
        driver.close()
        if dies and process is not None:
            disk.power_fails = False
            process.died.set()
        raise psycopg.OperationalError("the connection was lost")


@contextmanager
def alone(url: str, process: str) -> Iterator[ProcessGroup]:
    """Stand for `storage.db.leader.join`: one program runs at a time."""
    del url
    yield SingleProcess(process)


def note_connections() -> None:
    """Let each process know its connections, which end with it."""

    def opened(connection: Any, _record: object) -> None:
        process = PROCESS.get()
        if process is not None:
            process.connections.append(connection)

    event.listen(Pool, "connect", opened)


def restart(url: str) -> None:
    """End all connections to a database, as a restart of the server does."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_TERMINATE)
