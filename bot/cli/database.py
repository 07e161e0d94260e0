"""Transactions of commands on the database of the settings, recorded in the audit log."""

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
OPERATOR = "operator"  # the role under which commands are recorded
ALL = "all"  # stands for all agencies on the command line


def open_database(
    chosen: Settings, about: tuple[str, str] | None = None
) -> AbstractAsyncContextManager[Database]:
    """Open the database of the settings, with the agencies of the catalogue in it.

    Changes are recorded in the audit log under the command's name.

    Args:
        about: Kind and id of what the command is about, if it is one thing.
    """
    from contextlib import asynccontextmanager

    from bot.app.agencies.catalogue_seed import seed_catalogue
    from bot.app.ports import SystemClock
    from storage.db import audit_context, schema
    from storage.db.audit_context import AuditContext, RightUse
    from storage.db.database import Database
    from storage.people.roles import EVERYWHERE

    now, use = SystemClock().now(), RightUse(OPERATOR, EVERYWHERE, "operate", *(about or ()))
    deed = AuditContext(_command(), now, use=use)

    @asynccontextmanager
    async def found() -> AsyncIterator[Database]:
        schema.ensure(chosen.database)
        database = Database.open(chosen.database)
        try:
            await seed_catalogue(database, now)
            with audit_context.active(deed):
                yield database
        finally:
            await database.close()

    return found()


def write(
    chosen: Settings, unit: Callable[[Connection], T], about: tuple[str, str] | None = None
) -> T:
    """Run a writing transaction (see `open_database`)."""
    import asyncio

    async def run() -> T:
        async with open_database(chosen, about) as database:
            return await database.write(unit)

    return asyncio.run(run())


def read(chosen: Settings, unit: Callable[[Connection], T]) -> T:
    """Run a reading transaction."""
    import asyncio

    async def run() -> T:
        async with open_database(chosen) as database:
            return await database.read(unit)

    return asyncio.run(run())


def read_long(chosen: Settings, unit: Callable[[Connection], T]) -> T:
    """Run a reading transaction that may take minutes."""
    import asyncio

    async def run() -> T:
        async with open_database(chosen) as database:
            return await database.survey(unit)

    return asyncio.run(run())


def _command() -> str:
    """The command that runs, such as `people grant`, without its arguments."""
    import click

    context = click.get_current_context(silent=True)
    return context.command_path.partition(" ")[2] if context is not None else ""


def known_agency(conn: Connection, agency: str, everywhere: str) -> str:
    """The id of an existing agency, or `everywhere` for all of them.

    Raises:
        CommandError: There is no such agency.
    """
    from bot.cli.program import CommandError
    from storage.agencies import agencies

    if agency == ALL:
        return everywhere
    if agencies.get(conn, agency) is None:
        known = ", ".join([*(each.id for each in agencies.all_agencies(conn)), ALL])
        raise CommandError(f"There is no agency `{agency}`. There are: {known}.")
    return agency


def check_agency(conn: Connection, agency: str | None) -> None:
    """Check the `--agency` option of a command that takes one agency or none.

    Raises:
        CommandError: There is no such agency, or all of them are named.
    """
    from bot.cli.program import CommandError
    from storage.people.roles import EVERYWHERE

    if agency is not None and known_agency(conn, agency, EVERYWHERE) == EVERYWHERE:
        raise CommandError("Omit `--agency` for all agencies.")


def known_person(conn: Connection, person_id: str) -> Person:
    """An existing person.

    Raises:
        CommandError: There is no such person.
    """
    from bot.cli.program import CommandError
    from storage.people import people

    found = people.get(conn, person_id)
    if found is None or person_id == people.NOBODY:
        raise CommandError(
            f"There is no person with the id `{person_id}`. See `basira people list --all`."
        )
    return found


def active_person(conn: Connection, person_id: str) -> str:
    """The id of a person who has used the bot; others have only answers entered from paper.

    Raises:
        CommandError: There is no such person.
    """
    from bot.cli.program import CommandError
    from storage.people import people

    found = known_person(conn, person_id).id
    if not people.has_joined(conn, found):
        raise CommandError("This person never used the bot, so there is no account.")
    return found
