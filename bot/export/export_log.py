"""A file leaves: it is in its place once all that must be known of it is recorded."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Connection

from bot.app.ports import Clock
from bot.export.dataset_files import Stopped
from storage.db.database import Database
from storage.exports import export_log
from storage.exports.export_log import Release

_TOGETHER = 500  # people that are kept in one unit, so that no tap waits for long

Makes: TypeAlias = Callable[[Path], Awaitable[Mapping[str, int]]]
"""Makes a file; gives how many rows each of its sets has."""


class Gone(Exception):
    """Somebody whose name stands in a file was erased while it was made; it does not leave."""


def sha256(file: Path) -> str:
    """The hash of a file, in hexadecimal digits."""
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


async def leave(
    database: Database,
    clock: Clock,
    release: Release,
    file: Path,
    make: Makes,
    whose: Callable[[], Collection[str]] = frozenset,
    hashed: Callable[[Path], str] = sha256,
    nameless: Callable[[], Collection[str]] = frozenset,
) -> Mapping[str, int]:
    """Make a file, or a folder of them, and let it leave once its hash is recorded.

    So is whose names stand in it.

    Args:
        database: Where it is recorded.
        clock: For when it was whole.
        release: What was recorded of it, since it is about to be made.
        file: Where it is to be; what is there is replaced at the very end.
        make: Makes it, in another place.
        whose: Once it is made: the people who stand in a file with names.
        hashed: Hashes what was made.
        nameless: Once it is made: those of them without a name, who are told nothing.

    Returns:
        How many rows each of its sets has.

    Raises:
        Gone: Somebody in it was erased meanwhile.
        OSError: It cannot be written.
    """
    staged = file.with_name(f".{file.name}.out")
    try:
        counts = await make(staged)
        found = await asyncio.to_thread(hashed, staged)
        await _keep_people(database, clock, release.id, sorted(whose()), frozenset(nameless()))
        rows = sum(counts.values())
        await database.write(
            lambda conn: export_log.out(conn, release.id, clock.now(), found, rows)
        )
        await asyncio.to_thread(staged.replace, file)
    except BaseException as trouble:
        stopped = isinstance(trouble, asyncio.CancelledError | KeyboardInterrupt | Stopped)
        state = export_log.CALLED_OFF if stopped else export_log.FAILED
        await database.write(partial(export_log.end, release_id=release.id, state=state))
        raise
    finally:
        if staged.is_dir():
            shutil.rmtree(staged)
        staged.unlink(missing_ok=True)
    return counts


async def _keep_people(
    database: Database, clock: Clock, release_id: str, whose: list[str], nameless: frozenset[str]
) -> None:
    now = clock.now()

    def unit(conn: Connection, some: list[str]) -> bool:
        here = export_log.add_people(conn, release_id, some)
        # They are kept, so that the file is asked for when they are erased; and have no word of it.
        export_log.promised(conn, release_id, nameless.intersection(some), now)
        return here

    for at in range(0, len(whose), _TOGETHER):
        if not await database.write(partial(unit, some=whose[at : at + _TOGETHER])):
            raise Gone
