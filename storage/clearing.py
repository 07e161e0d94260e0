"""The steps of finished attempts leave whoever made them; what was counted goes on counting.

An attempt stays its person's with its result. Its steps go over to a row of nobody's, under a new
id and in the month in which it ended. Where it is one of those that numbers of a cohort are made
of (see ``responses``), that row says of which assignment; then it keeps the order in which people
finished, how long each answer took and in which language, which numbers are made of as well.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from storage import numbers, people
from storage.tables import assignments, attempts, events

_TIED = timedelta(seconds=1)
"""Within it are the moments that only keep an order."""


def clear(conn: Connection, ids: Collection[str], at: datetime, new_id: Callable[[], str]) -> None:
    """Let the steps of some ended attempts be nobody's.

    Args:
        conn: A writing unit's connection.
        ids: Of attempts, none of which was cleared before.
        at: Now.
        new_id: Makes random ids.
    """
    query = select(attempts).where(attempts.c.id.in_(ids)).with_for_update()
    order = (attempts.c.ended_at, attempts.c.id)
    rows = conn.execute(query.order_by(*order)).mappings().all()
    counting = _counting(conn, {row["assignment"] for row in rows if row["assignment"]})
    people.make_nobody(conn)
    for row in rows:
        new = new_id()
        if row["id"] in counting:
            _count_on(conn, row, new)
        else:
            month = numbers.month(row["ended_at"])
            conn.execute(insert(attempts), numbers.of_nobody(row, new, month))
            numbers.move_events(conn, row["id"], new, month)
    still = update(attempts).where(attempts.c.id.in_(ids))
    withheld = func.coalesce(attempts.c.withheld_at, at, type_=attempts.c.withheld_at.type)
    conn.execute(
        still.values(cleared_at=at, withheld_at=withheld, shared_at=None, seed=0, position="{}")
    )


def _counting(conn: Connection, given: Collection[str]) -> set[str]:
    """The first try of each person at assignments: it is what numbers are made of, but in tests."""
    query = (
        select(attempts.c.id, attempts.c.assignment, attempts.c.person)
        .join(assignments, assignments.c.id == attempts.c.assignment)
        .where(
            attempts.c.assignment.in_(given),
            attempts.c.state == "ended",
            assignments.c.test.is_(None),
        )
        .order_by(attempts.c.ended_at, attempts.c.id)
    )
    first: dict[tuple[str, str], str] = {}
    for attempt, assignment, person in conn.execute(query):
        first.setdefault((assignment, person), attempt)
    return set(first.values())


def _count_on(conn: Connection, row: Mapping[Any, Any], new: str) -> None:
    """Let an attempt go on counting without whoever made it."""
    month = numbers.month(row["ended_at"])
    there = (
        attempts.c.counted == row["assignment"],
        attempts.c.ended_at >= month,
        attempts.c.ended_at < month + _TIED,
    )
    before = conn.execute(select(func.count()).where(*there)).scalar_one()
    kept = numbers.of_nobody(row, new, month) | {
        "ended_at": month + before * timedelta(microseconds=1),
        "entered_at": month if row["entered_at"] else None,  # nobody knows how long paper took
        "counted": row["assignment"],
    }
    conn.execute(insert(attempts), kept)
    _move_in_time(conn, row["id"], new, month)


def _move_in_time(conn: Connection, old: str, new: str, month: datetime) -> None:
    """Let what happened in an attempt go over; what is left of its times is how far apart."""
    query = select(events.c.seq, events.c.at).where(events.c.attempt == old)
    happened = conn.execute(query.order_by(events.c.seq)).all()
    if not happened:
        return
    began = happened[0].at
    moved = update(events).where(events.c.attempt == old, events.c.seq == bindparam("of"))
    conn.execute(
        moved.values(attempt=new, at=bindparam("then")),
        [{"of": one.seq, "then": month + _whole(one.at - began)} for one in happened],
    )


def _whole(apart: timedelta) -> timedelta:
    return timedelta(seconds=round(apart.total_seconds()))
