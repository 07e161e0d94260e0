"""`basira audit archive`."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.audit_rows import utc, write_lines
from bot.cli.files import new_private_file
from bot.cli.program import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from storage.db.audit_log import AuditEntry, ChainEnd, ChainFault


KEPT = timedelta(days=31)
"""The newest part stays: `/health` reads the last backup and the last retention run from it."""


@click.command("archive")
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    required=True,
    help="Rows recorded before this day (UTC).",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def audit_archive(file: Path, before: datetime) -> None:
    """Move old rows of the audit log from the database into FILE (`.jsonl`).

    The rows are proven first, and stay if anything is wrong. FILE is complete on disk before any
    row is removed. The database keeps the end of the archive, so that `basira db check` proves the
    rest and `basira audit check` proves FILE and where the two meet. The last 31 days stay.
    """
    from bot import settings
    from bot.app.ports import SystemClock
    from bot.cli.database import read_long, write
    from storage.db import audit_log

    if file.suffix.lower() != ".jsonl":
        raise CommandError("The file's name must end in .jsonl.")
    chosen, day = settings.load(), utc(before)
    assert day is not None
    latest = SystemClock().now() - KEPT
    if day > latest:
        raise CommandError(
            f"The last {KEPT.days} days stay: `--before {latest.date()}` is the latest."
        )
    last = read_long(chosen, lambda conn: _file(conn, file, day))
    if not write(chosen, lambda conn: audit_log.cut(conn, last), ("audit", str(last))):
        raise CommandError(
            f"{file} is written, but the audit log changed meanwhile; nothing was removed."
        )
    click.echo(f"{file}: up to row {last.number:,}. Its end: {last}")
    click.echo("Keep it where the backups are. `basira audit check` proves it.")


def _file(conn: Connection, file: Path, before: datetime) -> ChainEnd:
    """Write the rows once they are proven; returns their end.

    Raises:
        CommandError: There are none, something is wrong with them, or the file cannot be written.
    """
    from storage.db.audit_log import ChainEnd

    last = ChainEnd()
    for row in _rows_before(conn, before):
        last = ChainEnd(row.number, row.hash)
    if last == ChainEnd():
        raise CommandError("Nothing was recorded before that day, or it is archived already.")
    if any(_faults_of(conn, before, last)):
        raise CommandError("These rows cannot be proven, so they stay: see `basira db check`.")
    try:
        _write(file, _rows_before(conn, before))
    except FileExistsError:
        raise CommandError(f"{file} is there already and is left as it is.") from None
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror or error}.") from None
    return last


def _write(file: Path, rows: Iterable[AuditEntry]) -> None:
    """Write a file and flush it to disk; a partial file is removed."""
    import os

    with new_private_file(file) as out:
        try:
            write_lines(out, rows)
            out.flush()
            os.fsync(out.fileno())
        except BaseException:
            file.unlink()
            raise
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # so that its name outlives a failure of power as well
    finally:
        os.close(folder)


def _rows_before(conn: Connection, before: datetime) -> Iterator[AuditEntry]:
    """The rows up to the first younger one, so that a clock set back leaves no gap."""
    from storage.db import audit_log

    return takewhile(lambda row: row.at < before, audit_log.entries(conn))


def _faults_of(conn: Connection, before: datetime, last: ChainEnd) -> Iterator[ChainFault]:
    from storage.db import audit_log

    begun = audit_log.start_hash(conn)
    found = audit_log.faults(_rows_before(conn, before), last, begun=begun)
    # The row that records an older archive may be younger than this stretch.
    return (fault for fault in found if fault.wrong != "begin")
