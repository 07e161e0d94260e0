"""Survey participation: who was asked when, and their progress, without answers.

Answers are counted in ``survey_tallies``, without their authors.
"""

from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.db.tables import asked

WORK = "work"
"""About a person's work, some time after the training; others are about a case, by its id, or
an agency's figures."""


def ask(conn: Connection, person_id: str, about: str, month: str) -> bool:
    """Record that a person is asked now; return whether it is the first time."""
    # PostgreSQL's INSERT … ON CONFLICT, which SQLite shares.
    row = {"person": person_id, "about": about, "month": month, "step": 0}
    added = insert(asked).values(row).on_conflict_do_nothing().returning(asked.c.about)
    return conn.execute(added).first() is not None


def ask_again(conn: Connection, person_id: str, about: str, month: str, not_since: str) -> bool:
    """Record that a person is asked again, if the last time is long enough ago.

    Args:
        about: The subject of the survey.
        month: The current month.
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
    """The number of questions a person has passed; None if they were not asked."""
    return conn.execute(select(asked.c.step).where(*_is(person_id, about))).scalar()


def mark_passed(conn: Connection, person_id: str, about: str, place: int, since: str = "") -> bool:
    """Record that a person has passed a question and those before it.

    Args:
        about: The subject of the survey.
        place: The index of the question.
        since: Only if they were asked in this month or later.

    Returns:
        Whether it was still open; otherwise its answer does not count.
    """
    still = (*_is(person_id, about), asked.c.step <= place, asked.c.month >= since)
    return conn.execute(update(asked).where(*still).values(step=place + 1)).rowcount == 1


def _is(person_id: str, about: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return asked.c.person == person_id, asked.c.about == about
