"""Who was asked a survey, in which month, and their progress, without answers.

The answers are counted in ``tallies``, where nothing says whose they are.
"""

from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.db.tables import asked

WORK = "work"
"""About somebody's work, some time after the training; else it is about a case, by its id, or about
the numbers of an agency."""


def ask(conn: Connection, person_id: str, about: str, month: str) -> bool:
    """Record that a person is asked now; return whether they had not been before."""
    # PostgreSQL's INSERT … ON CONFLICT, which SQLite shares.
    row = {"person": person_id, "about": about, "month": month, "step": 0}
    added = insert(asked).values(row).on_conflict_do_nothing().returning(asked.c.about)
    return conn.execute(added).first() is not None


def ask_again(conn: Connection, person_id: str, about: str, month: str, not_since: str) -> bool:
    """Record that a person is asked again, if the last time is long enough ago.

    Args:
        conn: A writing unit's connection.
        person_id: Whom.
        about: What about.
        month: The present one.
        not_since: Only if they were not asked in this month or later.

    Returns:
        Whether they are asked.
    """
    row = {"person": person_id, "about": about, "month": month, "step": 0}
    added = insert(asked).values(row)
    added = added.on_conflict_do_update(
        index_elements=asked.primary_key.columns,
        set_={"month": month, "step": 0},
        where=asked.c.month < not_since,
    )
    return conn.execute(added.returning(asked.c.about)).first() is not None


def month(conn: Connection, person_id: str, about: str) -> str | None:
    """The month in which a person was last asked; None for never."""
    return conn.execute(select(asked.c.month).where(*_is(person_id, about))).scalar()


def step(conn: Connection, person_id: str, about: str) -> int | None:
    """How many questions a person has passed; None where they were not asked."""
    return conn.execute(select(asked.c.step).where(*_is(person_id, about))).scalar()


def mark_passed(conn: Connection, person_id: str, about: str, place: int, since: str = "") -> bool:
    """Record that a person has passed a question and those before it.

    Args:
        conn: A writing unit's connection.
        person_id: Whom.
        about: What they were asked about.
        place: Which question, counted from 0.
        since: Only if they were asked in this month or later.

    Returns:
        Whether it was still open; if not, its answer counts no more.
    """
    still = (*_is(person_id, about), asked.c.step <= place, asked.c.month >= since)
    return conn.execute(update(asked).where(*still).values(step=place + 1)).rowcount == 1


def _is(person_id: str, about: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return asked.c.person == person_id, asked.c.about == about
