"""The progress of a cohort's members, each fact in one query for all members."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts.cohorts import Cohort
from storage.db.records import RecordColumns
from storage.db.tables import accounts, attempts, cohorts, memberships


@dataclass(frozen=True, slots=True)
class ActiveMember:
    """A current member and their date of joining."""

    person: str
    joined_at: datetime


_INSIDE = RecordColumns(ActiveMember, memberships)


@dataclass(frozen=True, slots=True)
class TryCounts:
    """The number of finished tries of a person at an assignment, and whether one is running."""

    ended: int
    running: bool


def members(conn: Connection, cohort_id: str) -> list[ActiveMember]:
    """The current members of a cohort, in the order in which they joined."""
    query = (
        _INSIDE.select()
        .where(memberships.c.cohort == cohort_id, memberships.c.left_at.is_(None))
        .order_by(memberships.c.joined_at, memberships.c.id)
    )
    return _INSIDE.all(conn, query)


def try_counts(
    conn: Connection, assignment_ids: Collection[str], person: str | None = None
) -> dict[str, dict[str, TryCounts]]:
    """The tries at assignments.

    Args:
        person: The person; by default everyone.

    Returns:
        By assignment, then by person, without people who have no try.
    """
    ended = func.count(case((attempts.c.state == "ended", 1)))
    running = func.count(case((attempts.c.state == "running", 1)))
    wanted: list[ColumnElement[bool]] = [
        attempts.c.assignment.in_(assignment_ids),
        attempts.c.state.in_(("ended", "running")),
    ]
    if person is not None:
        wanted.append(attempts.c.person == person)
    query = (
        select(attempts.c.assignment, attempts.c.person, ended, running)
        .where(*wanted)
        .group_by(attempts.c.assignment, attempts.c.person)
    )
    found: dict[str, dict[str, TryCounts]] = {assignment: {} for assignment in assignment_ids}
    for assignment_id, whose, over, now in conn.execute(query):
        found[assignment_id][whose] = TryCounts(over, now > 0)
    return found


def reachable(conn: Connection, cohort_id: str, bot: int) -> set[str]:
    """The members of a cohort that a bot can reach now."""
    query = (
        select(memberships.c.person)
        .join(accounts, accounts.c.person == memberships.c.person)
        .where(
            memberships.c.cohort == cohort_id,
            memberships.c.left_at.is_(None),
            accounts.c.bot == bot,
            accounts.c.blocked_at.is_(None),
        )
    )
    return set(conn.scalars(query))


@dataclass(frozen=True, slots=True)
class CohortSummary:
    """A cohort for people other than its trainers."""

    id: str
    name: str
    agency: str
    timezone: str
    members: int


_GROUP = RecordColumns(CohortSummary, cohorts, members=func.count(memberships.c.id))


def summaries(conn: Connection, agencies: Collection[str] | None) -> list[CohortSummary]:
    """The active cohorts of agencies, by name.

    Args:
        agencies: The agencies; None for all.
    """
    still = and_(memberships.c.cohort == cohorts.c.id, memberships.c.left_at.is_(None))
    wanted = [cohorts.c.archived_at.is_(None)]
    if agencies is not None:
        wanted.append(cohorts.c.agency.in_(agencies))
    query = (
        _GROUP.select()
        .outerjoin(memberships, still)
        .where(*wanted)
        .group_by(cohorts.c.id, cohorts.c.name, cohorts.c.agency, cohorts.c.timezone)
        .order_by(cohorts.c.name, cohorts.c.id)
    )
    return _GROUP.all(conn, query)


@dataclass(frozen=True, slots=True)
class PendingAssignment:
    """An unfinished assignment of a person."""

    assignment: Assignment
    running: bool


def pending_assignments(
    conn: Connection, cohort: Cohort, now: datetime
) -> dict[str, list[PendingAssignment]]:
    """Unfinished assignments of a cohort's members that they could start now.

    Returns:
        By person, in the order of joining, earliest due date first, without people who have none.
        Assessments and steps that wait for earlier ones are excluded.
    """
    cohort_assignments = assignments.of_cohort(conn, cohort.id)
    ids = [assignment.id for assignment in cohort_assignments]
    named = assignments.named_assignees(conn, ids)
    ended, running = _tried(conn, ids)
    found: dict[str, list[PendingAssignment]] = {}
    for who in members(conn, cohort.id):
        own = [
            assignments.view(assignment, cohort.name, ended.get((assignment.id, who.person), ()))
            for assignment in cohort_assignments
            if who.joined_at <= assignment.due_at
            and who.person in named.get(assignment.id, (who.person,))
        ]
        left = [
            PendingAssignment(view.assignment, (view.assignment.id, who.person) in running)
            for view in assignments.mark_waiting_steps(own)
            if not view.finished and not view.is_waiting and view.assignment.is_open(now)
        ]
        if left:
            found[who.person] = left
    return found


_Tried: TypeAlias = dict[tuple[str, str], list[tuple[bool, int]]]


def _tried(conn: Connection, ids: Collection[str]) -> tuple[_Tried, set[tuple[str, str]]]:
    """By assignment and person: the results of tries, and running attempts."""
    query = (
        select(
            attempts.c.assignment,
            attempts.c.person,
            attempts.c.state,
            attempts.c.passed,
            attempts.c.score,
        )
        .where(attempts.c.assignment.in_(ids), attempts.c.state.in_(("ended", "running")))
        .order_by(attempts.c.ended_at, attempts.c.id)
    )
    ended: _Tried = {}
    running: set[tuple[str, str]] = set()
    for assignment_id, person, state, passed, score in conn.execute(query):
        if state == "running":
            running.add((assignment_id, person))
        else:
            ended.setdefault((assignment_id, person), []).append((bool(passed), score or 0))
    return ended, running
