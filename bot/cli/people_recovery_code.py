"""`basira people recovery-code`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli.database import active_person, write

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.app.onboarding.place_codes import PersonalCode


@click.command("recovery-code")
@click.argument("person")
def people_recovery_code(person: str) -> None:
    """Create a one-time code with which a person signs in again.

    The code is valid for seven days and shown only once. The account that was signed out gets
    access at once; another account waits a day, during which the current account is told. PERSON is
    an id of `basira people list`.
    """
    from bot import settings
    from bot.app.onboarding import recovery_codes
    from bot.app.ports import SystemClock

    now = SystemClock().now()

    def create_code(conn: Connection) -> PersonalCode:
        return recovery_codes.create(conn, active_person(conn, person), None, now)

    made = write(settings.load(), create_code, ("person", person))
    click.echo("Send this to the bot; it works once, within seven days:\n")
    click.echo(f"  {made.typed}")
