"""Confirmations, in the chat, of dangerous acts on the console."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from storage.db.records import RecordColumns
from storage.db.tables import web_confirmations as table


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A question in the chat, and its answer."""

    id: str
    person: str
    session: str
    """The session that asks."""
    act: str
    """A fixed name of what is to be done."""
    kind: str
    object: str
    """The object: its kind and id."""
    content: str
    """The hash of all that is to be done, so that nothing else is."""
    created_at: datetime
    expires_at: datetime
    granted: bool | None = None
    answered_at: datetime | None = None
    used_at: datetime | None = None


_CONFIRMATION = RecordColumns(Confirmation, table)


def add(conn: Connection, confirmation: Confirmation) -> None:
    """Insert a question."""
    conn.execute(insert(table), asdict(confirmation))


def get(conn: Connection, confirmation_id: str) -> Confirmation | None:
    return _CONFIRMATION.first(conn, _CONFIRMATION.select().where(table.c.id == confirmation_id))


def pending(conn: Connection, person_id: str) -> list[Confirmation]:
    """A person's questions without an answer; some may have expired."""
    own = (table.c.person == person_id, table.c.answered_at.is_(None))
    return _CONFIRMATION.all(conn, _CONFIRMATION.select().where(*own).order_by(table.c.id))


def change(conn: Connection, confirmation_id: str, **values: Any) -> None:
    conn.execute(update(table).where(table.c.id == confirmation_id).values(values))


def purge(conn: Connection, now: datetime) -> int:
    """Delete expired confirmations; return how many."""
    return conn.execute(delete(table).where(table.c.expires_at <= now)).rowcount
