"""Buttons in chats from before every assignment was planned on one page."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.assignments import assigning, planning
from bot.app.assignments.assignment_plan import of_case
from bot.app.assignments.due_days import WrongDay
from bot.chat.kit.context import Context
from bot.chat.kit.routes import tap
from bot.chat.kit.screen import Screen
from bot.chat.trainer.assignments.plan_page import planned_case
from bot.chat.trainer.assignments.preview_page import assigned_screen, preview_plan
from bot.fields import Day, Id, Key, Mode


@tap("ce", right=Right.ASSIGN, writes=True)
def choose_due_day(ctx: Context, cohort_id: Key, scenario_id: Id, mode: Mode) -> Screen:
    return planned_case(ctx, cohort_id, scenario_id, mode)


@tap("bc", right=Right.ASSIGN, writes=True)
def plan_case_until(
    ctx: Context, cohort_id: Key, scenario_id: Id, mode: Mode, last_day: Day
) -> Screen:
    return planned_case(ctx, cohort_id, scenario_id, mode, last_day)


@tap("cx", right=Right.ASSIGN, writes=True)
def preview_assignment(
    ctx: Context, cohort_id: Key, scenario_id: Id, mode: Mode, last_day: Day
) -> Screen:
    plan = planning.plan_case(
        ctx.conn, ctx.request, ctx.app.library, ctx.app.dice, cohort_id, scenario_id, mode, last_day
    )
    return preview_plan(ctx, plan.id)


@tap("cy", right=Right.ASSIGN, writes=True)
def assign_case(ctx: Context, cohort_id: Key, scenario_id: Id, mode: Mode, last_day: Day) -> Screen:
    plan = of_case(cohort_id, scenario_id, mode, last_day)
    try:
        found = assigning.assign(ctx.conn, ctx.request, ctx.app.library, ctx.app.dice, plan)
    except WrongDay:  # the day of an old button is over
        return planned_case(ctx, cohort_id, scenario_id, mode)
    return assigned_screen(ctx, found)
