"""A cohort's trainers: one or more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.cohorts import cohorts
from storage.cohorts.cohorts import COHORT, Cohort
from storage.db.tables import cohort_trainers, roles
from storage.db.tables import cohorts as cohorts_table


def of_cohort(conn: Connection, cohort_id: str) -> list[str]:
    """The ids of a cohort's trainers, longest first."""
    query = select(cohort_trainers.c.person).where(cohort_trainers.c.cohort == cohort_id)
    order = (cohort_trainers.c.since, cohort_trainers.c.person)
    return list(conn.scalars(query.order_by(*order)))


def candidates(
    conn: Connection, cohort: Cohort, trains: frozenset[str], everywhere: str
) -> list[str]:
    """The ids of people whose role lets them train this cohort, and who do not yet.

    Args:
        trains: The roles allowed to train.
        everywhere: The agency value of roles for all agencies.
    """
    already = select(cohort_trainers.c.person).where(cohort_trainers.c.cohort == cohort.id)
    query = (
        select(roles.c.person)
        .distinct()
        .where(
            roles.c.role.in_(trains),
            roles.c.agency.in_((cohort.agency, everywhere)),
            roles.c.ended_at.is_(None),
            roles.c.person.not_in(already),
        )
    )
    return sorted(conn.scalars(query))


def add(conn: Connection, cohort_id: str, person_id: str, now: datetime) -> bool:
    """Add a trainer; return whether they are new."""
    cohorts.lock(conn, cohort_id)  # so that two concurrent taps add them once
    if cohorts.trains(conn, cohort_id, person_id):
        return False
    row = {"cohort": cohort_id, "person": person_id, "since": now}
    conn.execute(insert(cohort_trainers), row)
    return True


def remove(conn: Connection, cohort_id: str, person_id: str) -> bool:
    """Remove a trainer, unless they are the last; return whether it was done."""
    cohorts.lock(conn, cohort_id)  # so that two trainers cannot remove each other concurrently
    if of_cohort(conn, cohort_id) == [person_id]:
        return False
    own = (cohort_trainers.c.cohort == cohort_id, cohort_trainers.c.person == person_id)
    return conn.execute(delete(cohort_trainers).where(*own)).rowcount == 1


def archived(conn: Connection, person_id: str) -> list[Cohort]:
    """A trainer's archived cohorts, latest first."""
    query = (
        COHORT.select()
        .join(cohort_trainers, cohort_trainers.c.cohort == cohorts_table.c.id)
        .where(cohort_trainers.c.person == person_id, cohorts_table.c.archived_at.is_not(None))
        .order_by(cohorts_table.c.archived_at.desc(), cohorts_table.c.id)
    )
    return COHORT.all(conn, query)
