"""The results of an assignment, and of a programme step by step, person by person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import assignment_for
from bot.app.access.rights import Right
from bot.app.assignments import assignment_notices
from bot.app.assignments.assigned_people import target_members
from bot.app.assignments.assignment_counts import AssignmentCounts, count_results
from bot.app.assignments.assignment_reach import PendingNotices, pending_notices
from bot.app.errors import NotFound
from bot.app.request import Request
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.playing import issue_reports
from storage.playing.attempts import Result
from storage.playing.issue_reports import ReportTally


@dataclass(frozen=True, slots=True)
class PersonResult:
    """One person's results of an assignment, or of programme steps."""

    person: str
    results: Sequence[Result]
    """One result for each step that they have done."""
    passed: int
    """The number of these steps that they passed."""
    is_assigned: bool
    """Whether it is still assigned to them."""
    is_member: bool
    """Whether they are still in the cohort."""


@dataclass(frozen=True, slots=True)
class AssignmentResults:
    """An assignment and its results."""

    assignment: Assignment
    cohort: Cohort
    people: Sequence[PersonResult]
    """Assignees in the order of joining, then others who have done it."""
    reports: Sequence[ReportTally]
    """Reported issues with the case, from all cohorts."""
    untold: PendingNotices


@dataclass(frozen=True, slots=True)
class ProgrammeResults:
    """An assigned programme, and how far everybody is."""

    cohort: Cohort
    steps: Sequence[Assignment]
    counts: AssignmentCounts
    people: Sequence[PersonResult]


def assignment_results(
    conn: Connection, request: Request, bot: int, assignment_id: str
) -> AssignmentResults:
    """The results of an assignment, or of one step of a programme.

    Raises:
        NotFound: There is none, or they may not see its cohort.
    """
    assignment, cohort = assignment_for(conn, request.person, Right.SEE_COHORT, assignment_id)
    waiting = assignment_notices.waiting_recipients(conn, assignment)
    return AssignmentResults(
        assignment,
        cohort,
        _people(conn, [assignment], cohort, set(cohorts.member_ids(conn, cohort.id))),
        issue_reports.tallies(conn, assignment.scenario),
        pending_notices(conn, bot, waiting, target_members(conn, assignment, cohort)),
    )


def programme_results(conn: Connection, request: Request, series_id: str) -> ProgrammeResults:
    """The results of all steps of an assigned programme.

    Raises:
        NotFound: There is none, or they may not see its cohort.
    """
    steps = assignments.of_series(conn, series_id)
    if not steps:
        raise NotFound
    _, cohort = assignment_for(conn, request.person, Right.SEE_COHORT, steps[0].id)
    members = set(cohorts.member_ids(conn, cohort.id))
    (counts,) = count_results(conn, steps, members)
    return ProgrammeResults(cohort, steps, counts, _people(conn, steps, cohort, members))


def _people(
    conn: Connection, steps: Sequence[Assignment], cohort: Cohort, members: Collection[str]
) -> list[PersonResult]:
    found = assignments.results(conn, [step.id for step in steps])
    assigned = target_members(conn, steps[0], cohort)
    others = {person_id for own in found.values() for person_id in own}.difference(assigned)

    def result(person_id: str) -> PersonResult:
        done = [(step, found[step.id][person_id]) for step in steps if person_id in found[step.id]]
        return PersonResult(
            person_id,
            [each for _, each in done],
            sum(each.passed or step.pass_mark == 0 for step, each in done),
            is_assigned=person_id not in others,
            is_member=person_id in members,
        )

    return [result(person_id) for person_id in (*assigned, *sorted(others))]
