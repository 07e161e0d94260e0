"""Tables of a cohort that its trainers take away as files: logged, and told to those in them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from sqlalchemy import Connection

from bot.app.ports import Dice
from bot.app.request import Request
from storage.cohorts.cohorts import Cohort
from storage.exports import export_log
from storage.exports.export_log import LoggedExport

PROGRESS, ATTENDANCE, RESULTS = "cohort-progress", "class-attendance", "assignment-results"
"""The kinds of files, as recorded in the export log."""
KINDS = (PROGRESS, ATTENDANCE, RESULTS)


def log(
    conn: Connection,
    request: Request,
    dice: Dice,
    cohort: Cohort,
    what: str,
    people: Collection[str],
    file: tuple[bytes, int],
    file_format: str = "xlsx",
) -> bool:
    """Log a file with names before it is sent.

    Args:
        conn: A write transaction.
        request: Who takes it away; their right to see its content is checked already.
        dice: Source of the entry's id.
        cohort: The cohort of the table.
        what: One of `KINDS`.
        people: Those in it who have joined; each of them is told.
        file: Its content, and the number of its rows.
        file_format: As the log names it.

    Returns:
        False where somebody in it was erased meanwhile; then it may not leave.
    """
    content, rows = file
    entry = LoggedExport(
        dice.id(),
        request.person.id,
        None,
        request.now,
        (what,),
        file_format,
        agency=cohort.agency,
        cohort=cohort.id,
        named=True,
    )
    export_log.begin(conn, entry)
    if not export_log.add_people(conn, entry.id, sorted(people)):
        export_log.end(conn, entry.id, export_log.FAILED)
        return False
    digest = hashlib.sha256(content).hexdigest()
    export_log.finish(conn, entry.id, request.now, digest, rows)
    return True
