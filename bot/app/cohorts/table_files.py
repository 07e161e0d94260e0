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
        request: The recipient's request; the right to see the content must have been checked.
        dice: Source of the entry's id.
        cohort: The cohort of the table.
        what: One of `KINDS`.
        people: Ids of the people in it who have joined; each is notified.
        file: Its content, and its number of rows.
        file_format: The format's name in the log.

    Returns:
        False if somebody in it was erased in the meantime; the file must not be sent then.
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
