"""`basira db upgrade`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from storage.db.schema import State


@click.command("upgrade")
def db_upgrade() -> None:
    """Upgrade the database to the schema of this version, or create it.

    Make a backup first. On SQLite it is refused while a Basira is running. On PostgreSQL programs
    of the previous version may keep running, unless the changelog says otherwise.
    """
    from bot import settings
    from storage.db import engines, lock, schema

    url = settings.load().database
    with lock.hold(url):
        before = schema.state(url)
        schema.upgrade(url)
        after = schema.state(url)
    place = engines.display_name(engines.parse(url))
    if before == after:
        click.echo(f"{place} is up to date (schema {_name(after)}).")
    else:
        click.echo(f"{place}: from {_name(before)} to schema {_name(after)}.")


def _name(state: State) -> str:
    from storage.db.schema import Current, Empty

    match state:
        case Empty():
            return "nothing"
        case Current(revision):
            return revision
    return f"schema {state.found}"
