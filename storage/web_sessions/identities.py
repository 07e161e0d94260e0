"""Accounts at an institution's OpenID provider, each linked to one person."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete
from sqlalchemy.dialects.postgresql import insert

from storage.db.records import RecordColumns
from storage.db.tables import web_identities as table


@dataclass(frozen=True, slots=True)
class Identity:
    """A linked account."""

    issuer: str
    subject: str
    """The provider's own id of the account."""
    person: str
    linked_at: datetime


_IDENTITY = RecordColumns(Identity, table)


def link(conn: Connection, identity: Identity) -> bool:
    """Link an account to a person, in place of their former one with the same provider.

    Returns:
        Whether it is theirs now; False if it is linked to someone else.
    """
    found = get(conn, identity.issuer, identity.subject)
    if found is not None:
        return found.person == identity.person
    unlink(conn, identity.person, identity.issuer)
    new = insert(table).values(asdict(identity)).on_conflict_do_nothing().returning(table.c.person)
    return conn.execute(new).first() is not None


def get(conn: Connection, issuer: str, subject: str) -> Identity | None:
    own = (table.c.issuer == issuer, table.c.subject == subject)
    return _IDENTITY.first(conn, _IDENTITY.select().where(*own))


def of(conn: Connection, person_id: str) -> list[Identity]:
    """The accounts that a person linked."""
    own = _IDENTITY.select().where(table.c.person == person_id)
    return _IDENTITY.all(conn, own.order_by(table.c.linked_at, table.c.issuer))


def unlink(conn: Connection, person_id: str, issuer: str) -> bool:
    """Unlink a person's account with a provider; return whether there was one."""
    own = (table.c.person == person_id, table.c.issuer == issuer)
    return conn.execute(delete(table).where(*own)).rowcount > 0
