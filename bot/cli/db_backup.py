"""`basira db backup`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("backup")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
def db_backup(*, out: Path) -> None:
    """Back up the database into the file OUT; the bot may be running.

    SQLite gives a database file, PostgreSQL what `pg_dump` writes. The backup is read again after
    it is written; OUT.json beside it says what it holds. To encrypt it, pipe it to `age`; see
    docs/operating.md.
    """
    from bot import settings
    from bot.app.operations.vitals import SUCCEEDED
    from bot.app.ports import SystemClock
    from bot.cli.disclosure import record_disclosure
    from storage.db import backups

    chosen = settings.load()
    record_disclosure(chosen.database)
    note = backups.back_up(chosen.database, out, SystemClock().now())
    record_disclosure(chosen.database, SUCCEEDED)
    rows = sum(note.rows.values())
    click.echo(f"{out}: {rows:,} rows of {len(note.rows)} tables, schema {note.schema}.")
