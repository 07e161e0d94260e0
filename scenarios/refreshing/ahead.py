"""How far our schedule is ahead of others: of a simulation, in shares of recall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from scenarios.refreshing.simulating import OURS, Outcome, Setting, frontier, over

Points: TypeAlias = tuple[float, float, float]
"""Of all items alike, of those that can endanger someone, and weighed as our choice weighs."""


@dataclass(frozen=True, slots=True)
class Lead:
    """How far ours is ahead at one budget; under 0 where it is behind.

    Attributes:
        setting: Ours, with its budget.
        published: Over the frontier of others as they were published, where each item is asked as
            often.
        capped: Over the best of others within the same caps.
    """

    setting: Setting
    published: Points
    capped: Points


def leads(found: Sequence[Outcome]) -> list[Lead]:
    """How far ours is ahead, at each of its budgets; all under one model of memory."""
    ours = [one for one in found if one.setting.schedule == OURS]
    others = [one for one in found if one.setting.schedule != OURS]
    line = frontier((one.asked, one.recall) for one in others if one.setting.weekly is None)
    return [_lead(one, others, line) for one in ours]


def _lead(one: Outcome, others: Sequence[Outcome], line: Sequence[tuple[float, float]]) -> Lead:
    best = max(other.recall for other in others if _budget(other) == _budget(one))
    recalled, critical, weighed = one.recall, one.critical, one.weighed
    return Lead(
        one.setting,
        (
            over((one.asked, recalled), line),
            over((one.asked, critical), line),
            over((one.asked, weighed), line),
        ),
        (recalled - best, critical - best, weighed - best),
    )


def _budget(one: Outcome) -> tuple[int | None, int]:
    return one.setting.weekly, one.setting.most
