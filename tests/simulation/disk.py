"""The disk below SQLite: full, failing, or without power while it writes."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

from storage.db.writers import GroupWriter
from tests.simulation.virtual_time import PROCESS

UNLIMITED = 2**30  # pages
HEADER = 32  # bytes of a write-ahead log before its first frame


@dataclass
class Disk:
    """What is wrong with the disk.

    Attributes:
        full: Whether no file may grow.
        failing: How many further commits fail.
        power_fails: Whether the power fails during the next commit.
        commits: How many groups were committed.
        lies: Whether it says that data is safe before it is.
        torn: Where the write-ahead log may end after the power failed: anywhere between the bytes
            before and after the last commit. None where the commit had reached the file itself.
    """

    dice: Random
    full: bool = False
    failing: int = 0
    power_fails: bool = False
    lies: bool = False
    commits: int = 0
    torn: tuple[int, int] | None = None
    on_commit: Callable[[int], None] = lambda _size: None

    def committed(self, size: int) -> None:
        """Count a commit of so many units."""
        self.commits += 1
        self.on_commit(size)

    def copy_to(self, file: Path, folder: Path) -> Path:
        """What a machine finds on the disk when it starts again, in another folder.

        The copy has no shared memory, and its log ends where the power failed.
        """
        folder.mkdir()
        for kept in sorted(file.parent.iterdir()):
            if kept.is_file() and not kept.name.endswith("-shm"):
                shutil.copy(kept, folder / kept.name)
        if self.torn is not None:
            log = _log_of(folder / file.name)
            begin, end = self.torn
            with log.open("r+b") as opened:
                opened.truncate(self.dice.randint(begin, end))
                opened.seek(0, SEEK_END)
                if self.dice.random() < 0.3:  # a sector that was never written
                    opened.write(bytes(self.dice.randint(1, 512)))
        self.torn = None
        return folder / file.name


class SimulatedWriter(GroupWriter):
    """Commits on the simulated disk."""

    disk: Disk
    """Of the run; set before the program starts."""

    def __init__(self, engine: Engine, place: str) -> None:
        super().__init__(engine, place)
        self._file = Path(place)
        # What is on the disk after the power failed follows from `Disk.torn`, not from syncing.
        event.listen(engine, "connect", _sync_nothing)
        event.listen(engine, "begin", self._begin)
        event.listen(engine, "commit", self._fail)

    def _commit(self, group: list[Any]) -> list[Any]:
        before, main = self._log_size(), self._file.stat().st_mtime_ns
        outcomes = super()._commit(group)
        after = self._log_size()
        self.disk.committed(len(group))
        process = PROCESS.get()
        if self.disk.power_fails and process is not None:
            self.disk.power_fails = False
            # A checkpoint copies to the file itself only what is safe in the log.
            safe = self._file.stat().st_mtime_ns != main or after <= before
            self.disk.torn = None if safe else (HEADER if self.disk.lies else before, after)
            process.died.set()
        return outcomes

    def _log_size(self) -> int:
        log = _log_of(self._file)
        return log.stat().st_size if log.exists() else 0

    def _begin(self, connection: Connection) -> None:
        # SQLite refuses to grow a file beyond this, as a full disk does.
        pages = 1 if self.disk.full else UNLIMITED
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def _fail(self, _connection: Connection) -> None:
        if self.disk.failing:
            self.disk.failing -= 1
            cause = sqlite3.OperationalError("disk I/O error")
            cause.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise OperationalError("COMMIT", {}, cause)


def _sync_nothing(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def _log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")
