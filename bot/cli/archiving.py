"""`basira audit archive`, `audit check` and `audit compare`: the audit beside files outside."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.program import Told
from bot.cli.rows import as_lines, from_lines, new_file, read, utc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from storage.audit.audit_log import End, Entry, Fault


KEPT = timedelta(days=31)
"""How much of it stays: `/health` reads there when a backup was last made, and what was let go."""


@click.command()
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    required=True,
    help="Only what was recorded before this day (UTC).",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def archive(file: Path, before: datetime) -> None:
    """Move what was recorded before a day into FILE (`.jsonl`), out of the database.

    It is proven first; where something is wrong with it, it stays. FILE is whole on the disk before
    anything is removed. How it ends is kept in the database, which goes on from there, so that
    `basira db check` proves the rest and `basira audit check` the file and where the two meet. The
    last 31 days stay.
    """
    from bot import settings
    from bot.app.ports import SystemClock
    from bot.cli.units import written
    from storage.audit import audit_log

    if file.suffix.lower() != ".jsonl":
        raise Told("The file's name must end in .jsonl.")
    chosen, day = settings.load(), utc(before)
    assert day is not None
    latest = SystemClock().now() - KEPT
    if day > latest:
        raise Told(f"The last {KEPT.days} days stay: `--before {latest.date()}` is the latest.")
    last = read(chosen, lambda conn: _file(conn, file, day))
    if not written(chosen, lambda conn: audit_log.cut(conn, last), ("audit", str(last))):
        raise Told(f"{file} is written, but the audit was changed meanwhile; nothing was removed.")
    click.echo(f"{file}: up to row {last.number:,}. Its end: {last}")
    click.echo("Keep it where the backups are. `basira audit check` proves it.")


def _file(conn: Connection, file: Path, before: datetime) -> End:
    """Write the stretch, once it was proven; gives how it ends.

    Raises:
        Told: There is none, something is wrong with it, or it cannot be written.
    """
    from storage.audit.audit_log import End

    last = End()
    for one in _stretch(conn, before):
        last = End(one.number, one.hash)
    if last == End():
        raise Told("Nothing was recorded before that day, or it is archived already.")
    if any(_faults_of(conn, before, last)):
        raise Told("Something is wrong with these rows, so they stay: see `basira db check`.")
    try:
        _write(file, _stretch(conn, before))
    except FileExistsError:
        raise Told(f"{file} is there already, and stays as it is.") from None
    except OSError as error:
        raise Told(f"{file} cannot be written: {error.strerror or error}.") from None
    return last


def _write(file: Path, rows: Iterable[Entry]) -> None:
    """Write a file that is on the disk when this is done; one that could not be is not left."""
    import os

    with new_file(file) as out:
        try:
            as_lines(out, rows)
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


def _stretch(conn: Connection, before: datetime) -> Iterator[Entry]:
    """The rows up to the first that is younger: a clock that was set back makes no gap."""
    from storage.audit import audit_log

    return takewhile(lambda one: one.at < before, audit_log.entries(conn))


def _faults_of(conn: Connection, before: datetime, last: End) -> Iterator[Fault]:
    from storage.audit import audit_log

    begun = audit_log.begin(conn)
    found = audit_log.faults(_stretch(conn, before), last, begun=begun)
    # The row that records an older archive may be younger than this stretch.
    return (one for one in found if one.wrong != "begin")


@click.command()
@click.argument("files", type=click.Path(path_type=Path, dir_okay=False), nargs=-1, required=True)
@click.option(
    "--end", "noted", metavar="END", help="An end that was noted before; it must be in them."
)
def check(files: tuple[Path, ...], noted: str | None) -> None:
    """Prove archives of the audit, and that the database goes on from the last one.

    FILES are what `basira audit archive` wrote, the oldest first. Exit status: 1 when something is
    wrong.
    """
    from bot import settings
    from bot.cli.proving import plainly, read_end, sentence
    from storage.audit.audit_log import End

    opening = next(from_lines(files[0]), None)
    if opening is None:
        raise Told(f"{files[0]} is empty.")
    follows = End() if opening.number <= 1 else End(opening.number - 1, opening.before)
    end = read_end(noted)
    found, older, last = read(settings.load(), lambda conn: _found(conn, files, follows, end))
    for fault in found:
        click.echo(sentence(plainly(fault)))
    if follows.number:
        click.echo(f"What is before row {opening.number:,} is in no file that was named.")
    if older:
        click.echo(older)
    if found or older:
        raise click.exceptions.Exit(1)
    click.echo(
        f"{last - follows.number:,} rows, up to {last:,}: whole, and the database goes on from "
        "there."
    )


def _found(
    conn: Connection, files: tuple[Path, ...], follows: End, noted: End | None
) -> tuple[list[Fault], str | None, int]:
    """What is wrong with the files, what to say where the database is older, and their last row.

    Raises:
        Told: The database has no archive, and the files are of another.
    """
    from storage.audit import audit_log
    from storage.audit.audit_log import End

    def faults(kept: End) -> list[Fault]:
        rows = (one for file in files for one in from_lines(file))
        found = audit_log.faults(rows, kept, noted, follows)
        # Only rows that are kept can tell what the database begins with, and `db check` looks.
        return [one for one in found if one.wrong != "begin"]

    begun = audit_log.begin(conn)
    last = End()
    for one in (each for file in files for each in from_lines(file)):
        last = End(one.number, one.hash)
    if last.number > begun.number and not faults(last):
        shared = _shared(conn, files)
        if shared:
            return [], _older(shared, last.number), last.number
    if begun == End():
        raise Told("Nothing of this database's audit was archived.")
    return faults(begun), None, last.number


def _shared(conn: Connection, files: tuple[Path, ...]) -> int:
    """The last row that files and database have in common, and the same; 0 where there is none."""
    from storage.audit import audit_log

    begun, ours, shared = audit_log.begin(conn), audit_log.entries(conn), 0
    mine = next(ours, None)
    for one in (each for file in files for each in from_lines(file)):
        while mine is not None and mine.number < one.number:
            mine = next(ours, None)
        if (one.number, one.hash) == (begun.number, begun.hash) or (
            mine is not None and (mine.number, mine.hash) == (one.number, one.hash)
        ):
            shared = one.number
    return shared


def _older(shared: int, last: int) -> str:
    return (
        "The database is older than these files. They are whole, and both have the same rows up to "
        f"row {shared:,}, but the database does not go on from row {last:,}, where the files end: "
        "it was restored from a backup that was made before the last archive. Where you can, "
        "restore it from a later backup. Otherwise keep these files as they are: the rows after "
        f"{shared:,} stand nowhere else. Archive into new files from now on, and check those "
        "without these. Where nobody restored a backup, the database was meddled with."
    )


@click.command()
@click.argument("files", type=click.Path(path_type=Path, dir_okay=False), nargs=-1, required=True)
def compare(files: tuple[Path, ...]) -> None:
    """Compare the audit with every end of it that stands in FILES.

    These are notes of backups, logs of the bot, or any other text. A chain whose last rows were cut
    off, or that was made anew, is whole in itself; but it has no longer all the ends that were
    noted. Exit status: 1 when one is missing.
    """
    from bot import settings

    noted = {end: file for file in files for end in _ends_in(file)}
    if not noted:
        raise Told("No end of an audit stands in these files.")
    missing, archived = read(settings.load(), lambda conn: _missing(conn, noted))
    for end in missing:
        click.echo(
            f"{noted[end]} notes {end}, and the audit has no such row: it was cut off or changed "
            "since."
        )
    if missing:
        click.echo(
            "Where the database was restored from an older backup, what was done after that is "
            "gone: leave out files that are younger than that backup and older than the restore."
        )
        raise click.exceptions.Exit(1)
    click.echo(f"{len(noted) - archived:,} ends that were noted: the audit has them all.")
    if archived:
        click.echo(f"{archived:,} more stand in archives: see `basira audit check --end`.")


def _ends_in(file: Path) -> Iterator[End]:
    """The ends of an audit that stand in a text.

    Raises:
        Told: The file cannot be read.
    """
    from bot.cli.proving import ends_in

    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                yield from ends_in(line)
    except OSError as error:
        raise Told(f"{file} cannot be read: {error.strerror or error}.") from None


def _missing(conn: Connection, noted: Iterable[End]) -> tuple[list[End], int]:
    """The ends that the database should have and has not, and how many stand in archives."""
    from storage.audit import audit_log

    begun = audit_log.begin(conn)
    here = [one for one in noted if one.number == 0 or one.number >= begun.number]
    missing = [one for one in here if not audit_log.holds(conn, one)]
    return sorted(missing, key=lambda one: one.number), len([*noted]) - len(here)
