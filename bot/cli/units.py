"""A unit of a command on the database of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy import Connection

    from bot.settings import Settings
    from storage.db.database import Database
    from storage.people.people import Person

T = TypeVar("T")
OPERATOR = "operator"  # the role of whoever works on the command line
ALL = "all"  # how all agencies are called here


def opened(
    chosen: Settings, about: tuple[str, str] | None = None
) -> AbstractAsyncContextManager[Database]:
    """The database of the settings, in which agencies stand from the first.

    What is changed in it is recorded as this command's.

    Args:
        chosen: The settings.
        about: What the command is about, as a kind and an id, where that is one thing.
    """
    from contextlib import asynccontextmanager

    from bot.app.agencies.catalogue_seed import keep_work
    from bot.app.ports import SystemClock
    from storage.audit import audit_context
    from storage.audit.audit_context import Deed, Use
    from storage.db import schema
    from storage.db.database import Database
    from storage.people.roles import EVERYWHERE

    now, use = SystemClock().now(), Use(OPERATOR, EVERYWHERE, "operate", *(about or ()))
    deed = Deed(_command(), now, use=use)

    @asynccontextmanager
    async def found() -> AsyncIterator[Database]:
        schema.ensure(chosen.database)
        database = Database.open(chosen.database)
        try:
            await keep_work(database, now)
            with audit_context.doing(deed):
                yield database
        finally:
            await database.close()

    return found()


def written(
    chosen: Settings, unit: Callable[[Connection], T], about: tuple[str, str] | None = None
) -> T:
    """Run a unit that may write, about one thing or not (see `opened`)."""
    import asyncio

    async def run() -> T:
        async with opened(chosen, about) as database:
            return await database.write(unit)

    return asyncio.run(run())


def looked_up(chosen: Settings, unit: Callable[[Connection], T]) -> T:
    """Run a unit that only reads."""
    import asyncio

    async def run() -> T:
        async with opened(chosen) as database:
            return await database.read(unit)

    return asyncio.run(run())


def _command() -> str:
    """The command that is called, such as ``people grant``: never what follows it."""
    import click

    context = click.get_current_context(silent=True)
    return context.command_path.partition(" ")[2] if context is not None else ""


def known_agency(conn: Connection, agency: str, everywhere: str) -> str:
    """The id of an agency that there is, or what all of them are called in a table.

    Raises:
        Told: There is none of that id.
    """
    from bot.cli.program import Told
    from storage.agencies import agencies

    if agency == ALL:
        return everywhere
    if agencies.get(conn, agency) is None:
        there = ", ".join([*(one.id for one in agencies.every(conn)), ALL])
        raise Told(f"There is no agency `{agency}`. There are: {there}.")
    return agency


def one_agency(conn: Connection, agency: str | None) -> None:
    """See to it that there is an agency of this id, where one is named.

    Raises:
        Told: There is none, or all of them are named.
    """
    from bot.cli.program import Told
    from storage.people.roles import EVERYWHERE

    if agency is not None and known_agency(conn, agency, EVERYWHERE) == EVERYWHERE:
        raise Told("Leave `--agency` out for all of them.")


def known_person(conn: Connection, person_id: str) -> Person:
    """Somebody who was named, if there is one.

    Raises:
        Told: There is nobody with this id.
    """
    from bot.cli.program import Told
    from storage.people import people

    found = people.get(conn, person_id)
    if found is None:
        raise Told(f"There is nobody with the id `{person_id}`. See `basira people list --all`.")
    return found
