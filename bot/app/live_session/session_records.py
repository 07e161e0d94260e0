"""Records of past sessions of a cohort, for its trainers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right, may
from bot.app.library import Library
from bot.app.live_session.session_rights import session_to_lead
from bot.app.live_session.session_state import playable
from bot.app.request import Request
from scenarios.model import Scenario
from storage.assignments import paper_answers
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.db import audit_context
from storage.live_session import attendance, live_sessions
from storage.live_session.live_sessions import Round, Session
from storage.people import names, roles


@dataclass(frozen=True, slots=True)
class SessionRecord:
    session: Session
    cohort: Cohort
    scenario: Scenario
    there: int
    leader: Mapping[str, str] | None
    """Names of the session's leader, by script."""
    observer: Mapping[str, str] | None
    rounds: Sequence[Round] = ()
    takes_paper: bool = False
    """Whether the person may enter an attendee's answers from paper."""


@dataclass(frozen=True, slots=True)
class PaperSheets:
    """Attendees without an account, and whether their answers are entered."""

    session: Session
    cohort: Cohort
    places: Sequence[tuple[Place, bool]]


def of_cohort(conn: Connection, request: Request, cohort_id: str) -> tuple[Cohort, list[Session]]:
    """A cohort and the sessions that were opened with it, newest first.

    Raises:
        NotFound: There is no such cohort, or the person may not lead it.
    """
    cohort = cohort_for(conn, request.person, Right.LEAD_ROOM, cohort_id)
    audit_context.note_read()  # others may have led them
    return cohort, live_sessions.of_cohort(conn, cohort.id)


def record(conn: Connection, request: Request, library: Library, session_id: str) -> SessionRecord:
    """The record of a session.

    Raises:
        NotFound: There is none, the person may not lead it, or its case cannot be read.
    """
    session, cohort = session_to_lead(conn, request.person, session_id)
    audit_context.note_read()  # somebody else may have led it
    scenario, _ = playable(conn, library, session)
    there, _ = attendance.count_present(conn, session.id)
    return SessionRecord(
        session,
        cohort,
        scenario,
        there,
        names.of(conn, session.led_by) if session.led_by else None,
        names.of(conn, session.observer) if session.observer else None,
        live_sessions.rounds_of(conn, session.id),
        may_enter_paper(conn, request, session, cohort),
    )


def paper_sheets(conn: Connection, request: Request, session_id: str) -> PaperSheets:
    """The attendees whose answers on paper can be, or have been, entered.

    Raises:
        NotFound: There is no such session, or the person may not lead it or assign work.
    """
    session, cohort = session_to_lead(conn, request.person, session_id)
    cohort_for(conn, request.person, Right.ASSIGN, cohort.id)
    there = _without_account(conn, session)
    entered = paper_answers.in_classes(conn, [place.person for place in there if place.person])
    places = [(place, (place.person, session.id) in entered) for place in there]
    return PaperSheets(session, cohort, places)


def may_enter_paper(conn: Connection, request: Request, session: Session, cohort: Cohort) -> bool:
    """Whether the person may enter anyone's answers from paper."""
    own = cohorts.trains(conn, cohort.id, request.person.id)
    allowed = may(roles.of(conn, request.person.id), Right.ASSIGN, cohort.agency, own=own)
    return allowed and bool(_without_account(conn, session))


def _without_account(conn: Connection, session: Session) -> list[Place]:
    there = {each.person or each.place for each in attendance.of_session(conn, session.id)}
    waiting = roster.waiting(conn, session.cohort)
    return [place for place in waiting if (place.person or place.id) in there]
