"""`basira db check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.output import json_option, print_json
from bot.cli.program import CommandError

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.db.audit_log import ChainEnd


@click.command("check")
@click.option(
    "--end",
    "noted",
    metavar="END",
    help="An end of the audit log noted before; the log must still contain it.",
)
@json_option
def db_check(*, noted: str | None, as_json: bool) -> None:
    """Check the database for damage, replay every attempt, and prove the audit log.

    Damage in pages, indexes and references is looked for first. The engine then rebuilds the
    position and result of each attempt from its events and compares them with what is stored. Every
    row of the audit log must match its hash and follow the one before. Nothing is changed, and a
    Basira may be running. Exit status 1 when something differs.
    """
    import asyncio

    from bot import settings
    from bot.cli.audit_proof import fault_sentence, read_end
    from storage.db.audit_log import ChainEnd
    from storage.db.errors import DatabaseDamaged

    found: dict[str, Any] = {"damage": [], "attempts": 0, "events": 0, "wrong": []}
    found["audit"] = {"rows": 0, "archived": None, "end": str(ChainEnd()), "wrong": []}
    try:
        asyncio.run(_check(settings.load(), read_end(noted), found, quiet=as_json))
    except DatabaseDamaged as error:
        found["damage"].append(error.words)
    if as_json:
        print_json(found)
    else:
        for problem in found["damage"]:
            click.echo(f"damage: {problem}")
        for problem in found["wrong"]:
            click.echo(f"attempt {problem['attempt']}: {problem['what']}")
        for problem in found["audit"]["wrong"]:
            click.echo(fault_sentence(problem))
        _summary(found)
    if found["damage"] or found["wrong"] or found["audit"]["wrong"]:
        raise click.exceptions.Exit(1)


def _summary(found: dict[str, Any]) -> None:
    if found["damage"]:
        click.echo(
            "The database is damaged, so nothing else was checked. Stop Basira, keep this "
            "database as it is, and restore the last backup into another place."
        )
        return
    click.echo("No damage found.")
    played = f"{found['attempts']:,} attempts, {found['events']:,} events"
    if found["wrong"]:
        click.echo(f"{played} replayed: {len(found['wrong']):,} differ.")
    else:
        click.echo(f"{played} replayed: all match.")
    audit = found["audit"]
    state = f"{len(audit['wrong']):,} problems" if audit["wrong"] else "complete"
    click.echo(f"Audit log of {audit['rows']:,} rows: {state}. Its end: {audit['end']}")
    if audit["archived"]:
        click.echo(f"Earlier rows are in archives, which end: {audit['archived']}")
        click.echo("`basira audit check` proves them, given their files in order.")


async def _check(
    chosen: Settings, noted: ChainEnd | None, found: dict[str, Any], *, quiet: bool
) -> None:
    from rich.console import Console
    from rich.progress import Progress

    from bot.app.library import Library
    from bot.app.playing.replay_check import ReplayCheck
    from bot.cli.audit_proof import verify_log
    from scenarios.case_library import CaseLibrary
    from storage.db import integrity, schema
    from storage.db.database import Database

    if schema.state(chosen.database) == schema.Empty():
        raise CommandError(
            "There is no database of Basira at BASIRA_DATABASE. If one was made before, correct "
            "the setting; `basira db upgrade` makes a new one."
        )
    schema.ensure(chosen.database)
    database = Database.open(chosen.database)
    try:
        found["damage"] = await database.survey(integrity.faults)
        if found["damage"]:
            return
        checking = ReplayCheck(database, Library(database, CaseLibrary({})))
        console = Console(stderr=True)
        total = await checking.count()
        with Progress(console=console, transient=True, disable=quiet) as progress:
            bar = progress.add_task("Replaying attempts", total=total)
            async for attempt in checking.attempts():
                found["attempts"] += 1
                found["events"] += attempt.events
                if attempt.wrong is not None:
                    found["wrong"].append({"attempt": attempt.attempt, "what": str(attempt.wrong)})
                progress.advance(bar)
        found["audit"] = await database.survey(lambda conn: verify_log(conn, noted))
    finally:
        await database.close()
