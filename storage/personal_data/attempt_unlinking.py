"""Unlinks the steps of finished attempts from their person; figures stay unchanged.

The attempt stays with the person and its result. Its steps move to an anonymous row with a new id
and the month of its end. If cohort figures are based on it (see ``assigned_responses``), that row
keeps its assignment, the order in which people finished, and the duration and language of each
answer, which the figures include.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, insert, not_, select, update

from storage.db.tables import assignments, attempts, events
from storage.people import people
from storage.personal_data import anonymous_attempts

_earlier = attempts.alias("earlier")
_TIED = timedelta(seconds=1)
"""The range of times that only preserve an order."""


def unlink(conn: Connection, ids: Collection[str], at: datetime, new_id: Callable[[], str]) -> None:
    """Unlink the steps of ended attempts from their person.

    Args:
        ids: The attempts; those already unlinked stay unchanged.
    """
    query = select(attempts).where(attempts.c.id.in_(ids), attempts.c.cleared_at.is_(None))
    order = (attempts.c.ended_at, attempts.c.id)
    rows = conn.execute(query.order_by(*order).with_for_update()).mappings().all()
    ids = [row["id"] for row in rows]
    counting = _counted_tries(conn, ids)
    people.make_nobody(conn)
    moved: dict[str, tuple[str, datetime]] = {}
    for row in rows:
        new = new_id()
        if row["id"] in counting:
            moved[row["id"]] = new, _keep_counting(conn, row, new)
        else:
            month = anonymous_attempts.month(row["ended_at"])
            conn.execute(insert(attempts), anonymous_attempts.of_nobody(row, new, month))
            anonymous_attempts.move_events(conn, row["id"], new, month)
    _move_in_time(conn, moved)
    still = update(attempts).where(attempts.c.id.in_(ids))
    withheld = func.coalesce(attempts.c.withheld_at, at, type_=attempts.c.withheld_at.type)
    conn.execute(
        still.values(cleared_at=at, withheld_at=withheld, shared_at=None, seed=0, position="{}")
    )


def _counted_tries(conn: Connection, ids: Collection[str]) -> set[str]:
    """First tries, on which figures are based, except in assessments."""
    before = (_earlier.c.ended_at < attempts.c.ended_at) | (
        (_earlier.c.ended_at == attempts.c.ended_at) & (_earlier.c.id < attempts.c.id)
    )
    has_earlier = exists().where(
        _earlier.c.assignment == attempts.c.assignment,
        _earlier.c.person == attempts.c.person,
        _earlier.c.state == "ended",
        before,
    )
    query = (
        select(attempts.c.id)
        .join(assignments, assignments.c.id == attempts.c.assignment)
        .where(attempts.c.id.in_(ids), assignments.c.test.is_(None), not_(has_earlier))
    )
    return set(conn.execute(query).scalars())


def _keep_counting(conn: Connection, row: Mapping[Any, Any], new: str) -> datetime:
    """Insert an anonymous attempt that keeps counting; return its month."""
    month = anonymous_attempts.month(row["ended_at"])
    there = (
        attempts.c.counted == row["assignment"],
        attempts.c.ended_at >= month,
        attempts.c.ended_at < month + _TIED,
    )
    before = conn.execute(select(func.count()).where(*there)).scalar_one()
    kept = anonymous_attempts.of_nobody(row, new, month) | {
        "ended_at": month + before * timedelta(microseconds=1),
        "entered_at": month if row["entered_at"] else None,  # the answer time on paper is unknown
        "counted": row["assignment"],
    }
    conn.execute(insert(attempts), kept)
    return month


def _move_in_time(conn: Connection, moved: Mapping[str, tuple[str, datetime]]) -> None:
    """Move the events of attempts, keeping only the time between them.

    Args:
        moved: By an attempt's old id, its new one and its month.
    """
    query = select(events.c.attempt, events.c.seq, events.c.at).where(events.c.attempt.in_(moved))
    began: dict[str, datetime] = {}
    changes = []
    for old, seq, at in conn.execute(query.order_by(events.c.attempt, events.c.seq)):
        new, month = moved[old]
        at_month = month + _fully_unlinked(at - began.setdefault(old, at))
        changes.append({"of": old, "place": seq, "new": new, "then": at_month})
    if changes:
        own = (events.c.attempt == bindparam("of"), events.c.seq == bindparam("place"))
        changed = update(events).where(*own)
        conn.execute(changed.values(attempt=bindparam("new"), at=bindparam("then")), changes)


def _fully_unlinked(apart: timedelta) -> timedelta:
    return timedelta(seconds=round(apart.total_seconds()))
