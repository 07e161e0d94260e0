"""The formulas of FSRS-6 (Ye 2024) in bare numbers.

The package `fsrs` says the same of a card, and tests hold the two to each other number by number:
the formulas stand in its order. Here is no card and no plan of one, which is most of its time.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache, partial
from math import e
from typing import TypeAlias

from fsrs import Scheduler

Parameters: TypeAlias = tuple[float, ...]
DEFAULTS: Parameters = tuple(Scheduler(enable_fuzzing=False).parameters)

AGAIN, HARD, GOOD, _EASY = 1, 2, 3, 4
"""Grades of an answer, as FSRS counts them."""
_LEAST, _EASIEST, _HARDEST = 0.001, 1.0, 10.0  # a stability in days, and two difficulties
_GRADES = (AGAIN, HARD, GOOD)
HALF_YEAR = 180
"""Days over which it is reckoned what an answer adds."""
WAITS = range(1, 366)
"""Days for which an item may wait, from the fewest to the most."""
HARDEST = 7
"""Days for which an item rests of which half is forgotten sooner."""


def grade(*, right: bool) -> int:
    """The grade of an answer of which it is known only whether it was right."""
    return GOOD if right else AGAIN


class Fsrs:
    """FSRS-6 with some parameters, and whatever follows from them alone."""

    def __init__(self, parameters: Parameters = DEFAULTS) -> None:
        self._w = parameters
        self._decay = -parameters[20]
        self._factor = 0.9 ** (1 / self._decay) - 1
        self._growth = e ** parameters[8]
        self._shortest = e ** (parameters[17] * parameters[18])
        self._easy = parameters[7] * self._first_difficulty(_EASY)
        self._first = {one: self._begun(one) for one in _GRADES}
        self._harder = {one: -(parameters[6] * (one - 3)) for one in _GRADES}
        self._same_day = {
            one: e ** (parameters[17] * (one - 3 + parameters[18])) for one in _GRADES
        }

    def first(self, grade: int) -> tuple[float, float]:
        """The stability in days and the difficulty after a first answer."""
        return self._first[grade]

    def kept(self, days: float, stability: float) -> float:
        """The share that is recalled so many days after an answer, of a stability in days."""
        return float((1 + self._factor * days / stability) ** self._decay)

    def total(self, days: float, stability: float) -> float:
        """What is recalled in all so many days after an answer, in days: the integral of `kept`."""
        rest = 1 + self._decay
        grown = float((1 + self._factor * days / stability) ** rest)
        return float(stability / (self._factor * rest) * (grown - 1))

    def after(
        self, stability: float, difficulty: float, recalled: float, grade: int
    ) -> tuple[float, float]:
        """The stability in days and the difficulty after another answer, a day or more later.

        Args:
            stability: Before it, in days.
            difficulty: Before it, from 1 to 10.
            recalled: How likely it was to be right, 0 to 1; see `kept`.
            grade: Of the answer.
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
        """The stability in days and the difficulty after another answer within a day.

        Args:
            stability: Before it, in days.
            difficulty: Before it, from 1 to 10.
            grade: Of the answer.
        """
        growth = self._same_day[grade] * stability ** -self._w[19]
        if grade != AGAIN:
            growth = max(growth, 1.0)
        return max(stability * growth, _LEAST), self._next_difficulty(difficulty, grade)

    def gain(
        self, days: float, stability: float, difficulty: float, most: tuple[float, float]
    ) -> float:
        """The share of what is recalled in half a year that would be lost without an answer now.

        1 - R / A: R is what is recalled on an average day if the item is left alone, and A if it is
        answered, right or wrong, as likely as it is recalled; both teach. It is a share and no
        difference, so that what is hard to learn, of which little is recalled either way, is not
        given up for what is easy.

        Source: proportional fairness, F. Kelly, "Charging and rate control for elastic traffic",
        European Transactions on Telecommunications 8 (1997) 33-37.

        Args:
            days: Since the last answer.
            stability: After that one, in days.
            difficulty: From 1 to 10.
            most: The longest stability that is believed after a right answer, and after a wrong.
        """
        chance = self.kept(days, stability)
        right = min(self._grown(stability, difficulty, chance, GOOD), most[0])
        wrong = min(self._grown(stability, difficulty, chance, AGAIN), most[1])
        asked = chance * self.total(HALF_YEAR, right) + (1 - chance) * self.total(HALF_YEAR, wrong)
        left = self.total(days + HALF_YEAR, stability) - self.total(days, stability)
        return 1 - left / asked

    def pays(
        self,
        days: int,
        stability: float,
        difficulty: float,
        most: tuple[float, float],
        least: float,
    ) -> bool:
        """Whether an answer gains as much as is wished.

        What does not stick gains a large share of next to nothing: it rests for a week, or it would
        come in every prompt.

        Args:
            days: Whole ones since the last answer.
            stability: After that one, in days.
            difficulty: From 1 to 10.
            most: See `gain`.
            least: The gain that is wished, 0 to 1.
        """
        if days < HARDEST and self.kept(HARDEST, stability) < 0.5:
            return False
        return _gain(self, days, stability, difficulty, most) >= least

    def wait(
        self, stability: float, difficulty: float, most: tuple[float, float], least: float
    ) -> int:
        """The whole days until an answer pays, a year at the most; see `pays`."""
        pays = partial(
            self.pays, stability=stability, difficulty=difficulty, most=most, least=least
        )
        return WAITS[bisect_left(WAITS[:-1], True, key=pays)]

    def _begun(self, grade: int) -> tuple[float, float]:
        return max(self._w[grade - 1], _LEAST), _bounded(self._first_difficulty(grade))

    def _first_difficulty(self, grade: int) -> float:
        return float(self._w[4] - e ** (self._w[5] * (grade - 1)) + 1)

    def _next_difficulty(self, difficulty: float, grade: int) -> float:
        damped = difficulty + (10.0 - difficulty) * self._harder[grade] / 9.0
        return _bounded(self._easy + (1 - self._w[7]) * damped)


@lru_cache(maxsize=4096)  # one look at an item asks it several times over
def _gain(
    model: Fsrs, days: int, stability: float, difficulty: float, most: tuple[float, float]
) -> float:
    return model.gain(days, stability, difficulty, most)


def _bounded(difficulty: float) -> float:
    return min(max(difficulty, _EASIEST), _HARDEST)


_DEFAULT = Fsrs(DEFAULTS)


def fsrs(parameters: Parameters = DEFAULTS) -> Fsrs:
    """The model with some parameters, 21 of them."""
    return _DEFAULT if parameters is DEFAULTS else _fitted(parameters)


@lru_cache(maxsize=64)
def _fitted(parameters: Parameters) -> Fsrs:
    return Fsrs(parameters)
