"""Coverage for supervisors: who has done the assigned work, and who has not.

Nothing here knows how well anything was done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from sqlalchemy import Connection

from bot.app.access.checks import agencies_for, assignment_for, cohort_for
from bot.app.access.rights import Right
from bot.app.assessments.assessment_rights import assessment_for
from bot.app.assignments.assigned_people import is_assigned
from bot.app.errors import NotFound
from bot.app.progress import work_states
from bot.app.request import Request
from storage.assessments import assessments
from storage.assessments.assessments import Assessment
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohort_progress
from storage.cohorts.cohort_progress import CohortSummary
from storage.cohorts.cohorts import Cohort
from storage.people.roles import EVERYWHERE

LATEST = 15  # assignments of a team

Cover: TypeAlias = Literal["late", "due", "waits", "missed", "done"]
COVERS: tuple[Cover, ...] = get_args(Cover)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of an assignment, or of a part of a test."""

    assignment: Assignment
    """Of a part of a test, any of those that it consists of."""
    test: Assessment | None
    people: Mapping[str, Cover]

    @property
    def counts(self) -> Counter[Cover]:
        return Counter(self.people.values())


def supervised(conn: Connection, request: Request) -> tuple[list[str], list[CohortSummary]]:
    """The agencies of a supervisor, and their cohorts.

    Raises:
        NotFound: The person is no supervisor.
    """
    agencies = agencies_for(conn, request.person, Right.SEE_TEAM)
    within = None if EVERYWHERE in agencies else agencies
    return agencies, cohort_progress.summaries(conn, within)


def team(conn: Connection, request: Request, cohort_id: str) -> tuple[Cohort, list[Coverage]]:
    """A cohort and its latest assignments, in the order of their due dates.

    Raises:
        NotFound: There is no such cohort, or it is not of their agency.
    """
    cohort = cohort_for(conn, request.person, Right.SEE_TEAM, cohort_id)
    found = _works(conn, cohort, assignments.of_cohort(conn, cohort.id), request.now)
    for test in assessments.of_cohort(conn, cohort.id):
        for part in test.spans if test.withdrawn_at is None else ():
            first = next(each for each in test.given if each.part == part)
            found.append(_part(conn, cohort, test, first, request.now))
    return cohort, sorted(found, key=lambda each: each.assignment.due_at)[-LATEST:]


def coverage_of(conn: Connection, request: Request, assignment_id: str) -> tuple[Cohort, Coverage]:
    """An assignment, or the part of a test that it belongs to.

    Raises:
        NotFound: It is withdrawn, there is none, or it is not of their agency.
    """
    assignment = assignments.get(conn, assignment_id)
    if assignment is None or assignment.withdrawn_at is not None:
        raise NotFound
    if assignment.test is not None:
        test, cohort = assessment_for(conn, request.person, Right.SEE_TEAM, assignment.test)
        return cohort, _part(conn, cohort, test, assignment, request.now)
    _, cohort = assignment_for(conn, request.person, Right.SEE_TEAM, assignment_id)
    return cohort, _works(conn, cohort, [assignment], request.now)[0]


def _works(
    conn: Connection, cohort: Cohort, assigned: Sequence[Assignment], now: datetime
) -> list[Coverage]:
    ids = [assignment.id for assignment in assigned]
    tries, named = cohort_progress.try_counts(conn, ids), assignments.named_assignees(conn, ids)
    members = cohort_progress.members(conn, cohort.id)
    ready = work_states.ready(conn, cohort, now)

    def people(assignment: Assignment) -> dict[str, Cover]:
        found: dict[str, Cover] = {}
        for member in members:
            played = tries[assignment.id].get(member.person)
            if played is not None and played.ended:
                found[member.person] = "done"
            elif is_assigned(assignment, member, named):
                can_begin = ready.get(member.person, ())
                found[member.person] = _undone(assignment, can_begin, now)
        return found

    return [Coverage(assignment, None, people(assignment)) for assignment in assigned]


def _undone(assignment: Assignment, ready: Collection[str], now: datetime) -> Cover:
    if assignment.due_at <= now:
        return "late"
    return "waits" if assignment.series is not None and assignment.id not in ready else "due"


def _part(
    conn: Connection, cohort: Cohort, test: Assessment, assignment: Assignment, now: datetime
) -> Coverage:
    """The coverage of a test part, which cannot be done after its due date."""
    part = assignment.part or ""
    period, taken = test.spans[part], assessments.takers(conn, test)
    done = assessments.done_parts(conn, test)
    left: Cover = "waits" if now < period.opens_at else "due" if now < period.due_at else "missed"
    people: dict[str, Cover] = {
        member.person: "done" if (member.person, part) in done else left
        for member in cohort_progress.members(conn, cohort.id)
        if part in taken.get(member.person, {})
    }
    return Coverage(assignment, test, people)
