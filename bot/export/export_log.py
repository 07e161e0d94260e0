"""Logs files before they leave, so that they can be recalled when someone in them is erased.

A file is in its place only once all that must be known of it is recorded.
"""

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
from bot.export.errors import ExportCancelled, InvalidExport, PersonErased
from storage.db.database import Database
from storage.exports import export_log
from storage.exports.export_log import LoggedExport

_MOST_LETTERS = {"by": 80, "for": 120}
_PEOPLE_PER_WRITE = 500  # keeps each write short

MakeFile: TypeAlias = Callable[[Path], Awaitable[Mapping[str, int]]]
"""Makes a file or folder at a path; returns the number of rows of each data set."""


def sha256(file: Path) -> str:
    """Hash a file, in hexadecimal digits."""
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def validate_parties(operator: str | None, handed_to: str | None) -> None:
    """Check who makes a file and for whom, as typed on the command line.

    Raises:
        InvalidExport: It is empty or too long.
    """
    for field, text in (("by", operator), ("for", handed_to)):
        most = _MOST_LETTERS[field]
        if text is not None and not 1 <= len(text) <= most:
            raise InvalidExport(f"`--{field}` takes up to {most} letters.")


async def log_file(
    database: Database,
    clock: Clock,
    release: LoggedExport,
    file: Path,
    make: MakeFile,
    *,
    hash_file: Callable[[Path], str] = sha256,
    named: Callable[[], Collection[str]] = frozenset,
    unnamed: Callable[[], Collection[str]] = frozenset,
) -> Mapping[str, int]:
    """Make a file, or a folder of files, and put it in its place once it is logged.

    Args:
        clock: Source of the time of completion.
        release: Its entry, which is in the log already.
        file: Its place; what is there is replaced at the very end.
        make: Makes it, at a temporary path.
        hash_file: Hashes what was made.
        named: Gives, once it is made, the people in a file with names.
        unnamed: Gives, once it is made, those of them without a name, who are told nothing.

    Returns:
        The number of rows of each data set.

    Raises:
        PersonErased: Somebody in it was erased meanwhile.
        OSError: It cannot be written.
    """
    staged = file.with_name(f".{file.name}.out")
    try:
        counts = await make(staged)
        digest = await asyncio.to_thread(hash_file, staged)
        await _log_people(database, clock, release.id, sorted(named()), frozenset(unnamed()))
        rows = sum(counts.values())
        await database.write(
            lambda conn: export_log.finish(conn, release.id, clock.now(), digest, rows)
        )
        await asyncio.to_thread(staged.replace, file)
    except BaseException as error:
        cancelled = isinstance(error, asyncio.CancelledError | KeyboardInterrupt | ExportCancelled)
        state = export_log.CALLED_OFF if cancelled else export_log.FAILED
        await database.write(partial(export_log.end, release_id=release.id, state=state))
        raise
    finally:
        if staged.is_dir():
            shutil.rmtree(staged)
        staged.unlink(missing_ok=True)
    return counts


async def _log_people(
    database: Database, clock: Clock, release_id: str, named: list[str], unnamed: frozenset[str]
) -> None:
    now = clock.now()

    def log(conn: Connection, people: list[str]) -> bool:
        all_here = export_log.add_people(conn, release_id, people)
        # The unnamed are logged too, so that the file is recalled when they are erased.
        export_log.note_notified(conn, release_id, unnamed.intersection(people), now)
        return all_here

    for start in range(0, len(named), _PEOPLE_PER_WRITE):
        people = named[start : start + _PEOPLE_PER_WRITE]
        if not await database.write(partial(log, people=people)):
            raise PersonErased
