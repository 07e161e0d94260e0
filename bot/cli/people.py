"""`basira people`: who has which role, and the first admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.erasing import data, erase
from bot.cli.returning import sign_out, way_back
from bot.cli.units import ALL, known_agency, known_person, written

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.settings import Settings
    from storage.people.roles import Role

ROLES = ("trainee", "supervisor", "focal-point", "trainer", "master-trainer", "admin")
_agency = click.option(
    "--agency", required=True, metavar="ID", help="At which agency; `all` for all of them."
)


@click.group()
def people() -> None:
    """Give and take roles, and make the first admin; show someone's data, and erase it."""


@people.command("admin-code")
def admin_code() -> None:
    """Make a code that makes whoever opens it an admin of all agencies.

    It is good once, for 24 hours, and shown only now; what is kept is its hash.
    """
    from datetime import timedelta

    from bot import settings
    from bot.app.ports import SystemClock
    from bot.cli.inviting import into_role
    from storage.people.roles import EVERYWHERE

    chosen, now, day = settings.load(), SystemClock().now(), timedelta(hours=24)
    token = written(chosen, lambda conn: into_role(conn, "admin", EVERYWHERE, now, day))
    click.echo("Send this to the bot; it is good once, for 24 hours:\n")
    click.echo(f"  /start {token}")
    if username := _bot_name(chosen):
        click.echo(f"\nOr open this link on the phone:\n\n  https://t.me/{username}?start={token}")


@people.command("list")
@click.option("--all", "everybody", is_flag=True, help="Learners too, who have no role.")
@click.option("--names", "with_names", is_flag=True, help="Show names.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def list_(*, everybody: bool, with_names: bool, as_json: bool) -> None:
    """List who has which role.

    People stand there by a random id. Telegram ids are never shown.
    """
    import json

    from bot import settings
    from storage.audit import audit_context

    chosen = settings.load()

    def unit(conn: Connection) -> list[dict[str, Any]]:
        if with_names:
            audit_context.shown(conn)
        return _listed(conn, everybody=everybody, named=with_names)

    found = written(chosen, unit)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        roles = ", ".join(f"{role['role']} ({role['agency']})" for role in one["roles"])
        parts = [one["person"], roles or "learner", one["agency"] or "no agency"]
        click.echo("  ".join([*parts, *one.get("names", ())]))
    if not found:
        click.echo("Nobody has a role yet. `basira people admin-code` makes the first admin.")


@people.command()
@click.argument("person")
@click.argument("role", type=click.Choice(ROLES))
@_agency
def grant(person: str, role: str, agency: str) -> None:
    """Give someone a role, of which they are told; PERSON is an id of `basira people list`."""
    from bot import settings
    from bot.app.ports import SystemClock, SystemDice
    from bot.outbox import role_notices
    from storage.people import roles
    from storage.people.roles import Role

    now, new_id = SystemClock().now(), SystemDice().id()

    def unit(conn: Connection) -> bool:
        one, where = known_person(conn, person), known_agency(conn, agency, roles.EVERYWHERE)
        given = Role(new_id, one.id, role, where, None, now)
        new = roles.grant(conn, given)
        if new:
            role_notices.promise(conn, given, now)
        return new

    new = written(settings.load(), unit, ("person", person))
    click.echo("Done." if new else "They have this role already.")


@people.command()
@click.argument("person")
@click.argument("role", type=click.Choice(ROLES))
@_agency
def revoke(person: str, role: str, agency: str) -> None:
    """Take a role back; PERSON is an id of `basira people list`. The last admin stays."""
    from bot import settings
    from bot.app.ports import SystemClock
    from bot.chat.admin.roles.role_pages import Taken, take_back
    from bot.cli.program import Told
    from storage.people import roles

    now = SystemClock().now()

    def unit(conn: Connection) -> Taken:
        one, where = known_person(conn, person), known_agency(conn, agency, roles.EVERYWHERE)
        held: list[Role] = [
            has for has in roles.of(conn, one.id) if (has.role, has.agency) == (role, where)
        ]
        return take_back(conn, held[0], now) if held else Taken.GONE

    taken = written(settings.load(), unit, ("person", person))
    if taken is Taken.LAST_ADMIN:
        raise Told("This is the last admin. Make another one first: `basira people admin-code`.")
    if taken is Taken.GONE:
        raise Told("They do not have this role there. See `basira people list`.")
    click.echo("Done.")


people.add_command(sign_out)
people.add_command(way_back)
people.add_command(data)
people.add_command(erase)


def _listed(conn: Connection, *, everybody: bool, named: bool) -> list[dict[str, Any]]:
    from storage.people import names, people, roles

    held: dict[str, list[dict[str, str]]] = {}
    for one in roles.everybody(conn):
        held.setdefault(one.person, []).append({"role": one.role, "agency": _shown(one.agency)})
    shown = people.every(conn) if everybody else [people.get(conn, one) for one in held]
    rows: list[dict[str, Any]] = [
        {"person": one.id, "roles": held.get(one.id, []), "agency": one.agency}
        for one in shown
        if one is not None
    ]
    if named:
        called = names.of_all(conn, [row["person"] for row in rows])
        for row in rows:
            row["names"] = list(called.get(row["person"], {}).values())
    return rows


def _shown(agency: str) -> str:
    from storage.people.roles import EVERYWHERE

    return ALL if agency == EVERYWHERE else agency


def _bot_name(chosen: Settings) -> str | None:
    """What the bot is called on Telegram, if it can be asked now."""
    import asyncio

    from bot.app.operations.doctor import OutOfReach, Refused
    from bot.cli.asking import Asking

    if not chosen.telegram_token.get_secret_value():
        return None
    try:
        told = asyncio.run(Asking(chosen).ask("getMe"))
    except (OutOfReach, Refused):
        return None
    return str(told.result["username"]) if "username" in told.result else None
