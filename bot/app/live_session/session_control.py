"""Leading a session: what a trainer does while a class plays.

Each act names the turn that it is meant for; one that is late or repeated changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.app.library import Library
from bot.app.live_session import session_flow
from bot.app.live_session.session_flow import Phase
from bot.app.live_session.session_rights import session_to_lead
from bot.app.live_session.session_state import playable
from bot.app.request import Request
from scenarios import position
from scenarios.kinds.base import join_parts
from scenarios.model import Scenario
from scenarios.position import Position
from storage.live_session import live_sessions, votes
from storage.live_session.live_sessions import Session

MOST_HANDS = 999


@dataclass(frozen=True, slots=True)
class LedSession:
    """A locked session and its case, for a person who may lead it."""

    session: Session
    scenario: Scenario
    at: Position

    @property
    def options(self) -> tuple[str, ...]:
        """The available options, in the order shown."""
        session = self.session
        turn = session_flow.class_turn(self.scenario, session.language, session.seed, self.at)
        return tuple(option.id for option in turn.options)

    def is_at(self, turn: int, *phases: Phase) -> bool:
        """Whether the session is running, at this turn, and in one of these phases."""
        session = self.session
        return session.state == "running" and session.turn == turn and session.phase in phases


def lead(
    conn: Connection, request: Request, library: Library, session_id: str, message: int | None
) -> LedSession:
    """Lock a session to do something in it; one that was left open ends first.

    Args:
        library: Holds the case.
        message: The message in the leader's chat that shows from now on where the session is;
            None where it turns to something else.

    Raises:
        NotFound: They may not, there is none, or its case cannot be played any more.
    """
    led = lead_elsewhere(conn, request, library, session_id)
    if led.session.state == "running" and led.session.led_by == request.person.id:
        live_sessions.change(conn, session_id, control=message)
    return led


def lead_elsewhere(
    conn: Connection, request: Request, library: Library, session_id: str
) -> LedSession:
    """The same from outside the leader's chat, whose message keeps showing the session's state.

    Raises:
        NotFound: They may not, there is none, or its case cannot be played any more.
    """
    session, _ = session_to_lead(conn, request.person, session_id, hold=True)
    scenario, at = playable(conn, library, session)
    if votes.end_idle(conn, session.id, request.now):
        session = replace(session, state="ended")
    return LedSession(session, scenario, at)


def begin(conn: Connection, led: LedSession) -> None:
    """Put the first scene to the class."""
    if led.is_at(led.session.turn, Phase.LOBBY):
        _move(conn, led, led.at)


def close_vote(conn: Connection, led: LedSession, turn: int) -> None:
    """Close the vote; from now on only its numbers are kept."""
    if led.is_at(turn, Phase.VOTING):
        votes.close(conn, led.session.id, turn)
        live_sessions.change(conn, led.session.id, phase=Phase.CLOSED)


def take(conn: Connection, led: LedSession, turn: int, choice: str) -> None:
    """Go on as if the class had taken a choice; which one, the trainer decides."""
    if led.is_at(turn, Phase.CLOSED) and choice in led.options:
        _answer(conn, led, (choice,))


def mark(conn: Connection, led: LedSession, turn: int, place: int, *, on: bool) -> None:
    """Tick an option for the class, or put it after the others in order; or take it back."""
    current = live_sessions.round_at(conn, led.session.id, turn)
    if not led.is_at(turn, Phase.TALKING) or current is None or place >= len(led.options):
        return
    part = led.options[place]
    marks = session_flow.toggled_marks(led.scenario, led.at, current.marks, part, on=on)
    live_sessions.change_round(conn, led.session.id, turn, marks=marks)


def finish_marking(conn: Connection, led: LedSession, turn: int) -> None:
    """Take what the class has ticked or put in order as its answer."""
    current = live_sessions.round_at(conn, led.session.id, turn)
    if led.is_at(turn, Phase.TALKING) and current is not None:
        _answer(conn, led, current.marks)


def go_on(conn: Connection, led: LedSession, turn: int) -> None:
    """Go on after a stop."""
    after = session_flow.after_stop(led.scenario, led.at)
    if led.is_at(turn, Phase.STOP) and after is not None:
        _move(conn, led, after)


def show_question(conn: Connection, led: LedSession, turn: int, question: int) -> None:
    """Put one of the discussion questions on the wall page."""
    if led.is_at(turn, *Phase):
        live_sessions.change(conn, led.session.id, question=question)


def set_hands(conn: Connection, led: LedSession, turn: int, hands: Mapping[str, int]) -> None:
    """Set how many have chosen what by hand and on paper; other choices stay as they are."""
    current = live_sessions.round_at(conn, led.session.id, turn)
    if counts_hands(led, turn) and current is not None:
        live_sessions.change_round(conn, led.session.id, turn, hands={**current.hands, **hands})


def counts_hands(led: LedSession, turn: int) -> bool:
    """Whether votes by hand and on paper are counted at a turn."""
    return led.is_at(turn, Phase.VOTING, Phase.CLOSED)


def end(conn: Connection, led: LedSession, now: datetime) -> None:
    """End the session; its wall page and its way in end with it."""
    if led.session.state == "running":
        votes.end_session(conn, led.session, now)


def _answer(conn: Connection, led: LedSession, parts: Sequence[str]) -> None:
    after = session_flow.after_choice(led.scenario, led.at, parts)
    if after is None:
        return
    session = led.session
    live_sessions.change_round(conn, session.id, session.turn, act=join_parts(tuple(parts)))
    _move(conn, led, after)


def _move(conn: Connection, led: LedSession, at: Position) -> None:
    """Move to a position; its question, if it has one, is put to the class."""
    phase, session_id = session_flow.phase_at(led.scenario, at), led.session.id
    moved = {"turn": at.turn, "position": position.write(at), "phase": phase, "question": 0}
    live_sessions.change(conn, session_id, **moved)
    if phase in (Phase.VOTING, Phase.TALKING):
        live_sessions.open_round(conn, session_id, at.turn, at.scene)
