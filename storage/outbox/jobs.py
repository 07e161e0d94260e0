"""What is promised for a later moment: one table, whatever it is.

A promise waits until it is due, is claimed by one process for the length of a lease, and is gone
when it is done. A process that dies holding it never says so: its lease runs out and the promise
is handed out again. That may also happen to a process that is merely slow, or when a clock jumps.
So whatever a promise changes in the database belongs into the unit of ``complete``, and only if
``complete`` says so; then it happens once, whoever holds the row and whatever the clocks say.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.db.ids import new_id
from storage.db.prepared import PreparedStatement
from storage.db.records import RecordColumns
from storage.db.tables import CLAIMED, WAITING
from storage.db.tables import due as table


@dataclass(frozen=True, slots=True)
class ScheduledJob:
    """Something to be done for a person at a moment; there is one of each kind and key."""

    person: str
    kind: str
    key: str
    due: datetime
    subject: str | None = None
    """What it is about, such as an attempt's id; all that is about one thing goes together."""
    not_after: datetime | None = None
    """When it is too late to be worth doing."""
    payload: Mapping[str, Any] | None = None
    """Small facts that the doing needs; nothing that a person said."""


_PROMISED = RecordColumns(ScheduledJob, table)


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A promise that was handed out."""

    id: str
    job: ScheduledJob
    tries: int
    """How often it has been handed out by now."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What a claim found, the oldest first."""

    due: tuple[ClaimedJob, ...]
    """Claimed: to be done."""
    expired: tuple[ClaimedJob, ...]
    """Too late, and gone from the table."""


# PostgreSQL's INSERT with its ON CONFLICT, which SQLite understands word for word.
_PROMISE = PreparedStatement(
    insert(table)
    .values(
        {column: bindparam(f"new_{column.name}") for column in _PROMISED.columns}
        | {
            table.c.id: bindparam("new_id"),
            table.c.state: "waiting",
            table.c.tries: 0,
        }
    )
    .on_conflict_do_nothing(index_elements=[table.c.kind, table.c.key])
)


def schedule(conn: Connection, promised: ScheduledJob) -> bool:
    """Keep a promise, unless there is one of its kind and key already, which stays as it is.

    To move one to another moment, withdraw it first. To go on with the same key from within the
    doing, call ``complete`` first.

    Args:
        conn: A writing unit's connection.
        promised: What, for whom and when.

    Returns:
        Whether it was new.
    """
    added = _PROMISE.run(
        conn,
        new_id=new_id(),
        new_person=promised.person,
        new_kind=promised.kind,
        new_key=promised.key,
        new_due=promised.due,
        new_subject=promised.subject,
        new_not_after=promised.not_after,
        new_payload=None if promised.payload is None else dict(promised.payload),
    )
    return added == 1


_WITHDRAW = PreparedStatement(
    delete(table).where(table.c.kind == bindparam("of_kind"), table.c.key == bindparam("of_key"))
)


def cancel(conn: Connection, kind: str, key: str) -> bool:
    """Take a promise back, claimed or not; whether there was one."""
    return _WITHDRAW.run(conn, of_kind=kind, of_key=key) == 1


def get(conn: Connection, kind: str, key: str) -> ScheduledJob | None:
    """What was promised under a key and is not done, if there is such a promise."""
    query = _PROMISED.select().where(table.c.kind == kind, table.c.key == key)
    return _PROMISED.first(conn, query)


def postpone(conn: Connection, kind: str, key: str, due: datetime) -> bool:
    """Let a promise wait until a moment, if it would be due before; whether it would."""
    own = (table.c.kind == kind, table.c.key == key, table.c.due < due)
    return conn.execute(update(table).where(*own).values(due=due)).rowcount == 1


_WITHDRAW_ABOUT = PreparedStatement(
    delete(table).where(
        table.c.subject == bindparam("of_subject"), table.c.kind == bindparam("of_kind")
    )
)


def cancel_about(conn: Connection, kind: str, subject: str) -> int:
    """Take back all promises of a kind about one thing; return how many there were."""
    return _WITHDRAW_ABOUT.run(conn, of_kind=kind, of_subject=subject)


def bring_forward(
    conn: Connection, kind: str, keys: Collection[str], now: datetime, not_after: datetime
) -> int:
    """Let promises that wait for later be due now, as when what they rest on has changed.

    What somebody has claimed is about to be done, and stays as it is: so nobody waits for anybody.

    Args:
        conn: A writing unit's connection.
        kind: Of which kind.
        keys: Of which keys; a thousand take some ten milliseconds.
        now: The moment.
        not_after: When it is too late from now on.

    Returns:
        How many there were.
    """
    later = (WAITING, table.c.due > now, table.c.kind == kind, table.c.key.in_(keys))
    rows = conn.execute(select(table.c.id).where(*later).with_for_update(skip_locked=True)).all()
    if rows:
        values = {"due": now, "not_after": not_after}
        conn.execute(update(table).where(_among(rows)).values(values))
    return len(rows)


# Whether a claim of any kind could find something to do. Nearly always there is nothing, and these
# two cost a small part of a claim.
_ANY_CLAIMED = PreparedStatement(select(table.c.id).where(CLAIMED).limit(1))
_ANY_DUE = PreparedStatement(
    select(table.c.id)
    .where(WAITING, table.c.due <= bindparam("now"))
    .order_by(table.c.due, table.c.id)  # names the index to take
    .limit(1)
)


def claim(
    conn: Connection,
    now: datetime,
    lease: timedelta,
    limit: int,
    kinds: Collection[str],
    people: Collection[str] | None = None,
) -> Batch:
    """Take what is due, so that nobody else does while the lease lasts.

    Args:
        conn: A writing unit's connection.
        now: The moment by the clock.
        lease: How long the doing may take before it counts as broken off. Whoever claims a kind
            should use the same.
        limit: How many at most, those that expired included.
        kinds: Which kinds the caller can do.
        people: For whom; left out, for anyone.

    Returns:
        What is to be done, and what was too late for that.
    """
    if _ANY_DUE.first(conn, now=now) is None and _ANY_CLAIMED.first(conn) is None:
        return Batch((), ())
    until = now + lease
    _shorten(conn, until, kinds)
    rows = _ready(conn, now, limit, kinds, people)
    late = [row for row in rows if _is_late(row, now)]
    taken = [row for row in rows if not _is_late(row, now)]
    _remove(conn, late)
    _take(conn, taken, until)
    return Batch(
        due=tuple(_due(row, row.tries + 1) for row in taken),
        expired=tuple(_due(row, row.tries) for row in late),
    )


def _shorten(conn: Connection, until: datetime, kinds: Collection[str]) -> None:
    """End leases by ``until``, the longest that anybody could be given now.

    One that lasts longer was given by a clock that has been set back since; if its holder is
    dead, the promise would not be kept before that clock's time comes.
    """
    conn.execute(
        update(table)
        .where(CLAIMED, table.c.lease > until, table.c.kind.in_(kinds))
        .values(lease=until)
    )


def _ready(
    conn: Connection,
    now: datetime,
    limit: int,
    kinds: Collection[str],
    people: Collection[str] | None,
) -> list[Row[Any]]:
    """What may be handed out, kept from others until the unit ends; what broke off goes first."""
    broken_off = select(table).where(CLAIMED, table.c.lease <= now, table.c.kind.in_(kinds))
    waiting = select(table).where(WAITING, table.c.due <= now, table.c.kind.in_(kinds))
    if people is None:
        broken_off = broken_off.order_by(table.c.lease, table.c.id).limit(limit)
        found = _locked(conn, broken_off)
        waiting = waiting.order_by(table.c.due, table.c.id).limit(limit - len(found))
    else:
        # In no order: asked for one, SQLite would walk all that is due, whosever it is.
        theirs = table.c.person.in_(people)
        found, waiting = _locked(conn, broken_off.where(theirs)), waiting.where(theirs)
    found += _locked(conn, waiting)
    return sorted(found, key=lambda row: row.due)[:limit]


def _locked(conn: Connection, query: Select[Any]) -> list[Row[Any]]:
    return list(conn.execute(query.with_for_update(skip_locked=True)))


def _is_late(row: Row[Any], now: datetime) -> bool:
    return row.not_after is not None and row.not_after < now


def _remove(conn: Connection, rows: Sequence[Row[Any]]) -> None:
    if rows:
        conn.execute(delete(table).where(_among(rows)))


def _take(conn: Connection, rows: Sequence[Row[Any]], until: datetime) -> None:
    if rows:
        taken = {"state": "claimed", "lease": until, "tries": table.c.tries + 1}
        conn.execute(update(table).where(_among(rows)).values(taken))


def _among(rows: Sequence[Row[Any]]) -> ColumnElement[bool]:
    return table.c.id.in_([row.id for row in rows])


def _due(row: Row[Any], tries: int) -> ClaimedJob:
    promised = ScheduledJob(
        person=row.person,
        kind=row.kind,
        key=row.key,
        due=row.due,
        subject=row.subject,
        not_after=row.not_after,
        payload=row.payload,
    )
    return ClaimedJob(row.id, promised, tries)


def mark_begun(conn: Connection, claimed: ClaimedJob) -> bool:
    """Note that what was claimed is being done, in the unit before others see anything of it.

    Args:
        conn: A writing unit's connection.
        claimed: What was claimed.

    Returns:
        Whether it was still the caller's. If not, it was withdrawn or somebody else has claimed
        it, and the caller must not do it.
    """
    begun = update(table).where(*_held(claimed)).values(begun_try=claimed.tries)
    return conn.execute(begun).rowcount == 1


_DONE = PreparedStatement(delete(table).where(table.c.id == bindparam("of")))


def complete(conn: Connection, claimed: ClaimedJob) -> bool:
    """Remove a promise that is kept.

    Args:
        conn: The connection of the unit that also writes what the promise changes.
        claimed: What was claimed.

    Returns:
        Whether it was still there. If not, it was withdrawn or somebody else has done it, and
        the caller must change nothing.
    """
    return _DONE.run(conn, of=claimed.id) == 1


def reschedule(conn: Connection, claimed: ClaimedJob, due: datetime) -> bool:
    """Let a promise that could not be kept wait again.

    Args:
        conn: A writing unit's connection.
        claimed: What was claimed.
        due: When to try again.

    Returns:
        Whether it was still the caller's; if not, it stays as it is.
    """
    waits = {"state": "waiting", "lease": None, "due": due}
    return conn.execute(update(table).where(*_held(claimed)).values(waits)).rowcount == 1


def _held(claimed: ClaimedJob) -> tuple[ColumnElement[bool], ...]:
    return table.c.id == claimed.id, table.c.tries == claimed.tries, CLAIMED


def about(conn: Connection, kind: str, subject: str) -> list[ScheduledJob]:
    """What is promised of a kind about one thing, handed out or not."""
    query = _PROMISED.select().where(table.c.subject == subject, table.c.kind == kind)
    return _PROMISED.all(conn, query.order_by(table.c.id))


def count_due(conn: Connection, kind: str, now: datetime, most: int) -> int:
    """How many promises of a kind are due and not handed out, as far as so many."""
    own = (WAITING, table.c.kind == kind, table.c.due <= now)
    some = select(table.c.id).where(*own).order_by(table.c.due, table.c.id).limit(most)
    return conn.execute(select(func.count()).select_from(some.subquery())).scalar_one()


def pending_keys(conn: Connection, kind: str, subjects: Collection[str]) -> set[str]:
    """The keys of what is promised about some things and is not being done just now.

    Claimed alone it is not: whoever claims it may find that it has to wait. So this is for kinds
    whose doing is noted with ``mark_begun``.
    """
    query = select(table.c.key).where(
        table.c.subject.in_(subjects),
        table.c.kind == kind,
        or_(WAITING, table.c.begun_try.is_distinct_from(table.c.tries)),
    )
    return set(conn.scalars(query))


def due_at(conn: Connection, kind: str, key: str) -> datetime | None:
    """When a promise is due; None where there is none."""
    query = select(table.c.due).where(table.c.kind == kind, table.c.key == key)
    moment: datetime | None = conn.execute(query).scalar()
    return moment


_FRONT = PreparedStatement(
    select(table.c.due)
    .where(WAITING, table.c.kind == bindparam("of_kind"), table.c.due <= bindparam("now"))
    .order_by(table.c.due)
    .limit(1)
)


def waiting_since(conn: Connection, kind: str, now: datetime) -> datetime:
    """Since when the promise of a kind waits whose turn is next; this moment where none is due."""
    found = _FRONT.first(conn, of_kind=kind, now=now)
    return now if found is None else found[0]


def overdue(conn: Connection, now: datetime) -> tuple[int, datetime | None]:
    """How many promises should be under way by now and are not; since when the first of them."""
    waiting = (func.count(table.c.id), func.min(table.c.due))
    broken_off = (func.count(table.c.id), func.min(table.c.lease))
    found = [
        conn.execute(select(*waiting).where(WAITING, table.c.due <= now)).one(),
        conn.execute(select(*broken_off).where(CLAIMED, table.c.lease <= now)).one(),
    ]
    since = min((first for _, first in found if first is not None), default=None)
    return sum(count for count, _ in found), since


def next_due(conn: Connection) -> datetime | None:
    """The earliest moment at which a claim of every kind would find something; None for never."""
    waiting = select(func.min(table.c.due)).where(WAITING)
    claimed = select(func.min(table.c.lease)).where(CLAIMED)
    moments = (conn.scalar(query) for query in (waiting, claimed))
    return min((moment for moment in moments if moment is not None), default=None)
