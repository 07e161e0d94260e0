"""Observing and signing a led class, the last step to becoming a trainer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.checks import agencies_for
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.live_session.session_rights import session_to_observe
from bot.app.request import Request
from scenarios.programmes import Criterion, programmes
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.live_session import attendance, live_sessions
from storage.live_session.live_sessions import Session
from storage.people import names
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

SIGNED = "class-signed"  # the kind of the notice
LISTED = timedelta(days=30)
"""The time after its start for which a session is listed."""
MARKS = (1, 2, 3, 4)
NOT_SEEN = 0
LEAST = 4
"""The number of criteria that must have been seen before a session can be signed."""


@dataclass(frozen=True, slots=True)
class ObservedSession:
    """A session as its observer sees it, naming only its leader."""

    session: Session
    cohort: Cohort
    leader: Mapping[str, str] | None
    there: int


def criteria() -> tuple[Criterion, ...]:
    """The rubric of the programme for trainers."""
    found = (each.rubric for each in programmes().values() if each.level == "trainer")
    return next(filter(None, found), ())


def observable(conn: Connection, request: Request) -> list[ObservedSession]:
    """The sessions of the last weeks that the person may observe.

    Raises:
        NotFound: They may observe nothing at any agency.
    """
    allowed = agencies_for(conn, request.person, Right.OBSERVE)
    agencies = None if EVERYWHERE in allowed else allowed
    found = live_sessions.at_agencies(conn, agencies, request.now - LISTED)
    sessions = (live_sessions.current(conn, session, request.now) for session in found)
    return [
        _observed(conn, session) for session in sessions if _is_open_to(request.person, session)
    ]


def observed(conn: Connection, request: Request, session_id: str) -> ObservedSession:
    """A session that the person may observe.

    Raises:
        NotFound: They may not, or there is none.
    """
    session, _ = session_to_observe(conn, request.person, session_id, request.now)
    return _observed(conn, session)


def set_observing(conn: Connection, request: Request, session_id: str, *, on: bool) -> None:
    """Record that the person is in the room, while the session runs; or take it back.

    Raises:
        NotFound: They may not observe it, or there is none.
    """
    session = _held(conn, request, session_id)
    if session.state != "running" or (session.observer is not None) == on:
        return
    if on:
        live_sessions.change(conn, session.id, observer=request.person.id)
    else:
        live_sessions.change(conn, session.id, observer=None, rubric=None)


def rate(conn: Connection, request: Request, session_id: str, criterion: str, mark: int) -> None:
    """Record the observer's mark for a criterion, during the session or after it.

    Args:
        criterion: The id of a criterion.
        mark: One of `MARKS`, or `NOT_SEEN`.

    Raises:
        NotFound: There is no such session, criterion or mark, or they may not observe the session.
    """
    if mark not in (NOT_SEEN, *MARKS) or criterion not in {each.id for each in criteria()}:
        raise NotFound
    session = _held(conn, request, session_id)
    if session.signed_at is None and session.observer is not None:
        marks = {**(session.rubric or {}), criterion: mark}
        seen = {each: mark for each, mark in marks.items() if mark != NOT_SEEN}
        live_sessions.change(conn, session.id, rubric=seen)


def sign(conn: Connection, request: Request, session_id: str, *, well: bool) -> None:
    """Sign a session. This is final, and its leader is notified.

    Raises:
        NotFound: They may not observe it, or there is none.
    """
    session, now = _held(conn, request, session_id), request.now
    if not can_be_signed(session):
        return
    live_sessions.change(conn, session.id, signed_at=now, signed_off=well)
    if session.led_by is not None:
        what = {"what": SIGNED, "session": session.id}
        key = f"{session.id}:{SIGNED}"
        notices.queue(conn, session.led_by, key, now, what, about=session.id, answers=True)


def can_be_signed(session: Session) -> bool:
    """Whether it is over, unsigned, and sufficiently observed."""
    seen = session.observer is not None and len(session.rubric or {}) >= LEAST
    return session.state == "ended" and session.signed_at is None and seen


def _held(conn: Connection, request: Request, session_id: str) -> Session:
    return session_to_observe(conn, request.person, session_id, request.now, hold=True)[0]


def _is_open_to(person: Person, session: Session) -> bool:
    """Whether a person observes this session, or may still begin to."""
    if session.led_by in (person.id, None):
        return False
    free = session.observer is None and session.state == "running"
    return session.observer == person.id or free


def _observed(conn: Connection, session: Session) -> ObservedSession:
    cohort = cohorts.get(conn, session.cohort)
    assert cohort is not None  # a foreign key
    there, _ = attendance.count_present(conn, session.id)
    leader = names.of(conn, session.led_by) if session.led_by else None
    return ObservedSession(session, cohort, leader, there)
