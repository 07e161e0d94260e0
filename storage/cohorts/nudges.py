"""Nudges: at most one a day per person, without those excluded by the trainer."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.db.tables import people, spared

DAY = timedelta(hours=24)


def recently_nudged(conn: Connection, persons: Collection[str], now: datetime) -> set[str]:
    """The people nudged within the last day."""
    query = select(people.c.id).where(people.c.id.in_(persons), ~_may_be_nudged(now))
    return set(conn.scalars(query))


def mark_nudged(conn: Connection, persons: Collection[str], now: datetime) -> list[str]:
    """Record that people are nudged now, except those nudged within a day.

    Returns:
        The recorded people; of two concurrent callers, one gets each person.
    """
    held = select(people.c.id).where(people.c.id.in_(persons)).order_by(people.c.id)
    conn.execute(held.with_for_update())  # in a fixed order, so that two units cannot deadlock
    marked = update(people).where(people.c.id.in_(persons), _may_be_nudged(now))
    return sorted(conn.scalars(marked.values(nudged_at=now).returning(people.c.id)))


def _may_be_nudged(now: datetime) -> ColumnElement[bool]:
    """A time more than a day ahead comes from a clock that was set back since."""
    at = people.c.nudged_at
    return or_(at.is_(None), at <= now - DAY, at > now + DAY)


def exclude(
    conn: Connection, trainer: str, cohort: str, persons: Collection[str], *, on: bool
) -> None:
    """Exclude people from a trainer's next nudge, or include them again."""
    if not on:
        conn.execute(delete(spared).where(_of(trainer, cohort), spared.c.person.in_(persons)))
    elif persons:
        rows = [
            {"trainer": trainer, "cohort": cohort, "person": person} for person in sorted(persons)
        ]
        # PostgreSQL's INSERT … ON CONFLICT, which SQLite shares.
        conn.execute(insert(spared).on_conflict_do_nothing(), rows)


def excluded_by(conn: Connection, trainer: str, cohort: str) -> set[str]:
    """The people that a trainer excludes."""
    return set(conn.scalars(select(spared.c.person).where(_of(trainer, cohort))))


def exclude_nobody(conn: Connection, trainer: str, cohort: str) -> None:
    conn.execute(delete(spared).where(_of(trainer, cohort)))


def _of(trainer: str, cohort: str) -> ColumnElement[bool]:
    return and_(spared.c.trainer == trainer, spared.c.cohort == cohort)
