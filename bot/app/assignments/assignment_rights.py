"""Whose plan it is, and whether what is planned can be assigned."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from bot.app.access.checks import assignment_for, cohort_for
from bot.app.access.rights import Right
from bot.app.assignments import assignment_plan as planning
from bot.app.assignments.assigned_people import steps_of
from bot.app.assignments.assignment_plan import MODES, Plan
from bot.app.errors import NotFound
from bot.app.playing.modes import ASSESSMENT
from scenarios.model import Scenario
from scenarios.programmes import Programme, programmes
from storage.assignments import assignment_plans
from storage.assignments.assignments import Assignment
from storage.cohorts.cohorts import Cohort
from storage.people.people import Person


def plan_for(
    conn: Connection, person: Person, plan_id: str, *, held: bool = False
) -> tuple[Plan, Cohort]:
    """A trainer's own plan of a new assignment and its cohort, if they may assign to it.

    Args:
        conn: A unit's connection; of a writing unit, where the plan is to be held.
        person: The trainer.
        plan_id: Which.
        held: Whether to keep it from other writers.

    Raises:
        NotFound: It is another's, or forgotten, or of an assignment made already, or they may not.
    """
    plan, cohort = choice_for(conn, person, plan_id, held=held)
    if plan.assignment is not None:
        raise NotFound
    return plan, cohort


def choice_for(
    conn: Connection, person: Person, plan_id: str, *, held: bool = False
) -> tuple[Plan, Cohort]:
    """A trainer's own plan, also of an assignment made already, and its cohort.

    Args:
        conn: A unit's connection; of a writing unit, where the plan is to be held.
        person: The trainer.
        plan_id: Which.
        held: Whether to keep it from other writers.

    Raises:
        NotFound: It is another's, or forgotten, or they may not assign to the cohort.
    """
    found = (
        assignment_plans.get_for_update(conn, plan_id)
        if held
        else assignment_plans.get(conn, plan_id)
    )
    if found is None or found.person != person.id:
        raise NotFound
    cohort = cohort_for(conn, person, Right.ASSIGN, found.cohort)
    return planning.read(cohort.id, found.content), cohort


def changeable_for(conn: Connection, person: Person, id_: str) -> tuple[Assignment, Cohort]:
    """An assignment that is still given, or the first step of a programme.

    Raises:
        NotFound: They may not, there is none, or it was taken back.
    """
    given, cohort = assignment_for(conn, person, Right.ASSIGN, id_)
    first = steps_of(conn, given)[0]
    if first.withdrawn_at is not None:
        raise NotFound
    return first, cohort


def case_for(cases: Mapping[str, Scenario], scenario: str, mode: str = ASSESSMENT) -> Scenario:
    """A case that can be assigned in a mode.

    Args:
        cases: What can be assigned to the cohort.
        scenario: Which.
        mode: How it is to be played.

    Raises:
        NotFound: There is no such case for it, or no such mode.
    """
    found = cases.get(scenario)
    if found is None or mode not in MODES:
        raise NotFound
    return found


def programme_for(cases: Mapping[str, Scenario], name: str) -> Programme:
    """A programme of which every step can be assigned.

    Raises:
        NotFound: There is no such programme, or a case of it is not there.
    """
    found = programmes().get(name)
    if found is None or not is_whole(cases, found):
        raise NotFound
    return found


def is_whole(cases: Mapping[str, Scenario], programme: Programme) -> bool:
    """Whether every step of a programme is among these cases."""
    return all(one.scenario in cases for one in programme.steps)


def what_is(cases: Mapping[str, Scenario], plan: Plan) -> Scenario | Programme:
    """What a plan assigns.

    Args:
        cases: What can be assigned to the cohort.
        plan: Which.

    Raises:
        NotFound: It cannot be assigned.
    """
    if plan.programme is not None:
        return programme_for(cases, plan.programme)
    return case_for(cases, plan.scenario or "", plan.mode)
