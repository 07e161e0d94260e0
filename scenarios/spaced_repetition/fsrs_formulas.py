"""The formulas of FSRS-6 (Ye 2024) on plain numbers.

Equivalent to the package `fsrs`, in the same order of operations; tests compare
the results. It has no card objects and no scheduling, which take most of the package's time.
"""

from __future__ import annotations

from functools import lru_cache
from math import e
from typing import TypeAlias

from fsrs import Scheduler

Parameters: TypeAlias = tuple[float, ...]
DEFAULTS: Parameters = tuple(Scheduler(enable_fuzzing=False).parameters)

AGAIN, HARD, GOOD, _EASY = 1, 2, 3, 4
"""Grades in FSRS's numbering."""
_LEAST, _EASIEST, _HARDEST = 0.001, 1.0, 10.0  # stability in days, and difficulty twice
_GRADES = (AGAIN, HARD, GOOD)


def grade(*, right: bool) -> int:
    """The grade of a right or wrong answer."""
    return GOOD if right else AGAIN


class Fsrs:
    """FSRS-6 with given parameters and values precomputed from them."""

    def __init__(self, parameters: Parameters = DEFAULTS) -> None:
        self._w = parameters
        self._decay = -parameters[20]
        self._factor = 0.9 ** (1 / self._decay) - 1
        self._growth = e ** parameters[8]
        self._shortest = e ** (parameters[17] * parameters[18])
        self._easy = parameters[7] * self._first_difficulty(_EASY)
        self._first = {number: self._begun(number) for number in _GRADES}
        self._harder = {number: -(parameters[6] * (number - 3)) for number in _GRADES}
        self._same_day = {
            number: e ** (parameters[17] * (number - 3 + parameters[18])) for number in _GRADES
        }

    def first(self, grade: int) -> tuple[float, float]:
        """Stability in days and difficulty after a first answer."""
        return self._first[grade]

    def retention(self, days: float, stability: float) -> float:
        """The share recalled after some days, for a stability in days."""
        return float((1 + self._factor * days / stability) ** self._decay)

    def total(self, days: float, stability: float) -> float:
        """The expected recall summed over some days, in days: the integral of `kept`."""
        rest = 1 + self._decay
        grown = float((1 + self._factor * days / stability) ** rest)
        return float(stability / (self._factor * rest) * (grown - 1))

    def after(
        self, stability: float, difficulty: float, recalled: float, grade: int
    ) -> tuple[float, float]:
        """Stability in days and difficulty after another answer, at least a day later.

        Args:
            stability: The previous one, in days.
            difficulty: The previous one, from 1 to 10.
            recalled: The predicted recall, 0 to 1; see `kept`.
            grade: The grade of the answer.
        """
        grown = self._grown(stability, difficulty, recalled, grade)
        return grown, self._next_difficulty(difficulty, grade)

    def _grown(self, stability: float, difficulty: float, recalled: float, grade: int) -> float:
        w = self._w
        if grade == AGAIN:
            lost = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1)
            grown = min(lost * e ** ((1 - recalled) * w[14]), stability / self._shortest)
        else:
            gained = self._growth * (11 - difficulty) * stability ** -w[9]
            gained *= e ** ((1 - recalled) * w[10]) - 1
            grown = stability * (1 + (gained * w[15] if grade == HARD else gained))
        return float(max(grown, _LEAST))

    def same_day(self, stability: float, difficulty: float, grade: int) -> tuple[float, float]:
        """Stability in days and difficulty after another answer within a day.

        Args:
            stability: The previous one, in days.
            difficulty: The previous one, from 1 to 10.
            grade: The grade of the answer.
        """
        growth = self._same_day[grade] * stability ** -self._w[19]
        if grade != AGAIN:
            growth = max(growth, 1.0)
        return max(stability * growth, _LEAST), self._next_difficulty(difficulty, grade)

    def _begun(self, grade: int) -> tuple[float, float]:
        return max(self._w[grade - 1], _LEAST), _clamp(self._first_difficulty(grade))

    def _first_difficulty(self, grade: int) -> float:
        return float(self._w[4] - e ** (self._w[5] * (grade - 1)) + 1)

    def _next_difficulty(self, difficulty: float, grade: int) -> float:
        damped = difficulty + (10.0 - difficulty) * self._harder[grade] / 9.0
        return _clamp(self._easy + (1 - self._w[7]) * damped)


def _clamp(difficulty: float) -> float:
    return min(max(difficulty, _EASIEST), _HARDEST)


_DEFAULT = Fsrs(DEFAULTS)


def fsrs(parameters: Parameters = DEFAULTS) -> Fsrs:
    """The model for 21 parameters, cached."""
    return _DEFAULT if parameters is DEFAULTS else _fitted(parameters)


@lru_cache(maxsize=64)
def _fitted(parameters: Parameters) -> Fsrs:
    return Fsrs(parameters)
