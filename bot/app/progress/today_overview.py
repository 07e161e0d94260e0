"""What the Today page shows beside the work there is to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.agencies.contact_lookup import REAL_CASE
from bot.app.request import Request
from storage.agencies import local_contacts
from storage.certificates import certificates
from storage.live_session import live_sessions
from storage.live_session.live_sessions import Session
from storage.people import roles
from storage.people.roles import Role


@dataclass(frozen=True, slots=True)
class Overview:
    """What is open to a person now."""

    sessions: Sequence[Session]
    """Live sessions that are running with their cohorts."""
    has_programme: bool
    has_line: bool
    """Whether a line for real cases is confirmed where they work."""
    roles: Sequence[Role]


def overview(conn: Connection, request: Request) -> Overview:
    person = request.person
    current = (
        live_sessions.current(conn, session, request.now)
        for session in live_sessions.open_to(conn, person.id)
    )
    return Overview(
        [session for session in current if session.state == "running"],
        certificates.has_programme(conn, person.id),
        local_contacts.valid_fact(conn, person.agency, REAL_CASE, request.now) is not None,
        roles.of(conn, person.id),
    )
