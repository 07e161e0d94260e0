"""Assigning a case or a programme, and a preview of whom that would tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.assignments import assignment_plan, assignment_reminders, audience, duplicates
from bot.app.assignments.assigned_people import planned_for
from bot.app.assignments.assignment_plan import Plan
from bot.app.assignments.assignment_rights import ensure_assignable, plan_for
from bot.app.assignments.audience import Audience
from bot.app.assignments.due_days import ensure_can_be_due
from bot.app.library import Library
from bot.app.ports import Dice
from bot.app.request import Request
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort


class NobodyChosen(Exception):
    """Nobody that the plan is for is in the cohort, or expected in it."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The effect of assigning, and the people a notice would reach."""

    plan: Plan
    cohort: Cohort
    rows: Sequence[Assignment]
    """The assignment, or one for each step of a programme."""
    members: int
    audience: Audience
    open_already: Sequence[Assignment]
    """Assignments of the same case or programme that are to be done now."""
    other_mode: Sequence[Assignment]
    """Assignments of one of its cases in the other mode."""
    is_duplicate: bool
    """Whether the same is assigned to the whole cohort already, until the same day."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """The assignments, new or existing."""

    plan: Plan
    cohort: Cohort
    first: Assignment
    is_new: bool


def preview(conn: Connection, request: Request, library: Library, bot: int, plan: Plan) -> Preview:
    """The effect of assigning by a plan.

    Args:
        bot: The id of the bot that sends the notices.

    Raises:
        NotFound: There is no such cohort or case, or they may not assign to the cohort.
        WrongDay: The last day is over, or more than a year away.
    """
    now = request.now
    cohort = _cohort(conn, request, library, plan)
    ensure_can_be_due(plan.last_day, cohort.timezone, now)
    members, places = planned_for(conn, plan, cohort)
    rows = assignment_plan.rows(plan, cohort, "", str, request.person.id, now)
    return Preview(
        plan=plan,
        cohort=cohort,
        rows=rows,
        members=len(members),
        audience=audience.audience_of(conn, bot, cohort, members, len(places), now),
        open_already=duplicates.still_open(conn, plan, cohort, now),
        other_mode=duplicates.in_other_mode(conn, plan, [row.scenario for row in rows], now),
        is_duplicate=bool(duplicates.same(conn, plan, cohort)),
    )


def assign_plan(
    conn: Connection, request: Request, library: Library, dice: Dice, plan_id: str
) -> Assigned:
    """Assign what was planned, once.

    Raises:
        NotFound: The plan is not theirs, or its case cannot be assigned.
        WrongDay: Its last day is over.
        NobodyChosen: Nobody is left that it is for.
    """
    plan, _ = plan_for(conn, request.person, plan_id)
    return assign(conn, request, library, dice, plan, plan_id)


def assign(
    conn: Connection,
    request: Request,
    library: Library,
    dice: Dice,
    plan: Plan,
    plan_id: str | None = None,
) -> Assigned:
    """Assign a case or a programme and schedule its notices, once.

    Args:
        plan_id: The id of a stored plan; it becomes the id of the assignment or series.

    Raises:
        NotFound: There is no such cohort or case, or they may not assign to the cohort.
        WrongDay: The last day is over, or more than a year away.
        NobodyChosen: Nobody is left that it is for.
    """
    now = request.now
    cohort = _cohort(conn, request, library, plan)
    cohorts.lock(conn, cohort.id)  # so that a double tap assigns once
    before = duplicates.existing(conn, plan, cohort, plan_id)
    if before is not None:
        return Assigned(plan, cohort, before, is_new=False)
    ensure_can_be_due(plan.last_day, cohort.timezone, now)
    members, places = planned_for(conn, plan, cohort)
    people = [*members, *audience.add_placeholders(conn, request, dice, places, cohort)]
    if plan.whom is not None and not people:
        raise NobodyChosen
    rows = assignment_plan.rows(plan, cohort, plan_id or dice.id(), dice.id, request.person.id, now)
    named = [] if plan.whom is None else [person.id for person in people]
    for row in rows:
        assignments.create(conn, row, named)
    audience.notify(conn, rows[0], cohort, people, now)
    assignment_reminders.schedule(conn, rows[0], cohort, now)
    return Assigned(plan, cohort, rows[0], is_new=True)


def _cohort(conn: Connection, request: Request, library: Library, plan: Plan) -> Cohort:
    cohort = cohort_for(conn, request.person, Right.ASSIGN, plan.cohort)
    ensure_assignable(library.assignable_in(conn, cohort), plan)
    return cohort
