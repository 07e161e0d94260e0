"""Planning an assignment: every choice that precedes it, and for whom it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.agencies.work_fields import fields_for
from bot.app.assignments import assignment_plan
from bot.app.assignments.assignment_plan import Plan, to_json
from bot.app.assignments.assignment_rights import (
    choice_for,
    ensure_assignable,
    is_whole,
    plan_for,
)
from bot.app.assignments.due_days import can_be_due, ensure_can_be_due, today_in
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Dice
from bot.app.request import Request
from scenarios.catalogue.tracks import Track
from scenarios.model import Scenario
from scenarios.programmes import Programme, programmes
from storage.assignments import assignment_plans
from storage.assignments.assignment_plans import AssignmentPlan
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.playing.attempts import PRACTICE

DEFAULT_TIME = timedelta(weeks=4)
"""From today to the last day, until another one is chosen."""


@dataclass(frozen=True, slots=True)
class AssignableCases:
    """The cases that can be assigned to a cohort."""

    cohort: Cohort
    cases: Mapping[str, Scenario]
    fields: Sequence[Track]
    """Every field of work, those of the cohort's people first."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of a cohort who can be ticked."""

    id: str
    """Of the person, or of the roster place of somebody who has not joined yet."""
    ticked: bool
    expected: bool = False


@dataclass(frozen=True, slots=True)
class OpenPlan:
    id: str
    plan: Plan
    cohort: Cohort
    candidates: Sequence[Candidate]


def open_plan(conn: Connection, plan_id: str, plan: Plan, cohort: Cohort) -> OpenPlan:
    """A plan with its candidates: members in the order of joining, then who is expected.

    Somebody who was ticked by their roster place and has joined since is still ticked.
    """
    ticked, places = set(plan.whom or ()), roster.of_cohort(conn, cohort.id)
    ticked |= {place.person for place in places if place.id in ticked and place.person}
    members = [
        Candidate(member.id, member.id in ticked) for member in cohorts.members(conn, cohort.id)
    ]
    expected = [
        Candidate(place.id, place.id in ticked, expected=True)
        for place in places
        if not place.person
    ]
    return OpenPlan(plan_id, plan, cohort, members + expected)


def assignable_cases(
    conn: Connection,
    request: Request,
    library: Library,
    cohort_id: str,
    right: Right = Right.ASSIGN,
) -> AssignableCases:
    """The cases that can be assigned to a cohort, or run with it.

    Raises:
        NotFound: There is no such cohort, or they do not have the right over it.
    """
    cohort = cohort_for(conn, request.person, right, cohort_id)
    cases = library.assignable_in(conn, cohort)
    return AssignableCases(cohort, cases, fields_for(conn, cohort))


def assignable_programmes(
    conn: Connection, request: Request, library: Library, cohort_id: str
) -> tuple[list[Programme], Cohort]:
    """The programmes of which every step can be assigned, those of the cohort's fields first.

    Raises:
        NotFound: There is no such cohort, or they may not assign to it.
    """
    cohort = cohort_for(conn, request.person, Right.ASSIGN, cohort_id)
    rank = {field.id: number for number, field in enumerate(fields_for(conn, cohort))}
    found = [each for each in programmes().values() if is_whole(library.practice, each)]
    found.sort(key=lambda programme: rank.get(programme.track or "", len(rank)))
    return found, cohort


def plan_case(
    conn: Connection,
    request: Request,
    library: Library,
    dice: Dice,
    cohort_id: str,
    scenario_id: str,
    mode: str = PRACTICE,
    last_day: date | None = None,
) -> OpenPlan:
    """Store a plan of a case; a last day that cannot be chosen is replaced by the default.

    Raises:
        NotFound: There is no such cohort or case, or they may not assign to the cohort.
    """
    cohort = cohort_for(conn, request.person, Right.ASSIGN, cohort_id)
    today = today_in(request.now, cohort.timezone)
    if last_day is None or not can_be_due(last_day, today):
        last_day = today + DEFAULT_TIME
    plan = assignment_plan.of_case(cohort_id, scenario_id, mode, last_day)
    ensure_assignable(library.assignable_in(conn, cohort), plan)
    return keep(conn, request, dice.id(), plan, cohort)


def plan_programme(
    conn: Connection,
    request: Request,
    library: Library,
    dice: Dice,
    cohort_id: str,
    programme_id: str,
) -> OpenPlan:
    """Store a plan of a programme.

    Raises:
        NotFound: There is no such cohort or programme, or they may not assign to the cohort.
    """
    cohort = cohort_for(conn, request.person, Right.ASSIGN, cohort_id)
    last_day = today_in(request.now, cohort.timezone) + DEFAULT_TIME
    plan = assignment_plan.of_programme(cohort_id, programme_id, last_day)
    ensure_assignable(library.assignable_in(conn, cohort), plan)
    return keep(conn, request, dice.id(), plan, cohort)


def keep(conn: Connection, request: Request, plan_id: str, plan: Plan, cohort: Cohort) -> OpenPlan:
    """Store a new plan of the person who asks."""
    row = AssignmentPlan(plan_id, request.person.id, cohort.id, to_json(plan), request.now)
    assignment_plans.keep(conn, row)
    return open_plan(conn, plan_id, plan, cohort)


def change(
    conn: Connection,
    request: Request,
    library: Library,
    plan_id: str,
    edit: Callable[[Plan], Plan] = lambda plan: plan,
) -> OpenPlan:
    """Change one choice of the plan of a new assignment; without one, return the plan.

    Raises:
        NotFound: The plan is not theirs, or its case cannot be assigned, or `edit` raises it.
    """
    plan, cohort = plan_for(conn, request.person, plan_id, lock=True)
    after = edit(plan)
    ensure_assignable(library.assignable_in(conn, cohort), after)
    return _update(conn, plan_id, plan, after, cohort)


def set_last_day(
    conn: Connection, request: Request, library: Library, plan_id: str, last_day: date
) -> OpenPlan:
    """Choose the last day of a plan.

    Raises:
        NotFound: The plan is not theirs, or its case cannot be assigned.
        WrongDay: The day is over, or more than a year away.
    """
    plan, cohort = plan_for(conn, request.person, plan_id, lock=True)
    ensure_can_be_due(last_day, cohort.timezone, request.now)
    ensure_assignable(library.assignable_in(conn, cohort), plan)
    return _update(conn, plan_id, plan, replace(plan, last_day=last_day), cohort)


def audience(conn: Connection, request: Request, plan_id: str) -> OpenPlan:
    """A plan, also of the audience of an existing assignment.

    Raises:
        NotFound: It is not theirs.
    """
    return open_plan(conn, plan_id, *choice_for(conn, request.person, plan_id))


def tick(
    conn: Connection, request: Request, plan_id: str, candidate_id: str, *, on: bool
) -> OpenPlan:
    """Take one candidate in, or leave them out.

    Raises:
        NotFound: The plan is not theirs, or there is no such candidate.
    """

    def ticked(candidates: Sequence[Candidate]) -> tuple[str, ...]:
        if all(each.id != candidate_id for each in candidates):
            raise NotFound
        others = (each.id for each in candidates if each.ticked and each.id != candidate_id)
        return (*others, *((candidate_id,) if on else ()))

    return _tick(conn, request, plan_id, ticked)


def tick_everybody(conn: Connection, request: Request, plan_id: str, *, on: bool) -> OpenPlan:
    """Plan for the whole cohort and later members, or for no one yet.

    Raises:
        NotFound: The plan is not theirs.
    """
    return _tick(conn, request, plan_id, lambda _: None if on else ())


def tick_listed(conn: Connection, request: Request, plan_id: str) -> OpenPlan:
    """Plan for all who are on the list now.

    Raises:
        NotFound: The plan is not theirs.
    """
    return _tick(conn, request, plan_id, lambda candidates: tuple(each.id for each in candidates))


def _tick(
    conn: Connection,
    request: Request,
    plan_id: str,
    choose: Callable[[Sequence[Candidate]], tuple[str, ...] | None],
) -> OpenPlan:
    plan, cohort = choice_for(conn, request.person, plan_id, lock=True)
    whom = choose(open_plan(conn, plan_id, plan, cohort).candidates)
    return _update(conn, plan_id, plan, replace(plan, whom=whom), cohort)


def _update(conn: Connection, plan_id: str, before: Plan, after: Plan, cohort: Cohort) -> OpenPlan:
    if after != before:
        assignment_plans.change(conn, plan_id, to_json(after))
    return open_plan(conn, plan_id, after, cohort)
