"""`basira db backup`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from bot.cli.program import CommandError


@click.command("backup")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option(
    "--note",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With `-`: also write the note into this file, for `basira audit check --notes`.",
)
def db_backup(*, out: Path, note: Path | None) -> None:
    """Back up the database into the file OUT; the bot may be running.

    SQLite gives a database file, PostgreSQL what `pg_dump` writes. The backup is read again after
    it is written; OUT.json beside it says what it holds. With `-` both go to standard output as a
    tar archive, which `age` can encrypt; see docs/operating.md.

    \b
    basira db backup - | age -r age1… > 2026-11-25.backup.age
    """
    import sys

    from bot import settings
    from bot.app.operations.vitals import SUCCEEDED
    from bot.app.ports import SystemClock
    from bot.cli import backup_streams
    from bot.cli.disclosure import record_disclosure
    from storage.backups import backups

    piped = str(out) == "-"
    if note is not None and not piped:
        raise CommandError("`--note` goes with `-`; a backup in a file has its note beside it.")
    chosen = settings.load()
    record_disclosure(chosen.database)
    with backup_streams.temporary() if piped else nullcontext(out) as file:
        made = backups.create_backup(chosen.database, file, SystemClock().now())
        if note is not None:
            _copy(backups.note_path(file), note)
        if piped:
            backup_streams.write(file, sys.stdout.buffer)
    record_disclosure(chosen.database, SUCCEEDED)
    rows, name = sum(made.rows.values()), "standard output" if piped else out
    click.echo(
        f"{name}: {rows:,} rows of {len(made.rows)} tables, schema {made.schema}.", err=piped
    )


def _copy(written: Path, note: Path) -> None:
    try:
        with note.open("xb") as out:
            out.write(written.read_bytes())
    except FileExistsError:
        raise CommandError(f"{note} exists already and is not replaced.") from None
    except OSError as error:
        raise CommandError(f"{note} cannot be written: {error.strerror or error}.") from None
