"""For whom something is assigned, and what belongs together."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from bot.app.assignments.assignment_plan import Plan
from bot.app.progress.assignment_counts import whole
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts, roster
from storage.cohorts.cohort_progress import ActiveMember
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.people.people import Person


def steps_of(conn: Connection, given: Assignment) -> list[Assignment]:
    """All steps that were given with this one; itself alone, where it is no step."""
    return assignments.of_series(conn, given.series) if given.series else [given]


def named_for(conn: Connection, given: Assignment, cohort: Cohort) -> list[str] | None:
    """The ids of those in the cohort who are named for it; None where it is for everybody."""
    if given.id not in assignments.named_assignees(conn, [given.id]):
        return None
    return [one.id for one in meant_for(conn, given, cohort)]


def meant_for(conn: Connection, given: Assignment, cohort: Cohort) -> list[Person]:
    """Those who are in the cohort now and for whom it is, in the order in which they joined."""
    named = assignments.named_assignees(conn, [given.id]).get(given.id)
    members = cohorts.members(conn, cohort.id)
    return [one for one in members if named is None or one.id in named]


def is_assigned(
    given: Assignment, member: ActiveMember, named: Mapping[str, frozenset[str]]
) -> bool:
    """Check whether an assignment is for a member: what was due before they joined is not.

    Args:
        given: The assignment.
        member: The member.
        named: By assignment, those it is for, where it is not for all.
    """
    is_for = member.person in named.get(given.id, {member.person})
    return is_for and member.joined_at <= given.due_at


def planned_for(conn: Connection, plan: Plan, cohort: Cohort) -> tuple[list[Person], list[Place]]:
    """For whom of a cohort a plan is: its members, and places of those who are only expected.

    A plan for everybody names nobody: whoever is expected has it on joining.
    """
    members = cohorts.members(conn, cohort.id)
    if plan.whom is None:
        return members, []
    places = [one for one in roster.of_cohort(conn, cohort.id) if one.id in plan.whom]
    named = {*plan.whom, *(one.person for one in places)}
    return [one for one in members if one.id in named], [one for one in places if not one.person]


def not_done(conn: Connection, given: Assignment, cohort: Cohort) -> list[str]:
    """For whom it is and who has not done it, or not all of its steps: their ids."""
    steps = [one.id for one in steps_of(conn, given)]
    found = assignments.results(conn, steps)
    done = whole([found[one] for one in steps])
    return [one.id for one in meant_for(conn, given, cohort) if one.id not in done]
