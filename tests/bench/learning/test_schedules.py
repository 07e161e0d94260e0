"""Schedules of others, compared with their published rules."""

from __future__ import annotations

from math import inf

import pytest

from tests.bench.learning import schedules
from tests.bench.learning.schedules import AGAIN, Plan


def _days(schedule: str, answers: str) -> list[float]:
    """The days on which an item comes; `r` is answered right, `w` wrong, `-` never."""
    plan: Plan = schedules.begun(schedule, right=answers[0] == "r")
    found = [plan.due]
    for answer in answers[1:]:
        day = int(plan.due)
        plan = plan.passed(day) if answer == "-" else plan.answered(day, right=answer == "r")
        found.append(plan.due)
    return found


@pytest.mark.parametrize(
    ("schedule", "answers", "days"),
    [
        ("none", "r", [inf]),
        ("kerfoot", "rr", [24, inf]),
        ("kerfoot", "wrr", [12, 36, inf]),
        ("kerfoot", "rwrr", [24, 36, 60, inf]),
        ("kerfoot", "r-r", [24, 24 + AGAIN, inf]),
        ("fixed", "rwrw-", [7, 30, 90, 180, inf]),
        ("sm-2", "rrrr", [1, 7, 22, 60]),
        ("sm-2", "rrrw", [1, 7, 22, 23]),
        ("sm-2", "rrr-", [1, 7, 22, 22 + AGAIN]),
    ],
)
def test_the_days_of_a_schedule(schedule: str, answers: str, days: list[float]) -> None:
    """Kerfoot counts from the answer; SM-2 grows by 2.5 while answers are right."""
    assert _days(schedule, answers) == days


def test_a_late_answer_passes_over_fixed_dates() -> None:
    """A late answer causes no two prompts in a row."""
    assert schedules.Fixed().answered(31, right=True).due == 90
