"""The assigned work of one member of a cohort, and the paths that they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import assignment_for, cohort_for
from bot.app.access.rights import Right
from bot.app.assignments.assigned_people import is_assigned
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.playing import records
from bot.app.progress import error_themes, path_sharing, work_states
from bot.app.progress.error_themes import Theme
from bot.app.progress.work_states import WorkState
from bot.app.request import Request
from scenarios.model import Scenario
from storage.assignments import assignments, shared_paths
from storage.assignments.assignments import Assignment, counted_try
from storage.assignments.shared_paths import EndedTry, SharedPath
from storage.cohorts import cohort_progress
from storage.cohorts.cohort_progress import ActiveMember
from storage.cohorts.cohorts import Cohort
from storage.playing import attempts, events
from storage.playing.attempts import Attempt
from storage.playing.events import Event


@dataclass(frozen=True, slots=True)
class AssignmentOutcome:
    """A member's result of an assignment."""

    assignment: Assignment
    state: WorkState
    tries: Sequence[EndedTry]
    counted: EndedTry | None
    steps: int
    """The number of steps of its programme."""


@dataclass(frozen=True, slots=True)
class SharedSteps:
    """An attempt that its learner shares with their trainers."""

    attempt: Attempt
    scenario: Scenario
    events: list[Event]


def outcomes(
    conn: Connection, request: Request, cohort_id: str, person_id: str
) -> tuple[Cohort, list[AssignmentOutcome]]:
    """A member's assignments, latest first; steps due together in their order.

    Of withdrawn assignments there are only those that they have done.

    Raises:
        NotFound: There is no such cohort or member, or the cohort is not theirs.
    """
    cohort, member = _member(conn, request, cohort_id, person_id)
    all_assignments = [
        *assignments.of_cohort(conn, cohort.id),
        *assignments.withdrawn_from(conn, cohort.id),
    ]
    ids = [assignment.id for assignment in all_assignments]
    named = assignments.named_assignees(conn, ids)
    tries = cohort_progress.try_counts(conn, ids, person_id)
    ended = shared_paths.ended_tries(conn, person_id, ids)
    ready = work_states.ready(conn, cohort, request.now).get(person_id, ())
    steps = Counter(
        assignment.series for assignment in all_assignments if assignment.series is not None
    )
    found = []
    for assignment in sorted(all_assignments, key=lambda each: each.due_at, reverse=True):
        own = ended[assignment.id]
        counted = counted_try(assignment.counts, own, _worth) if own else None
        state = work_states.state_of(
            assignment,
            counted.result.passed if counted else None,
            tries[assignment.id].get(person_id),
            request.now,
            assigned=is_assigned(assignment, member, named),
            ready=ready,
        )
        if counted or (state != "not-theirs" and assignment.withdrawn_at is None):
            found.append(
                AssignmentOutcome(assignment, state, own, counted, steps[assignment.series or ""])
            )
    return cohort, found


def critical_themes(
    conn: Connection, library: Library, language: str, ended: EndedTry | None
) -> tuple[Theme, ...]:
    """The themes of the critical errors of a try; none if its edition is lost."""
    result = records.result_of(ended.result) if ended else None
    if ended is None or result is None or not result.critical:
        return ()
    scenario = library.read(conn, ended.edition)
    if scenario is None or scenario.use == "test":
        return ()
    return error_themes.themes(scenario, language, result)


def shared_paths_of(
    conn: Connection, request: Request, cohort_id: str
) -> tuple[Cohort, list[SharedPath]]:
    """The paths that members of a cohort share, last shared first.

    Raises:
        NotFound: There is no such cohort, or it is not theirs.
    """
    cohort = cohort_for(conn, request.person, Right.SEE_COHORT, cohort_id)
    return cohort, shared_paths.shared_in(conn, cohort.id)


def shared_steps(
    conn: Connection, request: Request, library: Library, attempt_id: str
) -> tuple[Cohort, str, SharedSteps | None]:
    """An assigned attempt of a member, with its steps if they are shared.

    Returns:
        The cohort, the member's id, and the steps; None where they are not shared now.

    Raises:
        NotFound: There is no such attempt in a cohort of theirs, or it is of a test.
    """
    attempt = attempts.get(conn, attempt_id)
    if attempt is None or attempt.assignment is None:
        raise NotFound
    assignment, _ = assignment_for(conn, request.person, Right.SEE_COHORT, attempt.assignment)
    finished = shared_paths.finished_attempt(conn, attempt.person, attempt.id)
    cohort, _ = _member(conn, request, assignment.cohort, attempt.person)
    scenario = library.read(conn, attempt.edition)
    if finished is None or scenario is None or scenario.use == "test":
        raise NotFound
    if path_sharing.is_test(library, finished):
        raise NotFound
    if finished.shared_at is None:
        return cohort, attempt.person, None
    steps = SharedSteps(attempt, scenario, events.of(conn, attempt.id))
    return cohort, attempt.person, steps


def _member(
    conn: Connection, request: Request, cohort_id: str, person_id: str
) -> tuple[Cohort, ActiveMember]:
    cohort = cohort_for(conn, request.person, Right.SEE_COHORT, cohort_id)
    for member in cohort_progress.members(conn, cohort.id):
        if member.person == person_id:
            return cohort, member
    raise NotFound


def _worth(ended: EndedTry) -> tuple[bool, int]:
    return ended.result.passed, ended.result.score
