"""The state of each assignment for each member of a cohort."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.assignments.assigned_people import is_assigned
from bot.app.request import Request
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohort_progress, roster
from storage.cohorts.cohort_progress import TryCounts
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place

WorkState: TypeAlias = Literal[
    "passed",
    "not-passed",
    "under-way",
    "not-begun",
    "waits",
    "late",
    "absent",
    "not-theirs",
]
UNDONE: frozenset[WorkState] = frozenset({"not-begun", "waits", "late"})
PAGE_SIZE = 8  # assignments side by side


@dataclass(frozen=True, slots=True)
class MemberStates:
    """The states of some assignments for a member, or for somebody on the roster."""

    id: str
    """Of the person; of somebody who has not joined, of their place on the roster."""
    states: tuple[WorkState, ...]
    expected: bool = False
    """Whether they have not joined."""


@dataclass(frozen=True, slots=True)
class CohortProgress:
    """A page of a cohort's assignments, with their states."""

    cohort: Cohort
    assignments: tuple[Assignment, ...]
    """Earliest due date first."""
    members: tuple[MemberStates, ...]
    earlier: int
    """How many pages of later assignments there are."""
    has_earlier: bool

    def tally(self, position: int) -> Counter[WorkState]:
        """The number of members in each state of an assignment, of those it is for."""
        found = Counter(member.states[position] for member in self.members)
        del found["not-theirs"], found["absent"]
        return found


def state_of(
    assignment: Assignment,
    passed: bool | None,
    tries: TryCounts | None,
    now: datetime,
    *,
    assigned: bool,
    ready: Collection[str],
) -> WorkState:
    """The state of an assignment for a person.

    Args:
        assignment: The assignment.
        passed: Whether the try that counts is passed; None without one.
        tries: Of the person.
        now: The current time.
        assigned: Whether it is for them.
        ready: The assignments that they could begin now: a step that waits for another is not.
    """
    if passed is not None:
        return "passed" if passed else "not-passed"
    if not assigned:
        return "not-theirs"
    if assignment.due_at <= now:
        return "late"
    if tries is not None and tries.running:
        return "under-way"
    return "waits" if _is_step(assignment) and assignment.id not in ready else "not-begun"


def _is_step(assignment: Assignment) -> bool:
    return assignment.series is not None and assignment.test is None


def ready(conn: Connection, cohort: Cohort, now: datetime) -> dict[str, set[str]]:
    """The assignments that each member has not finished and could begin now, by person."""
    left = cohort_progress.pending_assignments(conn, cohort, now)
    return {person: {item.assignment.id for item in own} for person, own in left.items()}


def progress_of(conn: Connection, request: Request, cohort_id: str, earlier: int) -> CohortProgress:
    """The progress of a cohort; the number of queries does not depend on its size.

    Args:
        conn: An open transaction.
        request: Of a trainer.
        cohort_id: The cohort.
        earlier: How many pages of assignments to go back from the latest.

    Raises:
        NotFound: There is no such cohort, or it is not theirs.
    """
    cohort = cohort_for(conn, request.person, Right.SEE_COHORT, cohort_id)
    every = assignments.of_cohort(conn, cohort.id)
    end = max(0, len(every) - PAGE_SIZE * earlier)
    page = tuple(every[max(0, end - PAGE_SIZE) : end])
    named = assignments.named_assignees(conn, [assignment.id for assignment in page])
    waiting = roster.waiting(conn, cohort.id)
    absent = {place.person for place in waiting}
    expected = [_expected(place, page, named) for place in waiting if place.person is None]
    return CohortProgress(
        cohort,
        page,
        (*_members(conn, request, cohort, page, named, absent), *expected),
        earlier,
        end > PAGE_SIZE,
    )


def _members(
    conn: Connection,
    request: Request,
    cohort: Cohort,
    page: Collection[Assignment],
    named: Mapping[str, frozenset[str]],
    absent: Collection[str | None],
) -> Iterator[MemberStates]:
    ids = [assignment.id for assignment in page]
    passed, tries = assignments.passed(conn, ids), cohort_progress.try_counts(conn, ids)
    can_begin = ready(conn, cohort, request.now) if any(map(_is_step, page)) else {}
    for member in cohort_progress.members(conn, cohort.id):
        person = member.person
        states = [
            state_of(
                each,
                passed[each.id].get(person),
                tries[each.id].get(person),
                request.now,
                assigned=is_assigned(each, member, named),
                ready=can_begin.get(person, ()),
            )
            for each in page
        ]
        if person in absent:  # their answers may come on paper
            states = ["absent" if state in UNDONE else state for state in states]
        yield MemberStates(person, tuple(states))


def _expected(
    place: Place, page: Collection[Assignment], named: Mapping[str, frozenset[str]]
) -> MemberStates:
    states: list[WorkState] = [
        "absent" if each.id not in named and place.created_at <= each.due_at else "not-theirs"
        for each in page
    ]
    return MemberStates(place.id, tuple(states), expected=True)
