"""The quickly changing part of a session: its numbers and the scene shown.

It is read several times a second for each trainer's page that follows a session, so it loads no
case.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.live_session.session_rights import session_to_lead
from bot.app.request import Request
from storage.live_session import attendance, live_sessions, votes
from storage.live_session.live_sessions import Session


@dataclass(frozen=True, slots=True)
class Pulse:
    """The numbers of a session at a moment; never who voted for what."""

    session: Session
    there: int
    phones: int
    """The number of attendees who joined by phone."""
    votes: int
    """The number of votes by phone."""
    hands: int
    """The number of votes by hand and on paper."""
    marks: tuple[str, ...]

    @property
    def stage(self) -> str:
        """Differs where something else is to be shown than other numbers of an open vote."""
        session = self.session
        shown = [session.state, session.phase, session.turn, session.question, session.language]
        if session.phase != "voting":
            shown.append(self.hands)
        return ".".join(map(str, (*shown, *self.marks)))


def pulse(conn: Connection, request: Request, session_id: str) -> Pulse:
    """The pulse of a session, for a person who may lead it.

    Raises:
        NotFound: They may not, or there is none.
    """
    found, _ = session_to_lead(conn, request.person, session_id)
    session = live_sessions.current(conn, found, request.now)
    there, phones = attendance.count_present(conn, session.id)
    current = live_sessions.round_at(conn, session.id, session.turn)
    by_phone = current.votes if current is not None else {}
    if by_phone is None:
        by_phone = votes.counted(conn, session.id, session.turn)
    return Pulse(
        session,
        there,
        phones,
        sum(by_phone.values()),
        sum(current.hands.values()) if current is not None else 0,
        current.marks if current is not None else (),
    )
