"""The state of a live session: its turn, attendance and vote counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.app.errors import UNPLAYABLE, EditionUnavailable, NotFound
from bot.app.library import Library
from bot.app.live_session import session_flow
from bot.app.live_session.session_flow import Phase
from bot.app.live_session.session_rights import session_to_lead
from bot.app.request import Request
from scenarios import position
from scenarios.debrief import Moment
from scenarios.model import Scenario
from scenarios.position import Position
from scenarios.rendering import Turn
from storage.agencies import local_contacts
from storage.cohorts import cohorts, short_codes
from storage.cohorts.cohorts import Cohort
from storage.live_session import attendance, live_sessions, votes
from storage.live_session.live_sessions import Session

log = structlog.get_logger()

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, slots=True)
class SessionState:
    """A session in a language, without names."""

    session: Session
    cohort: Cohort
    scenario: Scenario
    turn: Turn
    there: int = 0
    phones: int = 0
    """The number of attendees who joined by phone."""
    votes: Mapping[str, int] = field(default_factory=dict)
    """Votes by phone, by choice."""
    hands: Mapping[str, int] = field(default_factory=dict)
    """Votes by hand and on paper, by choice."""
    marks: tuple[str, ...] = ()
    """The draft answer of the class: its ticks, or the order so far."""
    moment: Moment | None = None
    """The last decision of the class, compared with the best answers."""

    @property
    def phase(self) -> Phase:
        return Phase(self.session.phase)

    @property
    def typed(self) -> str:
        """The command by which a phone without a camera joins."""
        return f"/join {short_codes.formatted(live_sessions.short_code(self.session))}"

    @property
    def voted(self) -> int:
        """The number of votes by phone, hand and paper."""
        return sum(self.votes.values()) + sum(self.hands.values())

    @property
    def results(self) -> Mapping[str, int]:
        """All votes by choice, once the vote is closed."""
        closed = self.phase is Phase.CLOSED
        return session_flow.total_votes(self.votes, self.hands) if closed else {}


@dataclass(frozen=True, slots=True)
class WallPage:
    """The content of a wall page; no state once its session is over."""

    language: str
    state: SessionState | None


def playable(conn: Connection, library: Library, session: Session) -> tuple[Scenario, Position]:
    """The case of a session, and where it is.

    Raises:
        NotFound: The case cannot be played any more; that is logged.
    """
    try:
        scenario = library.read(conn, session.edition)
        if scenario is None:
            raise EditionUnavailable(session.edition)
        return scenario, position.read(session.position)
    except UNPLAYABLE as error:
        raise _lost(session, error) from error


def _lost(session: Session, error: Exception) -> NotFound:
    log.error("live session failed", session=session.id, error=type(error).__name__)
    return NotFound()


def turn_of(conn: Connection, library: Library, session: Session, language: str) -> Turn:
    """The current turn of a session, without local facts.

    Raises:
        NotFound: The case cannot be played any more.
    """
    scenario, at = playable(conn, library, session)
    return session_flow.class_turn(scenario, language, session.seed, at)


def state_of(
    conn: Connection, library: Library, session: Session, language: str, now: datetime
) -> SessionState:
    """The state of a session, without checking rights.

    Raises:
        NotFound: The case cannot be played any more.
    """
    scenario, at = playable(conn, library, session)
    cohort = cohorts.get(conn, session.cohort)
    assert cohort is not None  # a foreign key
    shown = session_flow.class_turn(scenario, language, session.seed, at).facts
    contacts = (local_contacts.valid_fact(conn, cohort.agency, name, now) for name in sorted(shown))
    facts = {contact.name: contact.in_(language) for contact in contacts if contact is not None}
    there, phones = attendance.count_present(conn, session.id)
    current = live_sessions.round_at(conn, session.id, session.turn)
    closed = current.votes if current is not None else None
    return SessionState(
        session,
        cohort,
        scenario,
        session_flow.class_turn(scenario, language, session.seed, at, facts),
        there,
        phones,
        votes.counted(conn, session.id, session.turn) if closed is None else closed,
        current.hands if current is not None else {},
        current.marks if current is not None else (),
        _last_moment(conn, session, scenario, at),
    )


def _last_moment(
    conn: Connection, session: Session, scenario: Scenario, at: Position
) -> Moment | None:
    if at.answered is None:
        return None
    rounds = live_sessions.rounds_of(conn, session.id)
    answers = [each.act for each in rounds if each.act is not None]
    return session_flow.last_moment(scenario, at, answers)


def lesser_moment(conn: Connection, state: SessionState) -> Moment | None:
    """The decision before the class as if it had taken a lesser answer, with the better ones.

    Returns:
        None where every answer that completes the decision is as good.
    """
    at = position.read(state.session.position)
    rounds = live_sessions.rounds_of(conn, state.session.id)
    answers = [each.act for each in rounds if each.act is not None]
    for option in state.turn.options:
        after = session_flow.after_choice(state.scenario, at, (option.id,))
        if after is None:
            continue
        moment = session_flow.last_moment(state.scenario, after, [*answers, option.id])
        if moment is not None and moment.best:
            return moment
    return None


def led_state(
    conn: Connection, request: Request, library: Library, session_id: str, language: str
) -> SessionState:
    """The state of a session, for a person who may lead it.

    Raises:
        NotFound: They may not, there is none, or its case cannot be played any more.
    """
    session, _ = session_to_lead(conn, request.person, session_id)
    return state_of(conn, library, session, language, request.now)


def on_wall(conn: Connection, library: Library, token: str, now: datetime) -> WallPage | None:
    """The wall page with a token, if there is one. Its readers are not asked who they are."""
    if not _TOKEN.fullmatch(token):  # anyone may ask for any address
        return None
    found = live_sessions.on_page(conn, token)
    if found is None:
        return None
    session = live_sessions.current(conn, found, now)
    if session.state != "running":
        return WallPage(session.language, None)
    try:
        state = state_of(conn, library, session, session.language, now)
    except NotFound:
        state = None
    return WallPage(session.language, state)
