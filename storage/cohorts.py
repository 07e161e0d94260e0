"""Cohorts: a trainer's groups, and who is in them."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from storage.tables import memberships


def joined(conn: Connection, cohort: str, person: str) -> bool:
    """Whether someone is in a cohort now."""
    query = select(memberships.c.id).where(
        memberships.c.cohort == cohort,
        memberships.c.person == person,
        memberships.c.left_at.is_(None),
    )
    return conn.execute(query).first() is not None


def join(conn: Connection, membership_id: str, cohort: str, person: str, now: datetime) -> None:
    """Take someone into a cohort; who is in it already stays as they are."""
    if not joined(conn, cohort, person):
        conn.execute(
            insert(memberships),
            {"id": membership_id, "cohort": cohort, "person": person, "joined_at": now},
        )
