"""Retention: finds, counts and deletes expired data in portions.

Each kind of data has one or several parts. A part selects its rows older than a moment, and
deletes them; figures computed from them stay unchanged.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    not_,
    select,
    tuple_,
    update,
)

from storage.authoring import own_scenarios
from storage.cohorts import roster
from storage.db.tables import (
    ASSIGNED,
    PRACTISED,
    UNFINISHED,
    assignments,
    attempts,
    attendance,
    certificates,
    cohorts,
    memberships,
    prompts,
    reports,
    reviews,
    sessions,
    set_aside,
)
from storage.db.tables import roster as roster_table
from storage.people.people import NOBODY
from storage.personal_data import attempt_unlinking
from storage.playing.attempts import PREVIEW
from storage.refreshers.prompts import OPEN

Keys: TypeAlias = Sequence[tuple[Any, ...]]
NewId: TypeAlias = Callable[[], str]
FEW, MANY = 10, 500
"""Rows per unit; fewer for attempts, since each of their steps is changed too."""
READ = 10_000
"""Keys read at once: a query for each portion would scan a large table each time."""


@dataclass(frozen=True, slots=True)
class Part:
    """Expiring rows of one table."""

    table: Table
    at: ColumnElement[datetime]
    """The time from which a row ages."""
    where: ColumnElement[bool]
    """The condition for rows that can expire."""
    delete: Callable[[Connection, Keys, datetime, NewId], None]
    portion: int = MANY

    def keys(self, before: datetime) -> Select[Any]:
        """The keys of rows older than a moment."""
        return select(*self._own).where(self.where, self.at < before)

    def in_order(self, before: datetime, most: int) -> Select[Any]:
        """The same, oldest first."""
        return self.keys(before).order_by(self.at, *self._own).limit(most)

    def among(self, keys: Keys, before: datetime) -> Select[Any]:
        """The given keys whose rows are still older than a moment."""
        return self.keys(before).where(tuple_(*self._own).in_(keys))

    @property
    def _own(self) -> list[Any]:
        return [*self.table.primary_key.columns]


def count_older(conn: Connection, kind: str, before: datetime) -> int:
    """The number of rows of a kind older than a moment; the cost depends on these only."""
    return sum(
        conn.execute(select(func.count()).select_from(part.keys(before).subquery())).scalar_one()
        for part in PARTS[kind]
    )


def count_expirable(conn: Connection, kind: str) -> int:
    """The number of rows of a kind that can ever expire."""
    return sum(
        conn.execute(select(func.count()).select_from(part.table).where(part.where)).scalar_one()
        for part in PARTS[kind]
    )


def last_move(conn: Connection, before: datetime) -> datetime | None:
    """When anybody last played before a moment."""
    query = select(func.max(attempts.c.moved_at)).where(attempts.c.moved_at < before)
    return conn.execute(query).scalar()


def oldest(conn: Connection, kind: str) -> datetime | None:
    """The age of the oldest row of a kind that can expire."""
    each = (
        conn.execute(select(func.min(part.at)).where(part.where)).scalar() for part in PARTS[kind]
    )
    return min((moment for moment in each if moment is not None), default=None)


def expired_keys(conn: Connection, part: Part, before: datetime) -> list[Keys]:
    """The keys of rows older than a moment, oldest first, in portions of one unit each.

    Returns:
        Empty if there are no more; otherwise limited by memory.
    """
    keys = [tuple(row) for row in conn.execute(part.in_order(before, READ))]
    return [keys[at : at + part.portion] for at in range(0, len(keys), part.portion)]


def delete_expired(
    conn: Connection, part: Part, keys: Keys, before: datetime, now: datetime, new_id: NewId
) -> int:
    """Delete a portion, as far as it still exists and is as old.

    Args:
        keys: The portion.
        before: The maximum time of deleted rows.

    Returns:
        The number of deleted rows.
    """
    still = {tuple(row) for row in conn.execute(part.among(keys, before))}
    going = [key for key in keys if key in still]
    if going:
        part.delete(conn, going, now, new_id)
    return len(going)


def _delete_rows(table: Table) -> Callable[[Connection, Keys, datetime, NewId], None]:
    def let(conn: Connection, keys: Keys, _now: datetime, _new_id: NewId) -> None:
        own = tuple_(*table.primary_key.columns)
        conn.execute(delete(table).where(own.in_(keys)))

    return let


def _unlink_steps(conn: Connection, keys: Keys, now: datetime, new_id: NewId) -> None:
    attempt_unlinking.unlink(conn, [key for (key,) in keys], now, new_id)


def _remove_attempts(conn: Connection, keys: Keys, _now: datetime, _new_id: NewId) -> None:
    own_scenarios.remove_attempts(conn, [key for (key,) in keys])


def _delete_attempts(conn: Connection, keys: Keys, now: datetime, new_id: NewId) -> None:
    """Delete finished attempts with their results, after moving them into the figures."""
    ids = _with_sibling_tries(conn, [key for (key,) in keys])
    query = select(attempts.c.id).where(attempts.c.id.in_(ids), attempts.c.cleared_at.is_(None))
    attempt_unlinking.unlink(conn, conn.execute(query).scalars().all(), now, new_id)
    conn.execute(update(attempts).where(attempts.c.replays.in_(ids)).values(replays=None))
    own_scenarios.remove_attempts(conn, ids)


def _with_sibling_tries(conn: Connection, ids: Sequence[str]) -> list[str]:
    """Attempts, with all others of the same people at the same assignments.

    A remaining later try would be taken for the first.
    """
    query = (
        select(attempts.c.id)
        .join(
            _others,
            (_others.c.person == attempts.c.person)
            & (_others.c.assignment == attempts.c.assignment),
        )
        .where(_others.c.id.in_(ids), attempts.c.state == "ended")
    )
    return [*{*ids, *conn.execute(query).scalars()}]


def _delete_roster_lines(conn: Connection, keys: Keys, _now: datetime, _new_id: NewId) -> None:
    for (key,) in keys:
        roster.remove(conn, key)


_others = attempts.alias("others")
_LAST = (
    select(func.max(_others.c.ended_at))
    .where(
        _others.c.person == attempts.c.person,
        _others.c.assignment == attempts.c.assignment,
        _others.c.state == "ended",
    )
    .correlate(attempts)
    .scalar_subquery()
)
_NO_PREVIEW = attempts.c.mode != PREVIEW
_WITH_STEPS = and_(PRACTISED, _NO_PREVIEW, attempts.c.cleared_at.is_(None))
_UNASSIGNED = attempts.c.assignment.is_(None)
# Changes in an assessment are computed from the results of all who took it.
_OF_ARCHIVED = (
    select(assignments.c.id)
    .join(cohorts, cohorts.c.id == assignments.c.cohort)
    .where(cohorts.c.archived_at.is_not(None), assignments.c.test.is_(None))
)
_RESTING = select(cohorts.c.id).where(cohorts.c.archived_at.is_not(None))


def _archived_at(cohort: ColumnElement[Any]) -> Any:
    return select(cohorts.c.archived_at).where(cohorts.c.id == cohort).scalar_subquery()


_newer = certificates.alias("newer")
_RENEWED = exists().where(
    _newer.c.person == certificates.c.person,
    _newer.c.programme == certificates.c.programme,
    _newer.c.number > certificates.c.number,
)


def _attempts(where: ColumnElement[bool], at: Any, deleter: Any = _unlink_steps) -> Part:
    return Part(attempts, at, where, deleter, FEW)


PARTS: dict[str, tuple[Part, ...]] = {
    "practice": (
        _attempts(_WITH_STEPS, attempts.c.ended_at),
        _attempts(and_(UNFINISHED, _UNASSIGNED), attempts.c.moved_at, _remove_attempts),
    ),
    "assigned": (
        _attempts(and_(ASSIGNED, _NO_PREVIEW), attempts.c.ended_at),
        _attempts(and_(UNFINISHED, not_(_UNASSIGNED)), attempts.c.moved_at, _remove_attempts),
    ),
    "results": (
        _attempts(and_(PRACTISED, _NO_PREVIEW), attempts.c.ended_at, _delete_attempts),
        _attempts(
            and_(_NO_PREVIEW, attempts.c.state == "ended", attempts.c.assignment.in_(_OF_ARCHIVED)),
            func.coalesce(_LAST, attempts.c.ended_at),
            _delete_attempts,
        ),
    ),
    "refreshers": (
        Part(reviews, reviews.c.at, reviews.c.person != NOBODY, _delete_rows(reviews)),
        Part(prompts, prompts.c.made_at, prompts.c.state != OPEN, _delete_rows(prompts)),
    ),
    "lists": (
        Part(
            roster_table,
            roster_table.c.created_at,
            roster_table.c.person.is_(None),
            _delete_roster_lines,
        ),
    ),
    "cohorts": (
        Part(
            roster_table,
            _archived_at(roster_table.c.cohort),
            roster_table.c.cohort.in_(_RESTING),
            _delete_roster_lines,
        ),
        Part(
            memberships,
            _archived_at(memberships.c.cohort),
            memberships.c.cohort.in_(_RESTING),
            _delete_rows(memberships),
        ),
    ),
    "reports": (
        Part(
            reports,
            reports.c.at,
            exists().where(attempts.c.id == reports.c.attempt, attempts.c.person != NOBODY),
            _delete_rows(reports),
        ),
    ),
    "attendance": (
        Part(
            attendance,
            attendance.c.at,
            attendance.c.session.in_(select(sessions.c.id).where(sessions.c.state == "ended")),
            _delete_rows(attendance),
        ),
    ),
    "certificates": (
        Part(certificates, certificates.c.expires_at, _RENEWED, _delete_rows(certificates)),
    ),
    "failures": (Part(set_aside, set_aside.c.at, set_aside.c.tries >= 0, _delete_rows(set_aside)),),
}
"""The parts of each kind. Inactive people are handled in ``inactivity``: they are warned."""
