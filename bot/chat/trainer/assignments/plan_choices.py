"""What a choice makes of a plan. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from bot.app.assignments.assignment_plan import COUNTS, MARKS, MODES, TRIES, Plan
from bot.chat.trainer.assignments.actions import (
    SetPlanCounts,
    SetPlanMark,
    SetPlanMode,
    SetPlanTries,
)
from storage.assignments.assignments import default_tries

Choice: TypeAlias = SetPlanMode | SetPlanMark | SetPlanTries | SetPlanCounts


def chosen(plan: Plan, choice: Choice) -> Plan | None:
    """A plan after a choice; None where that is not offered."""
    match choice:
        case SetPlanMode(_, mode):
            return _in_mode(plan, mode) if mode in MODES else None
        case SetPlanMark(_, mark):
            offered = mark in MARKS and plan.programme is None  # which has its own
            return replace(plan, mark=mark) if offered else None
        case SetPlanTries(_, tries):
            return replace(plan, tries=tries or None) if (tries or None) in TRIES else None
        case SetPlanCounts(_, counts):
            return replace(plan, counts=counts) if counts in COUNTS else None


def _in_mode(plan: Plan, mode: str) -> Plan:
    """In another mode what is usual there is chosen."""
    if mode == plan.mode:
        return plan
    tries, counts = default_tries(mode)
    return replace(plan, mode=mode, tries=tries, counts=counts)
