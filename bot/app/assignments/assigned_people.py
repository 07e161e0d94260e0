"""For whom something is assigned, and which assignments are steps of one programme."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from bot.app.assignments.assignment_counts import finished_all_steps
from bot.app.assignments.assignment_plan import Plan
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts, roster
from storage.cohorts.cohort_progress import ActiveMember
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.people.people import Person


def steps_of(conn: Connection, assignment: Assignment) -> list[Assignment]:
    """All steps of the programme that an assignment is a step of; else itself alone."""
    return assignments.of_series(conn, assignment.series) if assignment.series else [assignment]


def named_for(conn: Connection, assignment: Assignment, cohort: Cohort) -> list[str] | None:
    """The ids of the cohort's members who are named for it; None if it is for everybody."""
    if assignment.id not in assignments.named_assignees(conn, [assignment.id]):
        return None
    return target_members(conn, assignment, cohort)


def target_members(conn: Connection, assignment: Assignment, cohort: Cohort) -> list[str]:
    """The ids of the members an assignment is for, in the order of joining."""
    named = assignments.named_assignees(conn, [assignment.id]).get(assignment.id)
    members = cohorts.member_ids(conn, cohort.id)
    return [member for member in members if named is None or member in named]


def is_assigned(
    assignment: Assignment, member: ActiveMember, named: Mapping[str, frozenset[str]]
) -> bool:
    """Check whether an assignment is for a member: what was due before they joined is not.

    Args:
        named: The assignees by assignment; assignments for everybody have no entry.
    """
    is_for = member.person in named.get(assignment.id, {member.person})
    return is_for and member.joined_at <= assignment.due_at


def planned_for(conn: Connection, plan: Plan, cohort: Cohort) -> tuple[list[Person], list[Place]]:
    """The members that a plan is for, and the roster places of people who are only expected.

    A plan for everybody names nobody: who is expected has it on joining.
    """
    members = cohorts.members(conn, cohort.id)
    if plan.whom is None:
        return members, []
    places = [place for place in roster.of_cohort(conn, cohort.id) if place.id in plan.whom]
    named = {*plan.whom, *(place.person for place in places)}
    expected = [place for place in places if not place.person]
    return [member for member in members if member.id in named], expected


def not_done(conn: Connection, assignment: Assignment, cohort: Cohort) -> list[str]:
    """The ids of members for whom it is and who have not done it, or not all of its steps."""
    steps = [step.id for step in steps_of(conn, assignment)]
    found = assignments.passed(conn, steps)
    done = finished_all_steps([found[step] for step in steps])
    return [person for person in target_members(conn, assignment, cohort) if person not in done]
