"""Coming into a class by phone, and voting in it.

A vote can be changed until it is closed: a class that votes, talks in pairs and votes again has
learnt something. Each person has one vote a turn, and nobody sees whose it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.live_session import session_flow
from bot.app.live_session.session_flow import Phase
from bot.app.ports import Dice
from bot.app.request import Request
from scenarios import position
from storage.cohorts import cohorts
from storage.live_session import attendance, live_sessions, votes
from storage.live_session.attendance import Attendee
from storage.live_session.live_sessions import Session
from storage.people.people import Person


@dataclass(frozen=True, slots=True)
class VoteOutcome:
    session: Session
    counted: bool
    waiting: bool = False
    """Whether the person waits for the question that is open now, and is shown it instead."""


def join(conn: Connection, request: Request, dice: Dice, session_id: str) -> tuple[Session, str]:
    """Come into a session that is running, as a member of its cohort.

    Returns:
        The session, which may be over, and the name of its cohort.

    Raises:
        NotFound: There is no such session, or the person is not a member.
    """
    found = live_sessions.get(conn, session_id)
    if found is None or found.state == "prepared":
        raise NotFound
    cohort = cohorts.get(conn, found.cohort)
    if cohort is None or not cohorts.joined(conn, cohort.id, request.person.id):
        raise NotFound
    session = live_sessions.current(conn, found, request.now)
    if session.state == "running":
        come_in(conn, session, request.person.id, request.now, dice.id())
    return session, cohort.name


def come_in(conn: Connection, session: Session, person_id: str, now: datetime, new_id: str) -> None:
    """Record that someone attends by phone."""
    attendance.attend(conn, Attendee(new_id, session.id, now, "phone", person_id))


def leave(conn: Connection, request: Request, session_id: str) -> None:
    """Record that someone does not attend after all; their vote, if it is open, is deleted.

    Raises:
        NotFound: They were not there.
    """
    session = live_sessions.get_for_update(conn, session_id)
    if session is None or not attendance.is_there(conn, session.id, request.person.id):
        raise NotFound
    if session.state == "running":
        attendance.mark_absent(conn, session.id, person=request.person.id)


def vote(
    conn: Connection,
    library: Library,
    person: Person | None,
    now: datetime,
    session_id: str,
    turn: int,
    choice: str,
) -> VoteOutcome:
    """Count a vote; one that is late, or for what is not offered, does not count.

    Raises:
        NotFound: There is no such session, or the person is not there by phone.
    """
    found = live_sessions.get(conn, session_id)
    if person is None or found is None:
        raise NotFound
    session = live_sessions.current(conn, found, now)
    if _is_open(session) and session.turn == turn and choice in _offered(conn, library, session):
        if votes.cast(conn, session.id, turn, person.id, choice):
            return VoteOutcome(session, counted=True)
        session = live_sessions.get(conn, session.id) or session  # somebody may have closed it
    if not attendance.is_by_phone(conn, session.id, person.id):
        raise NotFound
    waiting = _is_open(session) and attendance.request_question(
        conn, session.id, session.turn, person.id
    )
    return VoteOutcome(session, counted=False, waiting=waiting)


def vote_open_to(
    conn: Connection, person: Person, now: datetime
) -> tuple[Session, datetime] | None:
    """The session whose vote is open to a person by phone, and when they joined it."""
    found = attendance.open_vote(conn, person.id)
    session = live_sessions.get(conn, found.session) if found is not None else None
    if found is None or session is None:
        return None
    session = live_sessions.current(conn, session, now)
    return (session, found.joined_at) if _is_open(session) else None


def _is_open(session: Session) -> bool:
    return session.state == "running" and session.phase == Phase.VOTING


def _offered(conn: Connection, library: Library, session: Session) -> tuple[str, ...]:
    scenario = library.read(conn, session.edition)
    return session_flow.offered(scenario, position.read(session.position)) if scenario else ()


def awaited_in(conn: Connection, person: Person, session_id: str, now: datetime) -> Session | None:
    """A running session of someone's cohort in which they are not yet."""
    found = live_sessions.get(conn, session_id)
    session = live_sessions.current(conn, found, now) if found is not None else None
    if session is None or session.state != "running":
        return None
    there = attendance.is_there(conn, session.id, person.id)
    return session if not there and cohorts.joined(conn, session.cohort, person.id) else None
