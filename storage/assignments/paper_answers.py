"""Attempts answered on paper and entered by a trainer."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.db.tables import attempts
from storage.playing.attempts import ATTEMPT, Attempt


def entered(
    conn: Connection, attempt_id: str, by: str, at: datetime, session: str | None = None
) -> None:
    """Record who entered an attempt from paper; its screens are never sent.

    Args:
        conn: The connection of the unit that created it.
        by: The person who entered it.
        at: The time.
        session: The class in which it was answered, if any.
    """
    values = {"entered_by": by, "entered_at": at, "shown_turn": attempts.c.turn, "session": session}
    conn.execute(update(attempts).where(attempts.c.id == attempt_id).values(values))


def of(conn: Connection, person_id: str) -> list[Attempt]:
    """A person's attempts from paper, earliest first."""
    query = ATTEMPT.select().where(
        attempts.c.person == person_id, attempts.c.entered_at.is_not(None)
    )
    return ATTEMPT.all(conn, query.order_by(attempts.c.ended_at, attempts.c.id))


def in_classes(conn: Connection, persons: Collection[str]) -> set[tuple[str, str]]:
    """Pairs of person and session with answers from paper, for some people."""
    query = select(attempts.c.person, attempts.c.session)
    mine = (attempts.c.person.in_(persons), attempts.c.session.is_not(None))
    return {(person, session) for person, session in conn.execute(query.where(*mine))}
