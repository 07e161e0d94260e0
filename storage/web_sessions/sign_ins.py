"""Requests to sign in to the console by a link from the chat.

The link alone opens nothing: its page shows a number, which the person chooses in the chat among
three. The browser that opened the link has a token of its own, so nobody else who has the link can
take the session.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from storage.db.records import RecordColumns
from storage.db.tables import web_sign_ins as table


@dataclass(frozen=True, slots=True)
class SignIn:
    id: str
    person: str
    token: str
    """The hash of the link's token."""
    number: int
    """The number that the page shows."""
    numbers: Sequence[int]
    """The numbers that the chat offers, in this order."""
    created_at: datetime
    expires_at: datetime
    page: str | None = None
    """The hash of the token of the browser that opened the link; None before."""
    chosen_at: datetime | None = None
    """When the right number was chosen."""
    ended_at: datetime | None = None
    """When it was used, or ended without a session."""


_SIGN_IN = RecordColumns(SignIn, table)


def add(conn: Connection, sign_in: SignIn) -> None:
    """Insert a request."""
    conn.execute(insert(table), {**asdict(sign_in), "numbers": list(sign_in.numbers)})


def get(conn: Connection, sign_in_id: str) -> SignIn | None:
    return _SIGN_IN.first(conn, _SIGN_IN.select().where(table.c.id == sign_in_id))


def by_token(conn: Connection, token: str) -> SignIn | None:
    """The request whose link has a token of this hash."""
    return _SIGN_IN.first(conn, _SIGN_IN.select().where(table.c.token == token))


def by_page(conn: Connection, page: str) -> SignIn | None:
    """The request that the browser with a token of this hash opened."""
    return _SIGN_IN.first(conn, _SIGN_IN.select().where(table.c.page == page))


def change(conn: Connection, sign_in_id: str, **values: Any) -> None:
    """Change columns of a request."""
    conn.execute(update(table).where(table.c.id == sign_in_id).values(values))


def pending(conn: Connection, person_id: str) -> list[str]:
    """The ids of a person's requests that have not ended; some may have expired."""
    own = (table.c.person == person_id, table.c.ended_at.is_(None))
    return list(conn.scalars(select(table.c.id).where(*own)))


def count_since(conn: Connection, person_id: str, since: datetime) -> int:
    """The number of requests that a person made after a moment."""
    own = (table.c.person == person_id, table.c.created_at > since)
    return conn.execute(select(func.count()).where(*own)).scalar_one()


def purge(conn: Connection, before: datetime) -> int:
    """Delete the requests made before a moment; return how many."""
    return conn.execute(delete(table).where(table.c.created_at < before)).rowcount
