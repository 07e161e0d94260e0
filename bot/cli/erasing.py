"""`basira people data` and `basira people erase`: for those who ask whoever runs this Basira."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sqlalchemy import Connection


@click.command()
@click.argument("person")
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    show_default="the present folder",
    help="Where the two files go; it is made where it is missing.",
)
def data(*, person: str, folder: Path) -> None:
    """Write all that is kept about someone into two files, as `/mydata` sends them.

    One is to be read, one is for programs. PERSON is an id of `basira people list --all`.
    """
    import asyncio

    from bot import settings
    from bot.app.library import Library, shelf
    from bot.app.ports import SystemClock
    from bot.chat.kit.request import File
    from bot.chat.learner.privacy.my_data import MyData
    from bot.cli.program import Told
    from bot.cli.units import opened
    from storage.audit import audit_context
    from storage.people import people

    async def made() -> list[File]:
        async with opened(settings.load(), ("person", person)) as database:
            found = await database.read(lambda conn: people.get(conn, person))
            if found is None:
                raise _nobody(person)
            await database.write(audit_context.shown)
            library = Library(database, shelf())
            return [*await MyData(database, library, SystemClock()).files(found)]

    files = asyncio.run(made())
    folder.mkdir(parents=True, exist_ok=True)
    for one in files:
        path = folder / one.name
        try:
            path.touch(0o600, exist_ok=False)  # for whoever writes it alone
        except FileExistsError:
            raise Told(f"{path} is there already, and stays as it is.") from None
        path.write_bytes(one.content)
        click.echo(path)


@click.command()
@click.argument("person")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--wait",
    "ground",
    type=click.Choice(("asked", "left")),
    help="Tell them first, and why: they asked for it, or work there no more. They can stop it.",
)
@click.option("--stop", is_flag=True, help="Let someone stay for whom this was asked.")
def erase(*, person: str, yes: bool, ground: str | None, stop: bool) -> None:
    """Erase someone, as `/erase` does; the cases they finished stay as numbers.

    At once, for those who asked for it. With `--wait` a running bot does it once they were told and
    did not stop it. PERSON is an id of `basira people list --all`. It cannot be undone. The last
    admin stays.
    """
    if stop:
        _stop(person)
    elif ground is not None:
        _wait(person, ground, yes=yes)
    else:
        _at_once(person, yes=yes)


def _at_once(person: str, *, yes: bool) -> None:
    import asyncio

    from bot import settings
    from bot.app.ports import SystemClock, SystemDice
    from bot.chat.learner.privacy.own_erasure import erased
    from bot.cli.program import Told
    from bot.cli.units import opened
    from storage.people import people

    async def done() -> bool:
        async with opened(settings.load(), ("person", person)) as database:
            if person not in [one.id for one in await database.read(people.every)]:
                raise _nobody(person)
            if not yes:
                click.confirm(f"Erase {person}? It cannot be undone.", abort=True)
            return await erased(database, SystemClock(), SystemDice(), person)

    if not asyncio.run(done()):
        raise Told("This is the last admin. Make another one first: `basira people admin-code`.")
    click.echo("Done.")


def _wait(person: str, ground: str, *, yes: bool) -> None:
    """Have somebody told, and erased after the wait."""
    from bot import settings
    from bot.app.ports import SystemClock
    from bot.cli.program import Told
    from bot.cli.units import known_person, written
    from bot.locale import words
    from bot.outbox import pending_erasure
    from storage.people import people
    from storage.personal_data import erasure

    now = SystemClock().now()

    def unit(conn: Connection) -> tuple[str | None, bool]:
        known_person(conn, person)
        if erasure.last_admin(conn, person):
            raise Told(
                "This is the last admin. Make another one first: `basira people admin-code`."
            )
        pending_erasure.ask(conn, person, ground, None, now)
        return pending_erasure.day_words(conn, words("en"), person), people.is_reachable(
            conn, person
        )

    if not yes:
        click.confirm(f"Tell {person}, and erase them later unless it is stopped?", abort=True)
    day, reached = written(settings.load(), unit, ("person", person))
    told = "is told, and" if reached else "cannot be told now, and is"
    click.echo(f"{person} {told} erased on {day} unless that is stopped.")


def _stop(person: str) -> None:
    """Let somebody stay."""
    from bot import settings
    from bot.cli.program import Told
    from bot.cli.units import known_person, written
    from bot.outbox import pending_erasure

    def unit(conn: Connection) -> bool:
        known_person(conn, person)
        return pending_erasure.stop(conn, person)

    if not written(settings.load(), unit, ("person", person)):
        raise Told(f"Nobody asked that `{person}` be erased.")
    click.echo(f"{person} stays.")


def _nobody(person: str) -> Exception:
    from bot.cli.program import Told

    return Told(f"There is nobody with the id `{person}`. See `basira people list --all`.")
