"""Who may do what where: the roles that people were given, and when they ended.

Everybody is a learner; that is no row here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.db.records import RecordColumns
from storage.db.tables import accounts, roles
from storage.people import people

EVERYWHERE = "*"
"""The agency of a role that holds in all of them."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role that someone has, or had."""

    id: str
    person: str
    role: str
    agency: str
    """Where; ``EVERYWHERE`` for all agencies."""
    granted_by: str | None
    """Who gave it; None for whoever runs this Basira."""
    granted_at: datetime
    ended_at: datetime | None = None


ROLE = RecordColumns(Role, roles)


_NOW = roles.c.ended_at.is_(None)


def grant(conn: Connection, role: Role) -> bool:
    """Give a role, unless the person has it there already.

    Returns:
        Whether it is new.
    """
    people.lock(conn, role.person)  # so that two at once do not give it twice
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
    """Take a role back; whether it was still held."""
    ended = update(roles).where(roles.c.id == role_id, _NOW).values(ended_at=at)
    return conn.execute(ended).rowcount == 1


def get(conn: Connection, role_id: str) -> Role | None:
    """This role, ended or not."""
    return ROLE.first(conn, ROLE.select().where(roles.c.id == role_id))


def of(conn: Connection, person_id: str) -> list[Role]:
    """The roles that a person has now, in the order in which they were given."""
    query = ROLE.select().where(roles.c.person == person_id, _NOW)
    return ROLE.all(conn, query.order_by(roles.c.granted_at, roles.c.id))


def everybody(conn: Connection) -> list[Role]:
    """All roles that are held now, by agency, role, and when they were given."""
    order = (roles.c.agency, roles.c.role, roles.c.granted_at, roles.c.id)
    return ROLE.all(conn, ROLE.select().where(_NOW).order_by(*order))


def held(conn: Connection, role: str) -> Sequence[Role]:
    """Who has this role anywhere, kept from other writers until the unit ends."""
    query = (
        ROLE.select()
        .where(roles.c.role == role, _NOW)
        .order_by(roles.c.id)  # in one order everywhere, so two units cannot deadlock
        .with_for_update()
    )
    return ROLE.all(conn, query)


def with_account(conn: Connection, found: Iterable[Role]) -> list[Role]:
    """Those of these roles whose holders can act on them: who signed out everywhere cannot."""
    every = list(found)
    own = select(accounts.c.person).where(accounts.c.person.in_({role.person for role in every}))
    here = set(conn.scalars(own))
    return [role for role in every if role.person in here]
