"""Assignments, and the attempts at them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, bindparam, case, cast, func, select

from storage.assignments.assigned_responses import NO_WORK
from storage.assignments.assignments import ASSIGNMENT, Assignment
from storage.cohorts.cohorts import COHORT, Cohort
from storage.db.engines import json_value
from storage.db.records import RecordColumns
from storage.db.tables import assignments, attempts, cohorts, events, memberships, roster
from storage.exports.scope import Row, Scope, as_text, listed, run_raw, stream, within_period


@dataclass(frozen=True, slots=True)
class CohortAssignment:
    assignment: Assignment
    cohort: Cohort


_GIVEN = RecordColumns(CohortAssignment, assignment=ASSIGNMENT, cohort=COHORT)


def cohort_assignments(conn: Connection, scope: Scope) -> list[CohortAssignment]:
    """Assignments, even withdrawn, by cohort, earliest first, limited by their own dates."""
    return _GIVEN.all(conn, _given(scope, *_GIVEN.columns))


def ids(conn: Connection, scope: Scope) -> list[str]:
    """The ids of the same, without tests."""
    query = _given(scope, assignments.c.id).where(assignments.c.test.is_(None))
    return [*conn.scalars(query)]


def _given(scope: Scope, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    wanted = within_period(scope, assignments.c.created_at)
    for column, value in (
        (cohorts.c.agency, scope.agency),
        (cohorts.c.id, scope.cohort),
        (assignments.c.scenario, scope.scenario),
    ):
        if value is not None:
            wanted.append(column == value)
    return (
        select(*columns)
        .select_from(assignments)
        .join(cohorts, cohorts.c.id == assignments.c.cohort)
        .where(*wanted)
        .order_by(cohorts.c.id, assignments.c.created_at, assignments.c.id)
    )


def joined(conn: Connection, cohort_ids: Collection[str]) -> dict[str, list[tuple[str, datetime]]]:
    """The current members of each cohort, with dates of joining."""
    query = (
        select(memberships.c.cohort, memberships.c.person, memberships.c.joined_at)
        .where(memberships.c.cohort.in_(cohort_ids), memberships.c.left_at.is_(None))
        .order_by(memberships.c.joined_at, memberships.c.id)
    )
    found: dict[str, list[tuple[str, datetime]]] = {cohort: [] for cohort in cohort_ids}
    for cohort, person, at in conn.execute(query):
        found[cohort].append((person, at))
    return found


def free_places(conn: Connection, cohort_ids: Collection[str]) -> dict[str, int]:
    """The number of unclaimed roster lines of each cohort."""
    # With a condition on unclaimed places, SQLite would start from all free places.
    free = func.count() - func.count(roster.c.person)
    query = (
        select(roster.c.cohort, free)
        .where(roster.c.cohort.in_(cohort_ids))
        .group_by(roster.c.cohort)
    )
    return dict(conn.execute(query).all())


@dataclass(frozen=True, slots=True)
class Try:
    """An attempt at an assignment; timestamps are text."""

    id: str
    assignment: str
    person: str
    edition: str
    language: str
    state: str
    started_at: str
    ended_at: str | None
    outcome: str | None
    score: int | None
    on_paper: bool
    passed: bool | None
    result: Mapping[str, Any] | None


_TRY = RecordColumns(
    Try,
    attempts,
    started_at=as_text(attempts.c.started_at),
    ended_at=as_text(attempts.c.ended_at),
    on_paper=attempts.c.entered_at.is_not(None),
    result=cast(attempts.c.result, Text),
)


def tries(conn: Connection, assignment_ids: Collection[str]) -> list[Try]:
    """All attempts at some assignments, by person in the order of ending."""
    query = (
        _TRY.select()
        .where(attempts.c.assignment.in_(assignment_ids))
        .order_by(
            attempts.c.assignment,
            attempts.c.person,
            attempts.c.ended_at.is_(None),  # PostgreSQL sorts NULL last, SQLite first
            attempts.c.ended_at,
            attempts.c.id,
        )
    )
    return [
        _TRY.build((*row, bool(paper), _TRUTHS[passed], _result(result)))
        for *row, paper, passed, result in stream(conn, query)
    ]


@dataclass(frozen=True, slots=True)
class FinishedTry:
    """An attempt at an assignment that was played to an end.

    Attributes:
        id: The attempt.
        assignment: The assignment.
        person: The person.
        ended_at: The end, as text.
        passed: Whether it was passed.
        result: The rest of its result.
        decisions: The number of answered decisions; 0 where its steps are no longer stored.
    """

    id: str
    assignment: str
    person: str
    ended_at: str
    passed: bool | None
    result: Mapping[str, Any] | None
    decisions: int


# Counted beside each attempt, by the key of its events: grouped on their own, all would be read.
_DECISIONS = (
    select(func.count())
    .select_from(events)
    .where(events.c.attempt == attempts.c.id, events.c.credit.is_not(None))
    .scalar_subquery()
)


def finished_tries(conn: Connection, scope: Scope) -> Iterator[FinishedTry]:
    """The finished attempts at assignments except tests, by person in the order of ending.

    Args:
        scope: Limits the assignments, by their own dates.
    """
    # As a subquery: joined, SQLite would scan the attempts of all time for their order.
    given = _given(scope, assignments.c.id).where(assignments.c.test.is_(None)).order_by(None)
    query = (
        select(
            attempts.c.id,
            attempts.c.assignment,
            attempts.c.person,
            as_text(attempts.c.ended_at),
            attempts.c.passed,
            cast(attempts.c.result, Text),
            _DECISIONS,
        )
        .where(attempts.c.assignment.in_(given), attempts.c.state == "ended")
        .order_by(attempts.c.assignment, attempts.c.person, attempts.c.ended_at, attempts.c.id)
    )
    for id_, assignment, person, at, passed, result, decisions in stream(conn, query):
        yield FinishedTry(id_, assignment, person, at, _TRUTHS[passed], _result(result), decisions)


_TRUTHS = {None: None, 0: False, 1: True}


@lru_cache(2_000)
def _result(kept: str | None) -> Mapping[str, Any] | None:
    """Parse a result; equal ones are frequent, so it is cached."""
    found: Mapping[str, Any] | None = None if kept is None else json_value(kept)
    return found


def disclosable_attempts(conn: Connection, assignment_ids: Collection[str]) -> Sequence[Row]:
    """Attempts at some assignments whose steps are not withheld.

    Returns:
        Rows of id, assignment, person, edition, and whether it was on paper (as
        `run_raw` has truths).
    """
    query = (
        select(
            attempts.c.id,
            attempts.c.assignment,
            attempts.c.person,
            attempts.c.edition,
            attempts.c.entered_at.is_not(None),
        )
        .where(attempts.c.assignment.in_(assignment_ids), attempts.c.withheld_at.is_(None))
        .order_by(attempts.c.assignment, attempts.c.id)
    )
    return run_raw(conn, query)


def events_of(conn: Connection, attempt_ids: Collection[str]) -> Iterator[Row]:
    """The events of attempts in order, except those in ``NO_WORK``.

    Returns:
        Rows of attempt, moment (as text), and of an answer a JSON list: its turn, kind, scene, act
        and credit (JSON themselves), error, whether it is critical (1 or 0, or as truths), and
        language.
    """
    return stream(conn, _HAPPENED, attempts=[*attempt_ids])


_ANSWER = listed(
    events.c.turn,
    events.c.kind,
    events.c.scene,
    cast(events.c.act, Text),
    cast(events.c.credit, Text),
    events.c.error,
    events.c.critical,
    events.c.language,
)
# Called for few attempts at a time, so it is built once: that took longer than to run it.
_HAPPENED = (
    select(
        events.c.attempt,
        as_text(events.c.at),
        case((events.c.credit.is_not(None), _ANSWER)),
    )
    .where(
        events.c.attempt.in_(bindparam("attempts", expanding=True)),
        events.c.kind.not_in(NO_WORK),
    )
    .order_by(events.c.attempt, events.c.seq)
)
