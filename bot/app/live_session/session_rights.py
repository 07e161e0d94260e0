"""Rights to lead or observe a session, checked in the transaction that acts on them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for, permitted
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import audit_context
from storage.live_session import live_sessions
from storage.live_session.live_sessions import Session
from storage.people.people import Person


def session_to_lead(
    conn: Connection, person: Person, session_id: str, *, hold: bool = False
) -> tuple[Session, Cohort]:
    """A session and its cohort, for someone who may lead it: any of the cohort's trainers.

    Args:
        hold: Whether to lock it until the transaction ends.

    Raises:
        NotFound: They may not, or there is none.
    """
    found = (live_sessions.get_for_update if hold else live_sessions.get)(conn, session_id)
    if found is None:
        raise NotFound
    cohort = cohort_for(conn, person, Right.LEAD_ROOM, found.cohort)
    audit_context.note_object("session", found.id)
    return found, cohort


def session_to_observe(
    conn: Connection, person: Person, session_id: str, now: datetime, *, hold: bool = False
) -> tuple[Session, Cohort]:
    """A session and its cohort, for someone who may observe it: never who leads it.

    Args:
        now: The moment, as aware UTC.
        hold: Whether to lock it until the transaction ends.

    Raises:
        NotFound: They may not, or there is none, or somebody else observes it.
    """
    found = (live_sessions.get_for_update if hold else live_sessions.get)(conn, session_id)
    cohort = cohorts.get(conn, found.cohort) if found is not None else None
    if found is None or cohort is None or found.state == "prepared":
        raise NotFound
    if found.led_by in (person.id, None) or found.observer not in (person.id, None):
        raise NotFound
    permitted(conn, person, Right.OBSERVE, cohort.agency, "session", found.id)
    return live_sessions.current(conn, found, now), cohort
