"""`basira people sign-out` and `way-back`: for whoever lost a phone or an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli.units import known_person, written

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.app.onboarding.place_codes import Secret


@click.command("sign-out")
@click.argument("person")
def sign_out(person: str) -> None:
    """Sign someone out everywhere; PERSON is an id of `basira people list`.

    They are told where they were. Nothing of theirs is lost, and their roles stay. The last admin
    who can get in stays.
    """
    from bot import settings
    from bot.app.ports import SystemClock
    from bot.chat.learner.account.sign_out import out_told
    from bot.cli.program import Told

    now = SystemClock().now()

    def unit(conn: Connection) -> bool:
        return out_told(conn, _came(conn, person), now)

    if not written(settings.load(), unit, ("person", person)):
        raise Told("This is the last admin. Make another one first: `basira people admin-code`.")
    click.echo("Done. `basira people way-back` makes a code with which they come back.")


@click.command("way-back")
@click.argument("person")
def way_back(person: str) -> None:
    """Make a code with which someone comes back; PERSON is an id of `basira people list`.

    It is good once, for seven days, and shown only now. With the account that was signed out all is
    there at once; with another one it takes a day, in which the account that they have is told.
    """
    from bot import settings
    from bot.app.onboarding.place_codes import MOVE_FOR, secret
    from bot.app.ports import SystemClock
    from bot.chat.learner.account.sign_out import make
    from storage.cohorts import invitations

    now = SystemClock().now()

    def unit(conn: Connection) -> Secret:
        made = secret(now, invitations.code_salt(conn), MOVE_FOR)
        make(conn, _came(conn, person), None, made, now)
        return made

    made = written(settings.load(), unit, ("person", person))
    click.echo("Send this to the bot; it is good once, for seven days:\n")
    click.echo(f"  {made.typed}")


def _came(conn: Connection, person: str) -> str:
    """The id of somebody who has come; of anyone else there are only answers from paper."""
    from bot.cli.program import Told
    from storage.people import people

    found = known_person(conn, person).id
    if not people.has_come(conn, found):
        raise Told("They have never come, so there is no account and no way back.")
    return found
