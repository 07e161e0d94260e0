"""`basira people list`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.database import ALL, write
from bot.cli.output import json_option, print_json

if TYPE_CHECKING:
    from sqlalchemy import Connection


@click.command("list")
@click.option("--all", "everybody", is_flag=True, help="Include learners, who have no role.")
@click.option("--names", "with_names", is_flag=True, help="Show names.")
@json_option
def people_list(*, everybody: bool, with_names: bool, as_json: bool) -> None:
    """List people and their roles.

    People are shown by a random id; Telegram ids are never shown. Showing names is recorded in the
    audit log.
    """
    from bot import settings
    from storage.db import audit_context

    def load(conn: Connection) -> list[dict[str, Any]]:
        if with_names:
            audit_context.record_unchanged(conn)
        return _listed(conn, everybody=everybody, named=with_names)

    found = write(settings.load(), load)
    if as_json:
        print_json(found)
        return
    for person in found:
        roles = ", ".join(f"{role['role']} ({role['agency']})" for role in person["roles"])
        parts = [person["person"], roles or "learner", person["agency"] or "no agency"]
        click.echo("  ".join([*parts, *person.get("names", ())]))
    if not found:
        click.echo("Nobody has a role yet. `basira people admin-code` makes the first admin.")


def _listed(conn: Connection, *, everybody: bool, named: bool) -> list[dict[str, Any]]:
    from storage.people import names, people, roles
    from storage.people.roles import EVERYWHERE

    held: dict[str, list[dict[str, str]]] = {}
    for role in roles.all_active(conn):
        agency = ALL if role.agency == EVERYWHERE else role.agency
        held.setdefault(role.person, []).append({"role": role.role, "agency": agency})
    shown = people.every(conn) if everybody else [people.get(conn, person) for person in held]
    rows: list[dict[str, Any]] = [
        {"person": person.id, "roles": held.get(person.id, []), "agency": person.agency}
        for person in shown
        if person is not None
    ]
    if named:
        called = names.of_all(conn, [row["person"] for row in rows])
        for row in rows:
            row["names"] = list(called.get(row["person"], {}).values())
    return rows
