"""Sessions on the console, in a browser or as a Mini App."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, bindparam, delete, insert, update
from sqlalchemy.dialects.postgresql import insert as insert_once

from storage.db.audit_context import UNAUDITED
from storage.db.prepared import PreparedStatement
from storage.db.records import RecordColumns
from storage.db.tables import used_init_data, web_confirmations
from storage.db.tables import web_sessions as table


class SessionKind(StrEnum):
    """Where a session is used."""

    BROWSER = "browser"
    MINI_APP = "mini-app"
    INSTITUTION = "institution"  # a browser that came by an institution's login


@dataclass(frozen=True, slots=True)
class StoredSession:
    id: str
    person: str
    token: str
    """The hash of its token."""
    kind: str
    created_at: datetime
    used_at: datetime
    """When it was last used, to the minute."""
    expires_at: datetime


_SESSION = RecordColumns(StoredSession, table)


def add(conn: Connection, session: StoredSession) -> None:
    conn.execute(insert(table), asdict(session))


# Runs at every request of the console.
_BY_TOKEN = PreparedStatement(_SESSION.select().where(table.c.token == bindparam("with_token")))


def by_token(conn: Connection, token: str) -> StoredSession | None:
    """The session whose token has this hash."""
    row = _BY_TOKEN.first(conn, with_token=token)
    return None if row is None else _SESSION.build(row)


def get(conn: Connection, session_id: str) -> StoredSession | None:
    """The session of an id; it may be over."""
    return _SESSION.first(conn, _SESSION.select().where(table.c.id == session_id))


def of(conn: Connection, person_id: str) -> list[StoredSession]:
    """A person's sessions, the latest first; some may be over."""
    own = _SESSION.select().where(table.c.person == person_id)
    return _SESSION.all(conn, own.order_by(table.c.created_at.desc(), table.c.id))


def note_use(conn: Connection, session_id: str, at: datetime) -> None:
    """Record when a session was last used."""
    used = update(table).where(table.c.id == session_id).values(used_at=at)
    conn.execute(used, execution_options=UNAUDITED)


def end(conn: Connection, person_id: str, session_id: str) -> bool:
    """Delete a session of a person and what it asked for; return whether there was one."""
    own = (web_confirmations.c.person == person_id, web_confirmations.c.session == session_id)
    conn.execute(delete(web_confirmations).where(*own))
    theirs = (table.c.person == person_id, table.c.id == session_id)
    return conn.execute(delete(table).where(*theirs)).rowcount == 1


def purge(conn: Connection, now: datetime) -> int:
    """Delete expired sessions; return how many."""
    return conn.execute(delete(table).where(table.c.expires_at <= now)).rowcount


def use_init_data(conn: Connection, hash_: str, expires_at: datetime) -> bool:
    """Record that a Mini App's `initData` was exchanged; False if it was before.

    Args:
        expires_at: From when on it is refused for its age.
    """
    row = insert_once(used_init_data).values(hash=hash_, expires_at=expires_at)
    new = row.on_conflict_do_nothing().returning(used_init_data.c.hash)
    return conn.execute(new).first() is not None


def purge_init_data(conn: Connection, before: datetime) -> int:
    """Delete the hashes of data that expired by a moment; return how many."""
    old = delete(used_init_data).where(used_init_data.c.expires_at <= before)
    return conn.execute(old).rowcount
