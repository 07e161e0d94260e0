"""Tries: attempts at assignments."""

from collections.abc import Collection

from sqlalchemy import Connection, func, select, update

from storage.db.tables import attempts
from storage.playing.attempts import ATTEMPT, Attempt, State


def begun(conn: Connection, assignment_ids: Collection[str], state: State | None = None) -> int:
    """The number of people with an attempt at any of the assignments, or with one in a state."""
    query = select(func.count(attempts.c.person.distinct())).where(
        attempts.c.assignment.in_(assignment_ids)
    )
    if state is not None:
        query = query.where(attempts.c.state == state)
    return conn.execute(query).scalar_one()


def in_state(conn: Connection, assignment_ids: Collection[str], state: State) -> list[Attempt]:
    """The attempts at assignments in a state, locked until the unit ends."""
    query = (
        ATTEMPT.select()
        .where(attempts.c.assignment.in_(assignment_ids), attempts.c.state == state)
        .order_by(attempts.c.id)
    )
    return ATTEMPT.all(conn, query.with_for_update())


def ended(conn: Connection, person_id: str, assignment_id: str) -> list[Attempt]:
    """A person's finished attempts at an assignment, earliest first."""
    query = (
        ATTEMPT.select()
        .where(
            attempts.c.assignment == assignment_id,
            attempts.c.person == person_id,
            attempts.c.state == "ended",
        )
        .order_by(attempts.c.ended_at, attempts.c.id)
    )
    return ATTEMPT.all(conn, query)


def judge(conn: Connection, attempt_id: str, *, passed: bool) -> None:
    """Change whether a finished attempt is passed."""
    own = (attempts.c.id == attempt_id, attempts.c.state == "ended")
    conn.execute(update(attempts).where(*own).values(passed=passed))
