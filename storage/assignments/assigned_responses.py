"""Answers in finished assigned attempts, for statistics."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, or_, select

from storage.db.columns import Moment
from storage.db.records import RecordColumns
from storage.db.tables import assignments, attempts, editions, events
from storage.people.people import NOBODY

NO_WORK = ("asked", "corrected", "ended")
"""Kinds of events that start nothing new: a question in a dialogue, a correction, the end."""

_COUNTS_FOR = func.coalesce(attempts.c.assignment, attempts.c.counted)


def _counts_for(assignment_ids: Collection[str]) -> ColumnElement[bool]:
    """Whether an attempt counts for one of these assignments, even if unlinked since."""
    return or_(attempts.c.assignment.in_(assignment_ids), attempts.c.counted.in_(assignment_ids))


@dataclass(frozen=True, slots=True)
class EndedAttempt:
    """A finished assigned attempt."""

    attempt: str
    assignment: str
    person: str
    edition: str
    structure: str
    ended_at: datetime


_ENDED = RecordColumns(
    EndedAttempt,
    attempts,
    attempt=attempts.c.id,
    assignment=_COUNTS_FOR,
    structure=editions.c.structure_hash,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a decision; `since` is the time of the previous act, None on paper."""

    attempt: str
    scene: str
    act: Mapping[str, Any]
    credit: Mapping[str, float]
    error: str | None
    critical: bool
    language: str
    at: datetime
    since: datetime | None


def assignments_by_cohort(
    conn: Connection, scenario: str, cohort_ids: Collection[str]
) -> list[list[str]]:
    """The assignments of a scenario in each of some cohorts, withdrawn or not.

    Returns:
        Each cohort's assignments, earliest first; the cohort with the latest assignment comes
        first.
    """
    query = (
        select(assignments.c.cohort, assignments.c.id)
        .where(
            assignments.c.scenario == scenario,
            assignments.c.cohort.in_(cohort_ids),
            assignments.c.test.is_(None),  # of these only what changed is told, of all together
        )
        .order_by(assignments.c.created_at, assignments.c.id)
    )
    found: dict[str, list[str]] = {}
    for cohort, assignment in conn.execute(query):
        found.setdefault(cohort, []).append(assignment)
    return [*found.values()][::-1]


def first_tries(conn: Connection, assignment_ids: Collection[str]) -> list[EndedAttempt]:
    """Each person's first finished attempt at each assignment, in the order of ending.

    Former members count too, so that no figure changes when someone leaves. So
    does a first try whose steps were unlinked (see ``attempt_unlinking``); its owner has a separate
    row, by which a later try is known not to be the first.
    """
    query = (
        select(*_ENDED.columns, attempts.c.cleared_at.is_not(None))
        .join(editions, editions.c.hash == attempts.c.edition)
        .where(_counts_for(assignment_ids), attempts.c.state == "ended")
        .order_by(attempts.c.ended_at, attempts.c.id)
    )
    found: dict[tuple[str, str], tuple[EndedAttempt, bool]] = {}
    for *row, cleared in conn.execute(query):
        ended = _ENDED.build(row)
        whose = ended.attempt if ended.person == NOBODY else ended.person
        found.setdefault((ended.assignment, whose), (ended, cleared))
    return [ended for ended, cleared in found.values() if not cleared]


def answers(conn: Connection, assignment_ids: Collection[str]) -> list[Answer]:
    """All answers in finished attempts at assignments, each attempt in order."""
    before = func.lag(events.c.at, type_=Moment())
    then = before.over(partition_by=events.c.attempt, order_by=events.c.seq)
    since = case((attempts.c.entered_at.is_(None), then))  # the answer time on paper is unknown
    happened = (
        select(
            events.c.attempt,
            events.c.seq,
            events.c.scene,
            events.c.act,
            events.c.credit,
            events.c.error,
            events.c.critical,
            events.c.language,
            events.c.at,
            since.label("since"),
        )
        .join(attempts, attempts.c.id == events.c.attempt)
        .where(
            _counts_for(assignment_ids),
            attempts.c.state == "ended",
            events.c.kind.not_in(NO_WORK),
        )
        .subquery()
    )
    answer = RecordColumns(Answer, happened)
    query = (
        answer.select()
        .where(happened.c.credit.is_not(None))
        .order_by(happened.c.attempt, happened.c.seq)
    )
    return answer.all(conn, query)
