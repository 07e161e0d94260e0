"""Sessions on the console: whose they are, how long they hold, and how they end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app.access.rights import ADMIN
from bot.app.ports import Dice
from bot.app.request import Request
from storage.people import people, roles
from storage.people.people import Person
from storage.web_sessions import entries, tokens
from storage.web_sessions import sessions as stored
from storage.web_sessions.sessions import SessionKind, WebSession

LIFETIME = timedelta(hours=12)
ADMIN_IDLE = timedelta(minutes=30)
"""After which a session of an admin that nobody used is over."""
CLOCK_SKEW = timedelta(minutes=1)
"""What began further in the future was begun by a clock that has been set back since."""
NOTED_EVERY = timedelta(minutes=1)
"""The use of a session is recorded at most so often."""

new_token = tokens.new_token
"""A random token for a link, a page or a session."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that holds, and its person."""

    person: Person
    session: WebSession
    must_note: bool
    """Whether `note_use` is due."""


def has_page(conn: Connection, person_id: str) -> bool:
    """Whether the console has pages for a person: they have a role."""
    return bool(roles.of(conn, person_id))


def find(conn: Connection, session_token: str, now: datetime) -> SignedIn | None:
    """The session of a token; None if there is none, or it is over.

    It writes nothing, so it can run in a transaction that only reads.
    """
    session = stored.by_token(conn, tokens.digest(session_token))
    if session is None or not _holds(conn, session, now):
        return None
    person = people.get(conn, session.person)
    if person is None:
        return None
    unnoted = now - session.used_at
    return SignedIn(person, session, unnoted >= NOTED_EVERY or unnoted < timedelta())


def note_use(conn: Connection, signed_in: SignedIn, now: datetime) -> None:
    """Record that a session is used, if that is due."""
    if signed_in.must_note:
        stored.note_use(conn, signed_in.session.id, now)


def person_of(conn: Connection, session_token: str, now: datetime) -> Person | None:
    """The person of a session, whose use is recorded; None if there is none, or it is over."""
    found = find(conn, session_token, now)
    if found is None:
        return None
    note_use(conn, found, now)
    return found.person


def begin(
    conn: Connection,
    person_id: str,
    session_token: str,
    kind: SessionKind,
    now: datetime,
    dice: Dice,
) -> None:
    """Begin a session of a person who proved who they are."""
    stored.add(
        conn,
        WebSession(
            dice.id(),
            person_id,
            tokens.digest(session_token),
            kind.value,
            created_at=now,
            used_at=now,
            expires_at=now + LIFETIME,
        ),
    )


def own(conn: Connection, request: Request) -> list[WebSession]:
    """The person's sessions that hold, the latest first."""
    found = stored.of(conn, request.person.id)
    return [session for session in found if _holds(conn, session, request.now)]


def end(conn: Connection, request: Request, session_id: str) -> bool:
    """End one of the person's sessions; return whether there was one."""
    return stored.end(conn, request.person.id, session_id)


def end_all(conn: Connection, request: Request) -> None:
    """End all sessions of the person, and what leads to one."""
    people.lock(conn, request.person.id)
    entries.end_sessions(conn, request.person.id)


def _holds(conn: Connection, session: WebSession, now: datetime) -> bool:
    """Whether a session is still good."""
    if not session.created_at - CLOCK_SKEW <= now < session.expires_at:
        return False
    held = roles.of(conn, session.person)
    if session.kind != SessionKind.MINI_APP and not held:
        return False
    is_idle = now - session.used_at >= ADMIN_IDLE
    if is_idle and any(role.role == ADMIN for role in held):
        return False
    return people.has_account(conn, session.person)
