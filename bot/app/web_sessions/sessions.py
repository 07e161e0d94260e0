"""Sessions on the console: whose they are, how long they hold, and how they end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app.access.rights import ADMIN
from bot.app.ports import Dice
from bot.app.request import Request
from storage.people import people, roles
from storage.people.people import Person
from storage.people.roles import Role
from storage.web_sessions import entries, tokens
from storage.web_sessions import sessions as stored
from storage.web_sessions.sessions import SessionKind, StoredSession

LASTS = timedelta(hours=12)
ADMIN_IDLE = timedelta(minutes=30)
"""The idle time after which an admin's session expires."""
TOUCHED_EVERY = timedelta(minutes=1)
"""The shortest interval at which the use of a session is recorded."""
CLOCK_SKEW = timedelta(minutes=1)
"""The tolerance for sessions that begin in the future. Beyond it, the clock has been set back."""


@dataclass(frozen=True, slots=True)
class WebSession:
    """A valid session and its person."""

    id: str
    person: Person
    kind: str
    used_at: datetime
    """When it was last used, to the minute."""


def has_page(conn: Connection, person_id: str) -> bool:
    """Whether the console has pages for a person: they have a role."""
    return bool(roles.of(conn, person_id))


def find(conn: Connection, session_token: str, now: datetime) -> WebSession | None:
    """The session of a token; None if there is none, or it is over.

    It writes nothing, so it can run in a transaction that only reads.
    """
    session = stored.by_token(conn, tokens.digest(session_token))
    if session is None or not _holds(session, roles.of(conn, session.person), now):
        return None
    person = people.get(conn, session.person)
    if person is None or not people.has_account(conn, person.id):
        return None
    return WebSession(session.id, person, session.kind, session.used_at)


def person_of_id(conn: Connection, session_id: str, now: datetime) -> Person | None:
    """The person of a session that holds, by its id; None if there is none."""
    session = stored.get(conn, session_id)
    if session is None or not _holds(session, roles.of(conn, session.person), now):
        return None
    return people.get(conn, session.person)


def is_to_touch(session: WebSession, now: datetime) -> bool:
    """Whether the use of a session is to be recorded, by `touch`."""
    return not timedelta() <= now - session.used_at < TOUCHED_EVERY


def touch(conn: Connection, session: WebSession, now: datetime) -> None:
    """Record that a session is used."""
    stored.note_use(conn, session.id, now)


def begin(conn: Connection, person_id: str, kind: SessionKind, now: datetime, dice: Dice) -> str:
    """Begin a session of a person who proved who they are; return its token."""
    token = tokens.new_token()
    stored.add(
        conn,
        StoredSession(
            dice.id(),
            person_id,
            tokens.digest(token),
            kind.value,
            created_at=now,
            used_at=now,
            expires_at=now + LASTS,
        ),
    )
    return token


def of_person(conn: Connection, request: Request) -> Sequence[StoredSession]:
    """The person's sessions that hold, the latest first."""
    held = roles.of(conn, request.person.id)
    found = stored.of(conn, request.person.id)
    return [session for session in found if _holds(session, held, request.now)]


def end(conn: Connection, request: Request, session_id: str) -> bool:
    """End one of the person's sessions; return whether there was one."""
    return stored.end(conn, request.person.id, session_id)


def end_all(conn: Connection, person_id: str) -> None:
    """End all sessions of a person, and what leads to one."""
    people.lock(conn, person_id)
    entries.end_sessions(conn, person_id)


def _holds(session: StoredSession, held: Sequence[Role], now: datetime) -> bool:
    """Whether a session of somebody with these roles is still good."""
    if not session.created_at - CLOCK_SKEW <= now < session.expires_at:
        return False
    if session.kind != SessionKind.MINI_APP and not held:
        return False
    is_idle = now - session.used_at >= ADMIN_IDLE
    return not (is_idle and any(role.role == ADMIN for role in held))
