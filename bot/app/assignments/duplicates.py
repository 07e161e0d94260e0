"""Assignments of a cohort that resemble a plan: the same, the same otherwise, cases of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from bot.app.assignments.assignment_plan import Plan
from bot.app.assignments.due_days import end_of_day
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts.cohorts import Cohort
from storage.playing.attempts import ASSESSMENT


def existing(
    conn: Connection, plan: Plan, cohort: Cohort, plan_id: str | None
) -> Assignment | None:
    """The assignment made from this plan, or the same one for the whole cohort and due day."""
    if plan_id is not None:
        steps = assignments.of_series(conn, plan_id)
        if found := assignments.get(conn, plan_id) or next(iter(steps), None):
            return found
    return next(iter(same(conn, plan, cohort)), None)


def same(conn: Connection, plan: Plan, cohort: Cohort) -> list[Assignment]:
    """Assignments in the same mode until the same day, to the whole cohort."""
    state = (plan.mode, end_of_day(plan.last_day, cohort.timezone))
    alike = [
        assignment
        for assignment in assignments.of_cohort(conn, cohort.id)
        if _is_of(assignment, plan) and (assignment.mode, assignment.due_at) == state
    ]
    if not alike or plan.whom is not None:
        return []
    named = assignments.named_assignees(conn, [assignment.id for assignment in alike])
    return [assignment for assignment in alike if assignment.id not in named]


def still_open(conn: Connection, plan: Plan, cohort: Cohort, now: datetime) -> list[Assignment]:
    """Assignments of the same case or programme that are due, without a programme's later steps."""
    return [
        assignment
        for assignment in assignments.of_cohort(conn, cohort.id)
        if _is_of(assignment, plan) and assignment.due_at > now and not assignment.step
    ]


def in_other_mode(
    conn: Connection, plan: Plan, cases: Collection[str], now: datetime
) -> list[Assignment]:
    """One assignment in the other mode of each of these cases, alone or as a step.

    For the very same case or programme see `still_open`. What is over matters to an assessment
    only: whoever has practised the case knows its reasons.
    """
    found: dict[str, Assignment] = {}
    for assignment in assignments.of_cohort(conn, plan.cohort):
        is_open = assignment.due_at > now
        matters = (is_open or plan.mode == ASSESSMENT) and not (
            is_open and _is_of(assignment, plan)
        )
        if assignment.scenario in cases and assignment.mode != plan.mode and matters:
            found.setdefault(assignment.scenario, assignment)
    return [found[case] for case in cases if case in found]


def _is_of(assignment: Assignment, plan: Plan) -> bool:
    if plan.programme is not None:
        return assignment.programme == plan.programme
    return assignment.programme is None and assignment.scenario == plan.scenario
