"""What of a plan a cohort was given before: the very same, the same otherwise, cases of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from bot.app.assignments.assignment_plan import Plan
from bot.app.assignments.due_days import end_of
from bot.app.playing.modes import ASSESSMENT
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts.cohorts import Cohort


def became(conn: Connection, plan: Plan, cohort: Cohort, id_: str | None) -> Assignment | None:
    """What this very plan became, or the same for the same whole cohort until the same day."""
    if id_ is not None:
        steps = assignments.of_series(conn, id_)
        if found := assignments.get(conn, id_) or next(iter(steps), None):
            return found
    return next(iter(same(conn, plan, cohort)), None)


def same(conn: Connection, plan: Plan, cohort: Cohort) -> list[Assignment]:
    """What is given in the same mode until the same day, to the whole cohort."""
    given = assignments.of_cohort(conn, cohort.id)
    until = end_of(plan.last_day, cohort.timezone)
    alike = [
        one for one in given if _is_of(one, plan) and (one.mode, one.due_at) == (plan.mode, until)
    ]
    if not alike or plan.whom is not None:
        return []
    named = assignments.named_assignees(conn, [one.id for one in alike])
    return [one for one in alike if one.id not in named]


def to_play(conn: Connection, plan: Plan, cohort: Cohort, now: datetime) -> list[Assignment]:
    """What of the same the cohort, or some in it, have to play now."""
    given = assignments.of_cohort(conn, cohort.id)
    return [one for one in given if _is_of(one, plan) and one.due_at > now and not one.step]


def otherwise(
    conn: Connection, plan: Plan, cases: Collection[str], now: datetime
) -> list[Assignment]:
    """What is given with one of these cases in the other mode, as a case or a step; one for each.

    Of the very same case or programme see `to_play`. What is over has a meaning for an assessment
    only: whoever has practised the case knows its reasons.
    """
    found: dict[str, Assignment] = {}
    for one in assignments.of_cohort(conn, plan.cohort):
        bears = one.due_at > now or plan.mode == ASSESSMENT
        told = _is_of(one, plan) and one.due_at > now
        if one.scenario in cases and one.mode != plan.mode and bears and not told:
            found.setdefault(one.scenario, one)
    return [found[case] for case in cases if case in found]


def _is_of(given: Assignment, plan: Plan) -> bool:
    if plan.programme is not None:
        return given.programme == plan.programme
    return given.programme is None and given.scenario == plan.scenario
