"""Names: kept apart from everything else, and the first thing to be erased."""

from collections.abc import Collection
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, delete, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from storage.db.tables import names

Script: TypeAlias = Literal["latin", "arabic"]
SCRIPTS: tuple[Script, ...] = ("latin", "arabic")


def put(conn: Connection, person: str, script: Script, name: str) -> None:
    """Keep someone's name in one script, instead of what was kept in it."""
    # PostgreSQL's INSERT … ON CONFLICT, which SQLite shares.
    query = insert(names).values(person=person, script=script, name=name)
    conn.execute(
        query.on_conflict_do_update(
            index_elements=[names.c.person, names.c.script], set_={"name": query.excluded.name}
        )
    )


def drop(conn: Connection, person: str, script: Script) -> None:
    """Forget someone's name in one script."""
    conn.execute(delete(names).where(names.c.person == person, names.c.script == script))


def of(conn: Connection, person: str) -> dict[str, str]:
    """Someone's name by script; empty where none is kept."""
    return of_all(conn, (person,)).get(person, {})


def called(conn: Connection, name: str) -> list[str]:
    """Everybody whose name is exactly this in one script, by id; capital letters count alike."""
    same = func.lower(names.c.name) == func.lower(name)
    return list(conn.scalars(select(names.c.person).where(same).distinct()))


def of_all(conn: Connection, persons: Collection[str]) -> dict[str, dict[str, str]]:
    """The names of several people: by person, then by script. Who gave none is left out."""
    query = select(names.c.person, names.c.script, names.c.name).where(names.c.person.in_(persons))
    found: dict[str, dict[str, str]] = {}
    for person, script, name in conn.execute(query.order_by(names.c.person, names.c.script)):
        found.setdefault(person, {})[script] = name
    return found


def typed_by(column: ColumnElement[Any], person: str) -> ColumnElement[bool]:
    """Whether a column of what was typed, such as who answers for a line, names this person.

    It does where it is one of their names, alone or with a role behind it and a comma between.
    """
    begins = func.substr(column, 1, func.length(names.c.name) + 1)
    behind = begins.in_([names.c.name + ",", names.c.name + "،"])
    return exists().where(names.c.person == person, or_(column == names.c.name, behind))
