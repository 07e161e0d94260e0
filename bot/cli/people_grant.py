"""`basira people grant`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli.database import known_agency, known_person, write
from bot.cli.role_invitations import ROLES

if TYPE_CHECKING:
    from sqlalchemy import Connection


@click.command("grant")
@click.argument("person")
@click.argument("role", type=click.Choice(ROLES))
@click.option("--agency", required=True, metavar="ID", help="At this agency; `all` for all.")
def people_grant(person: str, role: str, agency: str) -> None:
    """Give a person a role; the bot tells them.

    PERSON is an id of `basira people list`.
    """
    from bot import settings
    from bot.app.access import role_notices
    from bot.app.ports import SystemClock, SystemDice
    from storage.people import roles
    from storage.people.roles import Role

    now, new_id = SystemClock().now(), SystemDice().id()

    def grant(conn: Connection) -> bool:
        to, where = known_person(conn, person), known_agency(conn, agency, roles.EVERYWHERE)
        new_role = Role(new_id, to.id, role, where, None, now)
        new = roles.grant(conn, new_role)
        if new:
            role_notices.queue(conn, new_role, now)
        return new

    new = write(settings.load(), grant, ("person", person))
    click.echo("Granted." if new else "They have this role already.")
