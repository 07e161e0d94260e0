"""Inactive users, and who has been warned before deletion."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, func, not_, or_, select, update

from storage.db.tables import (
    accounts,
    attempts,
    attendance,
    certificates,
    cohort_trainers,
    due,
    memberships,
    people,
    reviews,
    roles,
)
from storage.people.people import NOBODY

_LAST_CONFIRMED = func.coalesce(people.c.stays_at, people.c.notice_at, people.c.created_at)
# There is a row for each reachable account; without one, the last block counts.
_REACHABLE = exists().where(accounts.c.person == people.c.id, accounts.c.blocked_at.is_(None))
_BLOCKED_AT = (
    select(func.max(accounts.c.blocked_at))
    .where(accounts.c.person == people.c.id)
    .scalar_subquery()
)


def _is_inactive(before: datetime, now: datetime) -> ColumnElement[bool]:
    """Whether a person has been inactive since a moment, and nothing keeps them.

    A role, a cohort that they train and a valid certificate keep a person.
    """
    signs = (
        exists().where(attempts.c.person == people.c.id, attempts.c.moved_at >= before),
        exists().where(reviews.c.person == people.c.id, reviews.c.at >= before),
        exists().where(memberships.c.person == people.c.id, memberships.c.joined_at >= before),
        exists().where(attendance.c.person == people.c.id, attendance.c.at >= before),
    )
    holds = (
        exists().where(roles.c.person == people.c.id, roles.c.ended_at.is_(None)),
        exists().where(cohort_trainers.c.person == people.c.id),
        exists().where(
            certificates.c.person == people.c.id,
            certificates.c.revoked_at.is_(None),
            certificates.c.expires_at > now,
        ),
    )
    return and_(
        people.c.id != NOBODY,
        before > _LAST_CONFIRMED,
        *(not_(condition) for condition in (*signs, *holds)),
    )


def count_inactive(conn: Connection, before: datetime, now: datetime) -> int:
    """The number of people inactive since a moment."""
    query = select(func.count()).select_from(people).where(_is_inactive(before, now))
    return conn.execute(query).scalar_one()


def count_people(conn: Connection) -> int:
    query = select(func.count()).select_from(people).where(people.c.id != NOBODY)
    return conn.execute(query).scalar_one()


def first_arrival(conn: Connection) -> datetime | None:
    """When the earliest person joined."""
    query = select(func.min(people.c.created_at)).where(people.c.id != NOBODY)
    return conn.execute(query).scalar()


def unwarned(conn: Connection, before: datetime, now: datetime, key: str) -> list[str]:
    """Reachable inactive people without a warning, delivered or scheduled.

    Args:
        before: The start of inactivity.
        key: The key prefix of warning jobs.
    """
    promised = exists().where(due.c.person == people.c.id, due.c.key.startswith(key))
    query = select(people.c.id).where(
        _is_inactive(before, now), people.c.leaving_at.is_(None), _REACHABLE, not_(promised)
    )
    return [*conn.execute(query.order_by(people.c.id)).scalars()]


def to_erase(
    conn: Connection,
    before: datetime,
    told: datetime,
    now: datetime,
    key: str,
    only: Sequence[str] | None = None,
) -> list[str]:
    """Inactive people who may be erased now.

    Their warning period is over, or they have been unreachable for as long.

    Args:
        before: The start of inactivity.
        told: The start of unreachability, for those who cannot be warned.
        key: The key prefix of warning jobs.
        only: Only these people.
    """
    waiting = exists().where(due.c.person == people.c.id, due.c.key.startswith(key))
    over = and_(people.c.leaving_at <= now, _REACHABLE, not_(waiting))
    unreachable = and_(not_(_REACHABLE), func.coalesce(_BLOCKED_AT, _LAST_CONFIRMED) <= told)
    query = select(people.c.id).where(_is_inactive(before, now), or_(over, unreachable))
    if only is not None:
        query = query.where(people.c.id.in_(only))
    return [*conn.execute(query.order_by(people.c.id)).scalars()]


def lift_warnings(conn: Connection, before: datetime | None, now: datetime) -> None:
    """Remove the warnings of people who are active again.

    Otherwise they would be erased without a warning when they become inactive once more.

    Args:
        before: The start of inactivity; None if nobody is erased for it.
    """
    query = update(people).where(people.c.leaving_at.is_not(None))
    if before is not None:
        query = query.where(not_(_is_inactive(before, now)))
    conn.execute(query.values(leaving_at=None))


def note_return(conn: Connection, person_id: str, now: datetime) -> None:
    """Record that a warned person is back."""
    own = update(people).where(people.c.id == person_id)
    conn.execute(own.values(leaving_at=None, stays_at=now))


def warn(conn: Connection, person_id: str, leaving_at: datetime) -> None:
    """Record a warning, and the earliest erasure."""
    own = update(people).where(people.c.id == person_id)
    conn.execute(own.values(leaving_at=leaving_at))
