"""Scheduled jobs: everything due at a later moment, in one table.

A job waits until it is due, is claimed by one process for the length of a lease, and is deleted
when it is complete. When a process dies, its lease expires and the job is claimed again. The same
happens to a slow process, or after a clock jump. So a job's changes to the database
belong in the unit that calls ``complete``, and only if that returns True: then they happen exactly
once, whoever holds the row and whatever the clocks say.
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
    """A job for a person, unique by kind and key."""

    person: str
    kind: str
    key: str
    due: datetime
    subject: str | None = None
    """The subject, such as an attempt's id; jobs are cancelled and listed by it."""
    not_after: datetime | None = None
    """When it expires without having run."""
    payload: Mapping[str, Any] | None = None
    """Small facts needed to run it; never text by a person."""


_JOB = RecordColumns(ScheduledJob, table)


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job that this process has claimed."""

    id: str
    job: ScheduledJob
    tries: int
    """The number of claims so far."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The result of a claim, earliest due first."""

    due: tuple[ClaimedJob, ...]
    """Claimed, to be run."""
    expired: tuple[ClaimedJob, ...]
    """Expired, and deleted."""


# PostgreSQL's INSERT … ON CONFLICT, which SQLite shares.
_SCHEDULE = PreparedStatement(
    insert(table)
    .values(
        {column: bindparam(f"new_{column.name}") for column in _JOB.columns}
        | {
            table.c.id: bindparam("new_id"),
            table.c.state: "waiting",
            table.c.tries: 0,
        }
    )
    .on_conflict_do_nothing(index_elements=[table.c.kind, table.c.key])
)


def schedule(conn: Connection, job: ScheduledJob) -> bool:
    """Schedule a job, unless one of its kind and key exists; that one stays unchanged.

    To move a job to another moment, cancel it first. To reuse the key while running the job, call
    ``complete`` first.

    Returns:
        Whether it is new.
    """
    added = _SCHEDULE.run(
        conn,
        new_id=new_id(),
        new_person=job.person,
        new_kind=job.kind,
        new_key=job.key,
        new_due=job.due,
        new_subject=job.subject,
        new_not_after=job.not_after,
        new_payload=None if job.payload is None else dict(job.payload),
    )
    return added == 1


_CANCEL = PreparedStatement(
    delete(table).where(table.c.kind == bindparam("of_kind"), table.c.key == bindparam("of_key"))
)


def cancel(conn: Connection, kind: str, key: str) -> bool:
    """Delete a job, claimed or not; return whether there was one."""
    return _CANCEL.run(conn, of_kind=kind, of_key=key) == 1


def get(conn: Connection, kind: str, key: str) -> ScheduledJob | None:
    """The job of a kind and key, waiting or claimed."""
    query = _JOB.select().where(table.c.kind == kind, table.c.key == key)
    return _JOB.first(conn, query)


def postpone(conn: Connection, kind: str, key: str, due: datetime) -> bool:
    """Move a job to a later moment, unless it is due later already; return whether it moved."""
    own = (table.c.kind == kind, table.c.key == key, table.c.due < due)
    return conn.execute(update(table).where(*own).values(due=due)).rowcount == 1


_CANCEL_ABOUT = PreparedStatement(
    delete(table).where(
        table.c.subject == bindparam("of_subject"), table.c.kind == bindparam("of_kind")
    )
)


def cancel_about(conn: Connection, kind: str, subject: str) -> int:
    """Delete all jobs of a kind about one subject; return how many there were."""
    return _CANCEL_ABOUT.run(conn, of_kind=kind, of_subject=subject)


def bring_forward(
    conn: Connection, kind: str, keys: Collection[str], now: datetime, not_after: datetime
) -> int:
    """Make waiting jobs due now, after a change of what they depend on.

    Claimed jobs are about to run and stay unchanged, so this never waits for another process.

    Args:
        keys: The keys; a thousand take some 10 ms.
        not_after: The new expiry.

    Returns:
        The number of changed jobs.
    """
    later = (WAITING, table.c.due > now, table.c.kind == kind, table.c.key.in_(keys))
    rows = conn.execute(select(table.c.id).where(*later).with_for_update(skip_locked=True)).all()
    if rows:
        values = {"due": now, "not_after": not_after}
        conn.execute(update(table).where(_among(rows)).values(values))
    return len(rows)


# Whether a claim could find any job. Nearly always there is none, and these two queries cost a
# fraction of a claim.
_ANY_CLAIMED = PreparedStatement(select(table.c.id).where(CLAIMED).limit(1))
_ANY_DUE = PreparedStatement(
    select(table.c.id)
    .where(WAITING, table.c.due <= bindparam("now"))
    .order_by(table.c.due, table.c.id)  # selects the index to use
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
    """Claim due jobs, so that nobody else runs them during the lease.

    Args:
        now: The current time by the clock.
        lease: The time to run them. All callers should use the same for a kind.
        limit: The maximum number, including expired ones.
        kinds: The kinds that the caller can run.
        people: The people; by default all.

    Returns:
        The claimed jobs, and those that expired before they were run.
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
        due=tuple(_claimed_job(row, row.tries + 1) for row in taken),
        expired=tuple(_claimed_job(row, row.tries) for row in late),
    )


def _shorten(conn: Connection, until: datetime, kinds: Collection[str]) -> None:
    """End leases by ``until``, the longest that any lease can last from now.

    A longer one was given by a clock that was set back since. If its holder is dead, nobody
    would run the job before that clock's time.
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
    """Jobs that may be claimed, locked until the unit ends; those with expired leases first."""
    abandoned = select(table).where(CLAIMED, table.c.lease <= now, table.c.kind.in_(kinds))
    waiting = select(table).where(WAITING, table.c.due <= now, table.c.kind.in_(kinds))
    if people is None:
        abandoned = abandoned.order_by(table.c.lease, table.c.id).limit(limit)
        found = _locked(conn, abandoned)
        waiting = waiting.order_by(table.c.due, table.c.id).limit(limit - len(found))
    else:
        # Unordered: with an order SQLite would scan all due jobs, of any person.
        theirs = table.c.person.in_(people)
        found, waiting = _locked(conn, abandoned.where(theirs)), waiting.where(theirs)
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


def _claimed_job(row: Row[Any], tries: int) -> ClaimedJob:
    job = ScheduledJob(
        person=row.person,
        kind=row.kind,
        key=row.key,
        due=row.due,
        subject=row.subject,
        not_after=row.not_after,
        payload=row.payload,
    )
    return ClaimedJob(row.id, job, tries)


def mark_begun(conn: Connection, claimed: ClaimedJob) -> bool:
    """Record that a claimed job is being run, before others can see any of its effects.

    Returns:
        Whether the caller still holds it. If not, it was cancelled or claimed by another process,
        and the caller must not run it.
    """
    begun = update(table).where(*_held(claimed)).values(begun_try=claimed.tries)
    return conn.execute(begun).rowcount == 1


_COMPLETE = PreparedStatement(delete(table).where(table.c.id == bindparam("of")))


def complete(conn: Connection, claimed: ClaimedJob) -> bool:
    """Delete a job that has run.

    Args:
        conn: The connection of the unit that also writes the job's changes.

    Returns:
        Whether it still existed. If not, it was cancelled or another process has completed it, and
        the caller must change nothing.
    """
    return _COMPLETE.run(conn, of=claimed.id) == 1


def reschedule(conn: Connection, claimed: ClaimedJob, due: datetime) -> bool:
    """Return a job that could not run to the queue.

    Args:
        due: When to retry.

    Returns:
        Whether the caller still held it; if not, it stays unchanged.
    """
    waits = {"state": "waiting", "lease": None, "due": due}
    return conn.execute(update(table).where(*_held(claimed)).values(waits)).rowcount == 1


def _held(claimed: ClaimedJob) -> tuple[ColumnElement[bool], ...]:
    return table.c.id == claimed.id, table.c.tries == claimed.tries, CLAIMED


def about(conn: Connection, kind: str, subject: str) -> list[ScheduledJob]:
    """The jobs of a kind about one subject, waiting or claimed."""
    query = _JOB.select().where(table.c.subject == subject, table.c.kind == kind)
    return _JOB.all(conn, query.order_by(table.c.id))


def pending_keys(conn: Connection, kind: str, subjects: Collection[str]) -> set[str]:
    """The keys of jobs about some subjects that nobody is running.

    A claimed job counts as pending until it is marked as begun, since its process may find that it
    must wait. So this works only for kinds that use ``mark_begun``.
    """
    query = select(table.c.key).where(
        table.c.subject.in_(subjects),
        table.c.kind == kind,
        or_(WAITING, table.c.begun_try.is_distinct_from(table.c.tries)),
    )
    return set(conn.scalars(query))


def due_at(conn: Connection, kind: str, key: str) -> datetime | None:
    """When a job is due; None if there is none."""
    query = select(table.c.due).where(table.c.kind == kind, table.c.key == key)
    moment: datetime | None = conn.execute(query).scalar()
    return moment


_OLDEST_DUE = PreparedStatement(
    select(table.c.due)
    .where(WAITING, table.c.kind == bindparam("of_kind"), table.c.due <= bindparam("now"))
    .order_by(table.c.due)
    .limit(1)
)


def waiting_since(conn: Connection, kind: str, now: datetime) -> datetime:
    """When the next job of a kind became due; ``now`` if none is."""
    found = _OLDEST_DUE.first(conn, of_kind=kind, now=now)
    return now if found is None else found[0]


def overdue(conn: Connection, now: datetime) -> tuple[int, datetime | None]:
    """The number of jobs that should be running and are not, and the due time of the first."""
    waiting = (func.count(table.c.id), func.min(table.c.due))
    abandoned = (func.count(table.c.id), func.min(table.c.lease))
    found = [
        conn.execute(select(*waiting).where(WAITING, table.c.due <= now)).one(),
        conn.execute(select(*abandoned).where(CLAIMED, table.c.lease <= now)).one(),
    ]
    since = min((first for _, first in found if first is not None), default=None)
    return sum(count for count, _ in found), since
