"""`basira people revoke`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli.database import known_agency, known_person, write
from bot.cli.program import CommandError
from bot.cli.role_invitations import LAST_ADMIN, ROLES

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.app.access.role_admin import Revocation


@click.command("revoke")
@click.argument("person")
@click.argument("role", type=click.Choice(ROLES))
@click.option("--agency", required=True, metavar="ID", help="At this agency; `all` for all.")
def people_revoke(person: str, role: str, agency: str) -> None:
    """Take a role away from a person; the last admin cannot be removed.

    PERSON is an id of `basira people list`.
    """
    from bot import settings
    from bot.app.access import role_admin
    from bot.app.ports import SystemClock
    from storage.people import roles

    now = SystemClock().now()

    def revoke(conn: Connection) -> Revocation:
        holder, where = known_person(conn, person), known_agency(conn, agency, roles.EVERYWHERE)
        for held in roles.of(conn, holder.id):
            if (held.role, held.agency) == (role, where):
                return role_admin.revoke(conn, held, now)
        return role_admin.Revocation.NOT_HELD

    outcome = write(settings.load(), revoke, ("person", person))
    if outcome is role_admin.Revocation.LAST_ADMIN:
        raise CommandError(LAST_ADMIN)
    if outcome is role_admin.Revocation.NOT_HELD:
        raise CommandError("They do not have this role there. See `basira people list`.")
    click.echo("Revoked.")
