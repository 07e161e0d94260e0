"""Votes in a live session: personal until the vote is closed, then aggregated."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from storage.db.tables import sessions as sessions_table
from storage.db.tables import votes
from storage.live_session import attendance, live_sessions
from storage.live_session.live_sessions import Session


def cast(conn: Connection, session: str, turn: int, person: str, choice: str) -> bool:
    """Record a person's vote, replacing an earlier one.

    Returns:
        Whether it counts: the vote on this turn is open, and the person is there by phone.
    """
    # A shared lock, so that votes do not wait for each other, and closing waits for them.
    query = select(sessions_table.c.id).where(
        sessions_table.c.id == session,
        sessions_table.c.state == "running",
        sessions_table.c.phase == "voting",
        sessions_table.c.turn == turn,
    )
    if conn.execute(query.with_for_update(read=True, key_share=False)).first() is None:
        return False
    if not attendance.is_by_phone(conn, session, person):
        return False
    row = {"session": session, "turn": turn, "person": person, "choice": choice}
    kept = insert(votes).values(row)
    again = kept.on_conflict_do_update(
        index_elements=[votes.c.session, votes.c.turn, votes.c.person], set_={"choice": choice}
    )
    conn.execute(again)
    return True


def counted(conn: Connection, session: str, turn: int) -> dict[str, int]:
    """The number of votes for each choice, in an open vote."""
    query = (
        select(votes.c.choice, func.count())
        .where(votes.c.session == session, votes.c.turn == turn)
        .group_by(votes.c.choice)
    )
    return {str(choice): int(number) for choice, number in conn.execute(query)}


def close(conn: Connection, session: str, turn: int) -> None:
    """Count the votes of a turn, and delete the individual ones."""
    live_sessions.change_round(conn, session, turn, votes=counted(conn, session, turn))
    conn.execute(delete(votes).where(votes.c.session == session, votes.c.turn == turn))


def end_session(conn: Connection, session: Session, at: datetime) -> None:
    """End a session: close its vote, and record the number of attendees."""
    if session.phase == "voting":
        close(conn, session.id, session.turn)
    there, _ = attendance.count_present(conn, session.id)
    live_sessions.change(conn, session.id, state="ended", ended_at=at, control=None, attended=there)


def end_idle(conn: Connection, session_id: str, now: datetime) -> bool:
    """End a session left open and idle; return whether it was."""
    held = live_sessions.get_for_update(conn, session_id)
    found = live_sessions.current(conn, held, now) if held is not None else None
    if held is None or found is None or found.state == held.state or found.ended_at is None:
        return False
    end_session(conn, held, found.ended_at)
    return True


def end_running(conn: Connection, ids: Iterable[str], at: datetime) -> int:
    """End some sessions if they are running; return how many."""
    held = (live_sessions.get_for_update(conn, session) for session in ids)
    running = [session for session in held if session is not None and session.state == "running"]
    for session in running:
        end_session(conn, session, at)
    return len(running)
