"""`basira people erase`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli.database import known_person, open_database, write
from bot.cli.program import CommandError
from bot.cli.role_invitations import LAST_ADMIN

if TYPE_CHECKING:
    from sqlalchemy import Connection


@click.command("erase")
@click.argument("person")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.option(
    "--wait",
    "ground",
    type=click.Choice(("asked", "left")),
    help="Tell the person first, and why: they asked for it, or no longer work there. They can "
    "stop it.",
)
@click.option("--stop", is_flag=True, help="Cancel an erasure that is waiting.")
def people_erase(*, person: str, yes: bool, ground: str | None, stop: bool) -> None:
    """Erase a person, as `/erase` in the chat does. This cannot be undone.

    Finished cases stay as numbers in statistics. Without `--wait` the person is erased at once;
    with it a running bot erases them after the waiting period, unless they stop it. The last admin
    cannot be erased. PERSON is an id of `basira people list --all`.
    """
    if stop:
        _stop(person)
    elif ground is not None:
        _wait(person, ground, yes=yes)
    else:
        _erase(person, yes=yes)


def _erase(person: str, *, yes: bool) -> None:
    import asyncio

    from bot import settings
    from bot.app.personal_data import own_erasure
    from bot.app.ports import SystemClock, SystemDice

    async def done() -> bool:
        async with open_database(settings.load(), ("person", person)) as database:
            await database.read(lambda conn: known_person(conn, person))
            if not yes:
                click.confirm(f"Erase {person}? This cannot be undone.", abort=True)
            now = SystemClock().now()
            return await database.write(
                lambda conn: own_erasure.erase(conn, person, now, SystemDice())
            )

    if not asyncio.run(done()):
        raise CommandError(LAST_ADMIN)
    click.echo("Erased.")


def _wait(person: str, ground: str, *, yes: bool) -> None:
    from bot import settings
    from bot.app.personal_data import pending_erasure
    from bot.app.ports import SystemClock
    from bot.locale import words
    from bot.phrases.erasure_phrases import day_words
    from storage.people import people
    from storage.personal_data import erasure

    now = SystemClock().now()

    def request_erasure(conn: Connection) -> tuple[str | None, bool]:
        known_person(conn, person)
        if erasure.last_admin(conn, person):
            raise CommandError(LAST_ADMIN)
        pending_erasure.ask(conn, person, ground, None, now)
        day = pending_erasure.erasure_day(conn, person)
        return day_words(words("en"), day) if day else None, people.is_reachable(conn, person)

    if not yes:
        click.confirm(f"Tell {person}, and erase them later unless it is stopped?", abort=True)
    day, reachable = write(settings.load(), request_erasure, ("person", person))
    notified = "will be told and" if reachable else "cannot be told now and"
    click.echo(f"{person} {notified} will be erased on {day} unless it is stopped.")


def _stop(person: str) -> None:
    from bot import settings
    from bot.app.personal_data import pending_erasure

    def stop_erasure(conn: Connection) -> bool:
        known_person(conn, person)
        return pending_erasure.stop(conn, person)

    if not write(settings.load(), stop_erasure, ("person", person)):
        raise CommandError(f"No erasure of `{person}` is waiting.")
    click.echo(f"The erasure of {person} is cancelled.")
