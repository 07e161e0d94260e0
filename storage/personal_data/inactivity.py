"""People of whom there has been no sign for long: who they are, and who was told that they go."""

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

_LAST_SAID = func.coalesce(people.c.stays_at, people.c.notice_at, people.c.created_at)
# A row for each account that can be written to; where there is none, the last to be shut counts.
_OPEN = exists().where(accounts.c.person == people.c.id, accounts.c.blocked_at.is_(None))
_SHUT = (
    select(func.max(accounts.c.blocked_at))
    .where(accounts.c.person == people.c.id)
    .scalar_subquery()
)


def _is_silent(before: datetime, now: datetime) -> ColumnElement[bool]:
    """Whether there is no sign since a moment, and nothing that holds somebody.

    That is a role, a cohort that they train, or a certificate that is still good.
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
        before > _LAST_SAID,
        *(not_(condition) for condition in (*signs, *holds)),
    )


def count_inactive(conn: Connection, before: datetime, now: datetime) -> int:
    """How many people are silent since before a moment."""
    query = select(func.count()).select_from(people).where(_is_silent(before, now))
    return conn.execute(query).scalar_one()


def count_people(conn: Connection) -> int:
    """How many people there are."""
    query = select(func.count()).select_from(people).where(people.c.id != NOBODY)
    return conn.execute(query).scalar_one()


def first_arrival(conn: Connection) -> datetime | None:
    """When whoever has been here longest came."""
    query = select(func.min(people.c.created_at)).where(people.c.id != NOBODY)
    return conn.execute(query).scalar()


def unwarned(conn: Connection, before: datetime, now: datetime, key: str) -> list[str]:
    """Who is silent, can be written to, and was neither told nor promised to be told.

    Args:
        conn: A unit's connection.
        before: Since when.
        now: Now.
        key: What the keys of these promises begin with.
    """
    promised = exists().where(due.c.person == people.c.id, due.c.key.startswith(key))
    query = select(people.c.id).where(
        _is_silent(before, now), people.c.leaving_at.is_(None), _OPEN, not_(promised)
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
    """Who is silent and may be erased now.

    They were told, and it arrived, and their time is over; or nothing could reach them for as long.

    Args:
        conn: A unit's connection.
        before: Since when they are silent.
        told: Before when who cannot be written to must have been shut.
        now: Now.
        key: What the keys of promises to tell them begin with.
        only: Only whoever of these.
    """
    waiting = exists().where(due.c.person == people.c.id, due.c.key.startswith(key))
    over = and_(people.c.leaving_at <= now, _OPEN, not_(waiting))
    shut = and_(not_(_OPEN), func.coalesce(_SHUT, _LAST_SAID) <= told)
    query = select(people.c.id).where(_is_silent(before, now), or_(over, shut))
    if only is not None:
        query = query.where(people.c.id.in_(only))
    return [*conn.execute(query.order_by(people.c.id)).scalars()]


def lift_warnings(conn: Connection, before: datetime | None, now: datetime) -> None:
    """Forget that people were told who are not silent any more, by whatever sign.

    Else they would be erased untold, were they silent once more.

    Args:
        conn: A writing unit's connection.
        before: Since when somebody is silent; None where nobody is erased for it.
        now: Now.
    """
    told = update(people).where(people.c.leaving_at.is_not(None))
    if before is not None:
        told = told.where(not_(_is_silent(before, now)))
    conn.execute(told.values(leaving_at=None))


def note_return(conn: Connection, person_id: str, now: datetime) -> None:
    """Note that somebody who was told is here again."""
    own = update(people).where(people.c.id == person_id)
    conn.execute(own.values(leaving_at=None, stays_at=now))


def warn(conn: Connection, person_id: str, leaving_at: datetime) -> None:
    """Note that somebody is told, and from when they may be erased."""
    own = update(people).where(people.c.id == person_id)
    conn.execute(own.values(leaving_at=leaving_at))
