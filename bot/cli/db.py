"""`basira db`: looking after the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.backups import backup, copy, erasures, key, restore

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.audit.audit_log import End
    from storage.db.schema import State


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the database up to date.

    That is, to the schema this Basira works with; where there is none yet it is made. Make a backup
    first. On SQLite it is refused while a Basira is running. On PostgreSQL those of the release
    before may go on meanwhile, unless the changelog says otherwise.
    """
    from bot import settings
    from storage.db import engines, lock, schema

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


@db.command()
@click.option(
    "--end",
    "noted",
    metavar="END",
    help="An end of the audit that was noted before; the audit must still hold it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def check(*, noted: str | None, as_json: bool) -> None:
    """Look for damage, play every attempt again, and prove the audit.

    Damage is looked for first: in pages, in indexes, and in what rows point to. From the events of
    an attempt its position and its result are rebuilt by the engine; what is kept must say the
    same. Of the audit every row must have its hash and follow the one before.
    Nothing is changed, and a Basira may run meanwhile. Exit status: 1 when something differs.
    """
    import asyncio
    import json

    from bot import settings
    from bot.cli.proving import read_end, sentence
    from storage.audit.audit_log import End
    from storage.db.errors import DatabaseDamaged

    found: dict[str, Any] = {"damage": [], "attempts": 0, "events": 0, "wrong": []}
    found["audit"] = {"rows": 0, "archived": None, "end": str(End()), "wrong": []}
    try:
        asyncio.run(_check(settings.load(), read_end(noted), found, quiet=as_json))
    except DatabaseDamaged as error:
        found["damage"].append(error.words)
    if as_json:
        click.echo(json.dumps(found, indent=2))
    else:
        for one in found["damage"]:
            click.echo(f"damage: {one}")
        for one in found["wrong"]:
            click.echo(f"attempt {one['attempt']}: {one['what']}")
        for one in found["audit"]["wrong"]:
            click.echo(sentence(one))
        _summary(found)
    if found["damage"] or found["wrong"] or found["audit"]["wrong"]:
        raise click.exceptions.Exit(1)


def _summary(found: dict[str, Any]) -> None:
    if found["damage"]:
        click.echo(
            "The database is damaged, so nothing further was looked at. Stop Basira, keep this "
            "database as it is, and restore the last backup into another place."
        )
        return
    click.echo("No damage was found.")
    played = f"{found['attempts']:,} attempts, {found['events']:,} events"
    if found["wrong"]:
        click.echo(f"{played} played again: {len(found['wrong']):,} differ.")
    else:
        click.echo(f"{played} played again: all as kept.")
    audit = found["audit"]
    state = f"{len(audit['wrong']):,} things are wrong" if audit["wrong"] else "whole"
    click.echo(f"Audit of {audit['rows']:,} rows: {state}. Its end: {audit['end']}")
    if audit["archived"]:
        click.echo(f"What is before stands in archives, which end: {audit['archived']}")
        click.echo("`basira audit check` proves these, given their files in order.")


async def _check(
    chosen: Settings, noted: End | None, found: dict[str, Any], *, quiet: bool
) -> None:
    from rich.console import Console
    from rich.progress import Progress

    from bot.app.library import Library
    from bot.app.playing.replay_check import Checking
    from bot.cli.proving import proven
    from scenarios.case_library import Shelf
    from storage.db import integrity, schema
    from storage.db.database import Database

    if schema.state(chosen.database) == schema.Empty():
        return
    schema.ensure(chosen.database)
    database = Database.open(chosen.database)
    try:
        found["damage"] = await database.survey(integrity.faults)
        if found["damage"]:
            return
        checking = Checking(database, Library(database, Shelf({})))
        console = Console(stderr=True)
        total = await checking.count()
        with Progress(console=console, transient=True, disable=quiet) as progress:
            bar = progress.add_task("Playing attempts again", total=total)
            async for one in checking.attempts():
                found["attempts"] += 1
                found["events"] += one.events
                if one.wrong is not None:
                    found["wrong"].append({"attempt": one.attempt, "what": str(one.wrong)})
                progress.advance(bar)
        found["audit"] = await database.survey(lambda conn: proven(conn, noted))
    finally:
        await database.close()


db.add_command(backup)
db.add_command(restore)
db.add_command(copy)
db.add_command(erasures)
db.add_command(key)


def _name(state: State) -> str:
    from storage.db.schema import Current, Empty

    match state:
        case Empty():
            return "nothing"
        case Current(revision):
            return revision
    return f"schema {state.found}"
