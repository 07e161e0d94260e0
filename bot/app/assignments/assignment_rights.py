"""Checks of an assignment plan: its owner, and whether its content can be assigned."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from bot.app.access.checks import assignment_for, cohort_for
from bot.app.access.rights import Right
from bot.app.assignments import assignment_plan
from bot.app.assignments.assigned_people import steps_of
from bot.app.assignments.assignment_plan import MODES, Plan
from bot.app.errors import NotFound
from scenarios.model import Scenario
from scenarios.programmes import Programme, programmes
from storage.assignments import assignment_plans, assignments
from storage.assignments.assignments import Assignment
from storage.cohorts.cohorts import Cohort
from storage.people.people import Person
from storage.playing.attempts import ASSESSMENT


def plan_for(
    conn: Connection, person: Person, plan_id: str, *, lock: bool = False
) -> tuple[Plan, Cohort]:
    """A trainer's own plan of a new assignment, and its cohort.

    Raises:
        NotFound: It is another's, or deleted, or of an existing assignment, or they may not assign.
    """
    plan, cohort = choice_for(conn, person, plan_id, lock=lock)
    if plan.assignment is not None:
        raise NotFound
    return plan, cohort


def choice_for(
    conn: Connection, person: Person, plan_id: str, *, lock: bool = False
) -> tuple[Plan, Cohort]:
    """A trainer's own plan, also of the audience of an existing assignment, and its cohort.

    Raises:
        NotFound: It is another's, or deleted, or they may not assign to the cohort.
    """
    get = assignment_plans.get_for_update if lock else assignment_plans.get
    found = get(conn, plan_id)
    if found is None or found.person != person.id:
        raise NotFound
    cohort = cohort_for(conn, person, Right.ASSIGN, found.cohort)
    return assignment_plan.from_json(cohort.id, found.content), cohort


def changeable_for(
    conn: Connection, person: Person, assignment_id: str, *, lock: bool = False
) -> tuple[Assignment, Cohort]:
    """An assignment that is not withdrawn, or the first step of a programme.

    Args:
        person: The trainer.
        assignment_id: The assignment, or any step of the programme.
        lock: Whether to lock it, with all steps, until the transaction ends.

    Raises:
        NotFound: There is none, or it is withdrawn, or they may not assign to the cohort.
    """
    assignment, cohort = assignment_for(conn, person, Right.ASSIGN, assignment_id)
    if lock:
        assignments.lock(conn, [step.id for step in steps_of(conn, assignment)])
        assignment = assignments.get(conn, assignment.id) or assignment
    first = steps_of(conn, assignment)[0]
    if first.withdrawn_at is not None:
        raise NotFound
    return first, cohort


def case_for(cases: Mapping[str, Scenario], scenario: str, mode: str = ASSESSMENT) -> Scenario:
    """A case that can be assigned in a mode.

    Raises:
        NotFound: It is none of these cases, or there is no such mode.
    """
    found = cases.get(scenario)
    if found is None or mode not in MODES:
        raise NotFound
    return found


def is_whole(cases: Mapping[str, Scenario], programme: Programme) -> bool:
    """Whether every step of a programme is among these cases."""
    return all(step.scenario in cases for step in programme.steps)


def ensure_assignable(cases: Mapping[str, Scenario], plan: Plan) -> None:
    """Go on only if a plan's case, or every step of its programme, is among these cases.

    Raises:
        NotFound: It is not.
    """
    if plan.programme is None:
        case_for(cases, plan.scenario or "", plan.mode)
        return
    programme = programmes().get(plan.programme)
    if programme is None or not is_whole(cases, programme):
        raise NotFound
