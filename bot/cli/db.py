"""`basira db`: looking after the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from storage.schema import State


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the database up to date.

    That is, to the schema this Basira works with; where there is none yet it is made. Stop every
    Basira on it and make a backup first. On SQLite it is refused while one is running.
    """
    from bot import settings
    from storage import engines, lock, schema

    url = settings.load().database
    with lock.hold(url):
        before = schema.state(url)
        schema.upgrade(url)
        after = schema.state(url)
    place = engines.place(engines.parse(url))
    if before == after:
        click.echo(f"{place} is up to date (schema {_name(after)}).")
    else:
        click.echo(f"{place}: from {_name(before)} to schema {_name(after)}.")


def _name(state: State) -> str:
    from storage.schema import Current, Empty

    match state:
        case Empty():
            return "nothing"
        case Current(revision):
            return revision
    return f"schema {state.found}"
