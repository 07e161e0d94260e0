"""Preparing and opening a session."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.agencies.local_settings import in_place_of
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.live_session.session_flow import Phase
from bot.app.live_session.session_rights import session_to_lead
from bot.app.ports import Dice
from bot.app.request import Request
from scenarios import engine, position
from scenarios.model import Scenario
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.cohorts.invitations import new_token
from storage.live_session import live_sessions, votes
from storage.live_session.live_sessions import Session


def case(
    conn: Connection, request: Request, library: Library, cohort_id: str, scenario_id: str
) -> tuple[Cohort, Scenario]:
    """A case that may be run with a cohort.

    Raises:
        NotFound: There is no such cohort or case, or the person may not lead it.
    """
    cohort = cohort_for(conn, request.person, Right.LEAD_ROOM, cohort_id)
    found = library.assignable_in(conn, cohort).get(scenario_id)
    if found is None:
        raise NotFound
    return cohort, found


def prepare(
    conn: Connection,
    request: Request,
    library: Library,
    dice: Dice,
    cohort_id: str,
    scenario_id: str,
    place: str,
) -> tuple[Session, Cohort]:
    """Prepare a session, instead of one that the person prepared for the cohort before.

    Raises:
        NotFound: There is no such cohort or case, or the person may not lead it.
    """
    cohort, scenario = case(conn, request, library, cohort_id, scenario_id)
    scenario = in_place_of(conn, scenario, cohort.agency, request.now)
    at = engine.start(scenario).position
    session = Session(
        dice.id(),
        cohort.id,
        scenario.id,
        scenario.edition,
        dice.seed(),
        request.person.language,
        place,
        request.person.id,
        request.now,
        "prepared",
        Phase.LOBBY,
        at.turn,
        position.write(at),
        0,
        door=new_token(),
        page=new_token(),
    )
    live_sessions.add(conn, session)
    return session, cohort


def set_language(
    conn: Connection, request: Request, session_id: str, language: str
) -> tuple[Session, Cohort]:
    """Have the wall page in a language, before the session is opened or later.

    Raises:
        NotFound: There is no such session, or the person may not lead it.
    """
    session_to_lead(conn, request.person, session_id, hold=True)
    live_sessions.change(conn, session_id, language=language)
    return session_to_lead(conn, request.person, session_id)


def open_session(conn: Connection, request: Request, session_id: str, message: int | None) -> str:
    """Let the class in, unless another session of the cohort is running.

    Args:
        session_id: A prepared session.
        message: The message that shows from now on where the session is.

    Returns:
        The id of the session that is running now.

    Raises:
        NotFound: There is no such session, or the person may not lead it.
    """
    found, cohort = session_to_lead(conn, request.person, session_id, hold=True)
    cohorts.lock(conn, cohort.id)  # of two trainers, one opens
    others = live_sessions.of_cohort(conn, cohort.id)
    running = (other.id for other in others if other.state == "running")
    active = [other for other in running if not votes.end_idle(conn, other, request.now)]
    if active:
        return active[0]
    if found.state == "prepared":
        opened = {"state": "running", "began_at": request.now, "control": message}
        live_sessions.change(conn, found.id, **opened)
    return found.id
