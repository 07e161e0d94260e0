"""`basira audit check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.audit_rows import read_lines
from bot.cli.database import read_long
from bot.cli.program import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from storage.db.audit_log import ChainEnd, ChainFault

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("check")
@click.argument("files", type=_FILE, nargs=-1, required=True)
@click.option(
    "--end", "noted", metavar="END", help="An end noted before; the archives must contain it."
)
@click.option(
    "--notes",
    is_flag=True,
    help="FILES are not archives but texts that note ends: a backup's JSON, logs, any other.",
)
def audit_check(files: tuple[Path, ...], *, noted: str | None, notes: bool) -> None:
    """Prove archives of the audit log, or the log against ends that were noted elsewhere.

    FILES come from `basira audit archive`, oldest first: they must be complete, and the database
    must continue from the last one. With `--notes` the log must contain every end that FILES note:
    a log whose last rows were cut off, or that was made anew, is consistent in itself, but lacks
    them. Exit status 1 when something is wrong.

    \b
    basira audit check audit-2025.jsonl audit-2026.jsonl
    basira audit check --notes /var/lib/basira-backups/*.backup.json
    """
    if notes and noted is not None:
        raise click.UsageError("--end is for archives; `basira db check --end` is for the log.")
    if _ends_are_missing(files) if notes else _archives_are_wrong(files, noted):
        raise click.exceptions.Exit(1)


def _archives_are_wrong(files: tuple[Path, ...], noted: str | None) -> bool:
    from bot import settings
    from bot.cli.audit_proof import fault_as_json, fault_sentence, read_end
    from storage.db.audit_log import ChainEnd

    opening = next(read_lines(files[0]), None)
    if opening is None:
        raise CommandError(f"{files[0]} is empty.")
    follows = ChainEnd() if opening.number <= 1 else ChainEnd(opening.number - 1, opening.before)
    end = read_end(noted)
    found, older, last = read_long(settings.load(), lambda conn: _found(conn, files, follows, end))
    for fault in found:
        click.echo(fault_sentence(fault_as_json(fault)))
    if follows.number:
        click.echo(f"No file given contains the rows before {opening.number:,}.")
    if older:
        click.echo(older)
    if found or older:
        return True
    click.echo(
        f"{last - follows.number:,} rows, up to {last:,}: complete, and the database continues "
        "from there."
    )
    return False


def _ends_are_missing(files: tuple[Path, ...]) -> bool:
    from bot import settings

    noted = {end: file for file in files for end in _ends_in(file)}
    if not noted:
        raise CommandError("These files contain no end of an audit log.")
    missing, archived = read_long(settings.load(), lambda conn: _missing(conn, noted))
    for end in missing:
        click.echo(
            f"{noted[end]} notes {end}, and the audit log has no such row: it was cut off or "
            "changed since."
        )
    if missing:
        click.echo(
            "If the database was restored from an older backup, what was recorded after it is "
            "gone: leave out files younger than that backup and older than the restore."
        )
        return True
    click.echo(f"{len(noted) - archived:,} noted ends: the audit log has them all.")
    if archived:
        click.echo(f"{archived:,} more are in archives: see `basira audit check --end`.")
    return False


def _found(
    conn: Connection, files: tuple[Path, ...], follows: ChainEnd, noted: ChainEnd | None
) -> tuple[list[ChainFault], str | None, int]:
    """Faults of the files, a note if the database is older than them, and their last row.

    Raises:
        CommandError: The database has no archive: the files belong to another.
    """
    from storage.db import audit_log
    from storage.db.audit_log import ChainEnd

    def faults(kept: ChainEnd) -> list[ChainFault]:
        rows = (row for file in files for row in read_lines(file))
        found = audit_log.faults(rows, kept, noted, follows)
        # Only rows that are kept can tell what the database begins with, and `db check` looks.
        return [fault for fault in found if fault.wrong != "begin"]

    begun = audit_log.start_hash(conn)
    last = ChainEnd()
    for row in (row for file in files for row in read_lines(file)):
        last = ChainEnd(row.number, row.hash)
    if last.number > begun.number and not faults(last):
        shared = _shared(conn, files)
        if shared:
            return [], _older(shared, last.number), last.number
    if begun == ChainEnd():
        raise CommandError("Nothing of this database's audit log was archived.")
    return faults(begun), None, last.number


def _shared(conn: Connection, files: tuple[Path, ...]) -> int:
    """The last row that files and database have in common, and the same; 0 where there is none."""
    from storage.db import audit_log

    begun, ours, shared = audit_log.start_hash(conn), audit_log.entries(conn), 0
    mine = next(ours, None)
    for row in (row for file in files for row in read_lines(file)):
        while mine is not None and mine.number < row.number:
            mine = next(ours, None)
        if (row.number, row.hash) == (begun.number, begun.hash) or (
            mine is not None and (mine.number, mine.hash) == (row.number, row.hash)
        ):
            shared = row.number
    return shared


def _older(shared: int, last: int) -> str:
    return (
        "The database is older than these files. They are complete, and both have the same rows "
        f"up to row {shared:,}, but the database does not continue from row {last:,}, where the "
        "files end: it was restored from a backup that was made before the last archive. If you "
        "can, restore it from a later backup. Otherwise keep these files as they are: the rows "
        f"after {shared:,} exist nowhere else. Archive into new files from now on, and check those "
        "without these. If nobody restored a backup, the database was tampered with."
    )


def _ends_in(file: Path) -> Iterator[ChainEnd]:
    """The ends of an audit log noted in a text.

    Raises:
        CommandError: The file cannot be read.
    """
    from bot.cli.audit_proof import ends_in

    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                yield from ends_in(line)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror or error}.") from None


def _missing(conn: Connection, noted: Iterable[ChainEnd]) -> tuple[list[ChainEnd], int]:
    """Ends that the database should contain and does not, and how many are in archives."""
    from storage.db import audit_log

    begun = audit_log.start_hash(conn)
    here = [end for end in noted if end.number == 0 or end.number >= begun.number]
    missing = [end for end in here if not audit_log.contains(conn, end)]
    return sorted(missing, key=lambda end: end.number), len([*noted]) - len(here)
