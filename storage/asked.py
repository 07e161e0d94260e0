"""Whom something was asked, in which month, and how far they went: never what they answered.

The answers are counted in ``tallies``, where nothing says whose they are.
"""

from sqlalchemy import ColumnElement, Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.months import moved
from storage.tables import asked

WORK = "work"
"""About somebody's work, some time after the training; else it is about a case, by its id."""


def ask(conn: Connection, person_id: str, about: str, month: str) -> bool:
    """Note that somebody is asked now; whether they were not before."""
    # PostgreSQL's INSERT with its ON CONFLICT, which SQLite understands word for word.
    row = {"person": person_id, "about": about, "month": month, "step": 0}
    added = insert(asked).values(row).on_conflict_do_nothing().returning(asked.c.about)
    return conn.execute(added).first() is not None


def within_a_year(conn: Connection, person_id: str, about: str, month: str) -> bool:
    """Whether somebody was asked in a month or in the twelve before it."""
    query = select(asked.c.about).where(*_is(person_id, about), asked.c.month >= moved(month, -12))
    return conn.execute(query).first() is not None


def forget(conn: Connection, person_id: str, about: str) -> None:
    """Let somebody be asked anew."""
    conn.execute(delete(asked).where(*_is(person_id, about)))


def step(conn: Connection, person_id: str, about: str) -> int | None:
    """How many of the questions are behind somebody; None where they were not asked."""
    return conn.execute(select(asked.c.step).where(*_is(person_id, about))).scalar()


def pass_over(conn: Connection, person_id: str, about: str, place: int) -> bool:
    """Note that a question and those before it are behind somebody.

    Args:
        conn: A writing unit's connection.
        person_id: Whom.
        about: What they were asked about.
        place: Which question, counted from 0.

    Returns:
        Whether it was still open; if not, its answer counts no more.
    """
    still = (*_is(person_id, about), asked.c.step <= place)
    return conn.execute(update(asked).where(*still).values(step=place + 1)).rowcount == 1


def _is(person_id: str, about: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return asked.c.person == person_id, asked.c.about == about
