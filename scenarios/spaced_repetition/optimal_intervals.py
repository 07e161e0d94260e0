"""Optimal review intervals, with a cost for each question.

A question too soon teaches little; too late, nothing is left; and a lower retention target needs
fewer questions. So the intervals maximise long-term recall minus the cost of
all questions. Computed once per memory model and target, by policy iteration.

Source: R. A. Howard, "Dynamic programming and Markov processes", 1960. Applied to spaced repetition
by J. Ye, J. Su and Y. Cao, "A stochastic shortest path algorithm for optimizing spaced
repetition scheduling", KDD 2022, who minimise the effort until an item is known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import exp, log
from typing import NamedTuple, TypeAlias

from scenarios.spaced_repetition.fsrs_formulas import AGAIN, GOOD, Fsrs, Parameters, fsrs

LONGEST = 365
"""The maximum interval in days; the minimum is one."""
RESTS = 7
"""The interval in days for items with a half-life below it."""
PRICE = 5.5
"""The cost of a question at a target of 90 %, in days of a known item."""
FAR = 365.0
"""The discounting time in days: recall then counts 1/e of today's. Our choice."""

Place: TypeAlias = tuple[tuple[int, float], ...]
"""Grid points around a stability and a difficulty, with interpolation weights."""

_STABILITIES = tuple(0.1 * 1.45**step for step in range(27))  # days, up to 1,570
_DIFFICULTIES = (1.0, 4.0, 6.0, 8.0, 9.0, 10.0)
_POINTS = tuple((value, other) for value in _STABILITIES for other in _DIFFICULTIES)
_TRIED = tuple(sorted({round(1.25**step) for step in range(27)} | {LONGEST}))  # intervals, in days
_ROUNDS, _SWEEPS = 50, 12  # maximum iterations of policy improvement, and of evaluation within each


class _Choice(NamedTuple):
    """One interval at one grid point.

    Attributes:
        yields: Discounted recall until the question, minus its cost, in days.
        leads: The grid points after the answer, with their discounted probabilities.
    """

    yields: float
    leads: Place

    def worth(self, values: Sequence[float]) -> float:
        """The discounted value from now on."""
        return self.yields + sum(share * values[point] for point, share in self.leads)


def price(retention: float) -> float:
    """The cost of a question, in days of a known item.

    The loss from one question less is modelled as a power of the share already lost, and so is
    the cost. Fitted by simulation: the average retention meets the target or slightly exceeds it,
    as far as the caps allow.

    Args:
        retention: The target, between 0 and 1, exclusive.
    """
    return PRICE * float((10 * (1 - retention)) ** 1.5)


class IntervalTable:
    """The optimal intervals for one model and cost."""

    def __init__(self, model: Fsrs, cost: float) -> None:
        """Solve it, which takes some hundredths of a second.

        Args:
            model: The memory model.
            cost: The cost of a question; see `price`.
        """
        self._model = model
        self._logs = tuple(_best(_choices(model, cost)))

    def days(self, stability: float, difficulty: float) -> int:
        """The interval after an answer, in whole days.

        Items that do not stick wait for a week, or they would be in every prompt.

        Args:
            stability: After the answer, in days.
        """
        found = sum(share * self._logs[point] for point, share in _place(stability, difficulty))
        days = min(max(round(exp(found)), 1), LONGEST)
        if days < RESTS and self._model.retention(RESTS, stability) < 0.5:
            return RESTS
        return days


@lru_cache(maxsize=64)
def interval_table(parameters: Parameters, retention: float) -> IntervalTable:
    """The optimal intervals for a target between 0 and 1, exclusive; cached."""
    return IntervalTable(fsrs(parameters), price(retention))


def _place(stability: float, difficulty: float) -> Place:
    """The position on the grid, for linear interpolation."""
    at = log(stability / _STABILITIES[0]) / log(_STABILITIES[1] / _STABILITIES[0])
    row = int(min(max(at, 0.0), len(_STABILITIES) - 2))
    column = min(bisect_right(_DIFFICULTIES, difficulty), len(_DIFFICULTIES) - 1) - 1
    down = min(max(at - row, 0.0), 1.0)
    left, right = _DIFFICULTIES[column : column + 2]
    across = (difficulty - left) / (right - left)
    first = row * len(_DIFFICULTIES) + column
    below = first + len(_DIFFICULTIES)
    return (
        (first, (1 - down) * (1 - across)),
        (first + 1, (1 - down) * across),
        (below, down * (1 - across)),
        (below + 1, down * across),
    )


def _choices(model: Fsrs, cost: float) -> list[list[_Choice]]:
    """All tested intervals at each grid point."""
    return [list(_at(model, cost, *point)) for point in _POINTS]


def _at(model: Fsrs, cost: float, stability: float, difficulty: float) -> Iterator[_Choice]:
    recalled = 0.0
    for before, days in pairwise((0, *_TRIED)):
        more = model.total(days, stability) - model.total(before, stability)
        recalled += more * exp(-(before + days) / 2 / FAR)
        chance, counts = model.retention(days, stability), exp(-days / FAR)
        leads = [
            (point, likely * counts * share)
            for grade, likely in ((GOOD, chance), (AGAIN, 1 - chance))
            for point, share in _place(*model.after(stability, difficulty, chance, grade))
        ]
        yield _Choice(recalled - cost * counts, tuple(leads))


def _best(choices: Sequence[Sequence[_Choice]]) -> Iterator[float]:
    """The logarithm of the best interval at each grid point, interpolated between those tested."""
    values = [own[-1].yields for own in choices]
    chosen: list[_Choice] = []
    for _ in range(_ROUNDS):
        before, chosen = (
            chosen,
            [max(own, key=lambda choice: choice.worth(values)) for own in choices],
        )
        if chosen == before:
            break
        for _ in range(_SWEEPS):
            for point, choice in enumerate(chosen):
                values[point] = choice.worth(values)
    for own in choices:
        yield _top([choice.worth(values) for choice in own])


def _top(worth: Sequence[float]) -> float:
    """The maximum of a parabola through the best interval and its neighbours; in logarithms."""
    best = max(range(len(worth)), key=worth.__getitem__)
    at = [log(number) for number in _TRIED]
    if not 0 < best < len(worth) - 1:
        return at[best]
    rise, fall = worth[best] - worth[best - 1], worth[best] - worth[best + 1]
    back, on = at[best] - at[best - 1], at[best + 1] - at[best]
    return at[best] + (on * on * rise - back * back * fall) / (2 * (on * rise + back * fall))
