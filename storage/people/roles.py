"""Roles: permissions by agency, and their end.

Everybody is a learner; that has no row here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.db.prepared import PreparedStatement
from storage.db.records import RecordColumns
from storage.db.tables import accounts, roles
from storage.people import people

EVERYWHERE = "*"
"""The agency of a role for all agencies."""


@dataclass(frozen=True, slots=True)
class Role:
    """A current or former role of a person."""

    id: str
    person: str
    role: str
    agency: str
    """The agency; ``EVERYWHERE`` for all."""
    granted_by: str | None
    """The granting person; None for the operator."""
    granted_at: datetime
    ended_at: datetime | None = None


ROLE = RecordColumns(Role, roles)


_NOW = roles.c.ended_at.is_(None)


def grant(conn: Connection, role: Role) -> bool:
    """Grant a role, unless the person has it there already.

    Returns:
        Whether it is new.
    """
    people.lock(conn, role.person)  # so that two concurrent calls grant it once
    same = (
        roles.c.person == role.person,
        roles.c.role == role.role,
        roles.c.agency == role.agency,
    )
    if conn.execute(select(roles.c.id).where(*same, _NOW)).first() is not None:
        return False
    conn.execute(insert(roles), asdict(role))
    return True


def end(conn: Connection, role_id: str, at: datetime) -> bool:
    """End a role; return whether it was active."""
    ended = update(roles).where(roles.c.id == role_id, _NOW).values(ended_at=at)
    return conn.execute(ended).rowcount == 1


def get(conn: Connection, role_id: str) -> Role | None:
    return ROLE.first(conn, ROLE.select().where(roles.c.id == role_id))


_OF_PERSON = PreparedStatement(
    ROLE.select()
    .where(roles.c.person == bindparam("of"), _NOW)
    .order_by(roles.c.granted_at, roles.c.id)
)


def of(conn: Connection, person_id: str) -> list[Role]:
    """A person's active roles, oldest first."""
    return [ROLE.build(row) for row in _OF_PERSON.rows(conn, of=person_id)]


def history(conn: Connection, person_id: str) -> list[Role]:
    """Every role that a person has or had, the newest first."""
    query = ROLE.select().where(roles.c.person == person_id)
    return ROLE.all(conn, query.order_by(roles.c.granted_at.desc(), roles.c.id))


def all_active(conn: Connection) -> list[Role]:
    """All active roles, by agency, role, and when they were granted."""
    order = (roles.c.agency, roles.c.role, roles.c.granted_at, roles.c.id)
    return ROLE.all(conn, ROLE.select().where(_NOW).order_by(*order))


def get_for_update(conn: Connection, role: str) -> Sequence[Role]:
    """All holders of a role, locked until the unit ends."""
    query = (
        ROLE.select()
        .where(roles.c.role == role, _NOW)
        .order_by(roles.c.id)  # in a fixed order, so that two units cannot deadlock
        .with_for_update()
    )
    return ROLE.all(conn, query)


def with_account(conn: Connection, found: Iterable[Role]) -> list[Role]:
    """The roles whose holders have an account; not those who signed out everywhere."""
    every = list(found)
    own = select(accounts.c.person).where(accounts.c.person.in_({role.person for role in every}))
    here = set(conn.scalars(own))
    return [role for role in every if role.person in here]
