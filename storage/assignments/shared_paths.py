"""Paths through assigned work that learners share with their trainers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.db.records import RecordColumns
from storage.db.tables import assignments, attempts, cohorts, memberships
from storage.playing.attempts import RESULT, Result


@dataclass(frozen=True, slots=True)
class FinishedAttempt:
    """A finished attempt for a cohort that the person is in."""

    attempt: str
    scenario: str
    cohort: str
    cohort_name: str
    ended_at: datetime
    shared_at: datetime | None


_OWN_COLUMNS = RecordColumns(
    FinishedAttempt,
    attempts,
    attempt=attempts.c.id,
    scenario=assignments.c.scenario,
    cohort=cohorts.c.id,
    cohort_name=cohorts.c.name,
)
_OWN = (
    _OWN_COLUMNS.select()
    .join(assignments, assignments.c.id == attempts.c.assignment)
    .join(cohorts, cohorts.c.id == assignments.c.cohort)
    .where(
        attempts.c.state == "ended",
        assignments.c.test.is_(None),
        attempts.c.withheld_at.is_(None),
        cohorts.c.archived_at.is_(None),
        cohorts.c.id.in_(
            select(memberships.c.cohort).where(
                memberships.c.person == attempts.c.person, memberships.c.left_at.is_(None)
            )
        ),
    )
    .order_by(attempts.c.ended_at.desc(), attempts.c.id)
)


def finished_attempts(conn: Connection, person_id: str) -> list[FinishedAttempt]:
    """A person's attempts that they share or can share, latest first.

    Excludes assessments, cohorts that they have left, and attempts transferred
    without their steps.
    """
    return _OWN_COLUMNS.all(conn, _OWN.where(attempts.c.person == person_id))


def finished_attempt(conn: Connection, person_id: str, attempt_id: str) -> FinishedAttempt | None:
    """One of these, by the attempt's id."""
    query = _OWN.where(attempts.c.person == person_id, attempts.c.id == attempt_id)
    return _OWN_COLUMNS.first(conn, query)


def share(conn: Connection, attempt_id: str, at: datetime | None) -> None:
    """Share the steps of an attempt with trainers; None stops sharing."""
    conn.execute(update(attempts).where(attempts.c.id == attempt_id).values(shared_at=at))


@dataclass(frozen=True, slots=True)
class SharedPath:
    """A path that a member shares with the cohort's trainers."""

    attempt: str
    person: str
    scenario: str
    ended_at: datetime


_SHARED = RecordColumns(
    SharedPath, attempts, attempt=attempts.c.id, scenario=assignments.c.scenario
)


def shared_in(conn: Connection, cohort_id: str) -> list[SharedPath]:
    """The paths shared with a cohort's trainers, last shared first."""
    query = (
        _OWN.with_only_columns(*_SHARED.columns)
        .where(cohorts.c.id == cohort_id, attempts.c.shared_at.is_not(None))
        .order_by(None)
        .order_by(attempts.c.shared_at.desc(), attempts.c.id)
    )
    return _SHARED.all(conn, query)


@dataclass(frozen=True, slots=True)
class EndedTry:
    """A finished try at an assignment."""

    attempt: str
    edition: str
    ended_at: datetime
    shared: bool
    result: Result


_ENDED = RecordColumns(
    EndedTry,
    attempts,
    attempt=attempts.c.id,
    shared=attempts.c.shared_at.is_not(None),
    result=RESULT,
)


def ended_tries(
    conn: Connection, person_id: str, assignment_ids: Collection[str]
) -> dict[str, list[EndedTry]]:
    """A person's finished tries by assignment, in order; empty for none."""
    query = (
        select(attempts.c.assignment, *_ENDED.columns)
        .where(
            attempts.c.person == person_id,
            attempts.c.assignment.in_(assignment_ids),
            attempts.c.state == "ended",
        )
        .order_by(attempts.c.ended_at, attempts.c.id)
    )
    found: dict[str, list[EndedTry]] = {assignment_id: [] for assignment_id in assignment_ids}
    for assignment_id, *ended in conn.execute(query):
        found[assignment_id].append(_ENDED.build(ended))
    return found
