"""`basira db copy`."""

from __future__ import annotations

import click


@click.command("copy")
@click.option("--to", "target", required=True, metavar="ADDRESS", help="The empty database.")
def db_copy(*, target: str) -> None:
    """Copy BASIRA_DATABASE into an empty database, for instance from SQLite to PostgreSQL.

    Stop every Basira on it first: what is written meanwhile is not copied. The copy is read again,
    counted and hashed table by table before it is committed.

    \b
    basira db copy --to postgresql://basira@localhost/basira
    """
    from bot import settings
    from bot.cli.disclosure import record_disclosure
    from storage.db import database_copy, engines, lock

    chosen = settings.load()
    with lock.hold(chosen.database), lock.hold(target):
        record_disclosure(chosen.database)
        copied = database_copy.copy(chosen.database, target)
    for name, total in copied.items():
        click.echo(f"{total.hash[:12]}  {total.rows:>10,}  {name}")
    place = engines.display_name(engines.parse(target))
    click.echo(f"Everything is copied to {place}. Set BASIRA_DATABASE to use it.")
