"""`basira people sign-out`."""

from __future__ import annotations

import click

from bot.cli.database import active_person, write
from bot.cli.program import CommandError
from bot.cli.role_invitations import LAST_ADMIN


@click.command("sign-out")
@click.argument("person")
def people_sign_out(person: str) -> None:
    """Sign a person out of all their Telegram accounts, for instance after a lost phone.

    The bot tells those accounts. The person's data and roles stay; `basira people recovery-code`
    lets them back in. The last admin who can sign in stays. PERSON is an id of `basira people
    list`.
    """
    from bot import settings
    from bot.app.onboarding.sign_out import sign_out_with_notice
    from bot.app.ports import SystemClock

    now = SystemClock().now()
    if not write(
        settings.load(),
        lambda conn: sign_out_with_notice(conn, active_person(conn, person), now),
        ("person", person),
    ):
        raise CommandError(LAST_ADMIN)
    click.echo("Signed out. `basira people recovery-code` creates a code to sign in again.")
