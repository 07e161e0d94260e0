"""Names, stored apart from all other data, and the first to be erased."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from scenarios.languages import Script
from storage.db.tables import names


def put(conn: Connection, person: str, script: Script, name: str) -> None:
    """Set a person's name in one script."""
    # PostgreSQL's INSERT … ON CONFLICT, which SQLite shares.
    query = insert(names).values(person=person, script=script, name=name)
    conn.execute(
        query.on_conflict_do_update(
            index_elements=[names.c.person, names.c.script], set_={"name": query.excluded.name}
        )
    )


def drop(conn: Connection, person: str, script: Script) -> None:
    """Delete a person's name in one script."""
    conn.execute(delete(names).where(names.c.person == person, names.c.script == script))


def of(conn: Connection, person: str) -> dict[str, str]:
    """A person's names by script; empty for none."""
    return of_all(conn, (person,)).get(person, {})


def with_name(conn: Connection, name: str) -> list[str]:
    """The ids of people with exactly this name in any script, ignoring case."""
    same = func.lower(names.c.name) == func.lower(name)
    return list(conn.scalars(select(names.c.person).where(same).distinct()))


def of_all(conn: Connection, persons: Collection[str]) -> dict[str, dict[str, str]]:
    """Names by person, then by script; without people who have none."""
    query = select(names.c.person, names.c.script, names.c.name).where(names.c.person.in_(persons))
    found: dict[str, dict[str, str]] = {}
    for person, script, name in conn.execute(query.order_by(names.c.person, names.c.script)):
        found.setdefault(person, {})[script] = name
    return found


def typed_name_of(column: ColumnElement[Any], person: str) -> ColumnElement[bool]:
    """Match a hand-typed column that names this person.

    It matches one of their names, alone or followed by a comma and a role.
    """
    begins = func.substr(column, 1, func.length(names.c.name) + 1)
    behind = begins.in_([names.c.name + ",", names.c.name + "،"])
    return exists().where(names.c.person == person, or_(column == names.c.name, behind))
