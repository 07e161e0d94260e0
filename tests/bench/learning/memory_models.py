"""Two models of the true memory of simulated people, hidden from every schedule.

One is the model by which Basira reckons, so that it favours Basira. The other was made by other
people for other ends. What holds under both is likelier to hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log, log1p
from typing import Protocol

from scenarios.spaced_repetition.fsrs_formulas import Fsrs, fsrs, grade


class Trace(Protocol):
    """The memory of one item in one person."""

    @property
    def day(self) -> int: ...

    def recalled(self, day: float, /) -> float:
        """The chance of a right answer on a day, 0 to 1."""

    def total(self, day: int, /) -> float:
        """The integral of recall from the last answer to a day, in days."""

    def after(self, day: int, /, *, right: bool) -> Trace:
        """The trace after another answer with feedback."""


@dataclass(frozen=True, slots=True)
class FsrsTrace:
    """FSRS-6 with its default parameters (Ye 2024): a stability, in days, and a difficulty."""

    stability: float
    difficulty: float
    day: int = 0

    def recalled(self, day: float) -> float:
        return _FSRS.retention(day - self.day, self.stability)

    def total(self, day: int) -> float:
        """The integral of recall, in days."""
        return _FSRS.total(day - self.day, self.stability)

    def after(self, day: int, *, right: bool) -> FsrsTrace:
        recalled = self.recalled(day)
        after = _FSRS.after(self.stability, self.difficulty, recalled, grade(right=right))
        return FsrsTrace(*after, day)


_FSRS: Fsrs = fsrs()

# From Pavlik and Anderson's fit to learners of vocabulary; not fitted to anything of ours.
_SCALE, _INTERCEPT = 0.217, 0.177
# A single answer is recalled by 84.5 % after a week and by half after six months, as knowledge was
# in this field (Lee 2021); the two make the threshold and the noise.
_WEEK, _HALF_YEAR, _AFTER_A_WEEK = 7.0, 182.0, 0.845
_THRESHOLD = -_INTERCEPT * log(_HALF_YEAR)
_NOISE = _INTERCEPT * log(_HALF_YEAR / _WEEK) / log(_AFTER_A_WEEK / (1 - _AFTER_A_WEEK))
_ODDS = exp(_THRESHOLD / _NOISE)
# Points between -1 and 1 and their weights: a sum of five values in place of an integral (Gauss).
_POINTS = (
    (0.0, 128 / 225),
    (-0.5384693101056831, 0.47862867049936647),
    (0.5384693101056831, 0.47862867049936647),
    (-0.9061798459386640, 0.23692688505618908),
    (0.9061798459386640, 0.23692688505618908),
)


@dataclass(frozen=True, slots=True)
class ActivationTrace:
    """Activation, as ACT-R has it, with the decay of Pavlik and Anderson.

    m = ln Σ t_j ^ -d_j over all answers j, t_j days old; d_j = c · e ^ m_j + a, with m_j the
    activation when answer j was given; recalled by 1 / (1 + e ^ ((τ - m) / s)). Answers close to
    each other decay faster. A wrong answer counts like a right one: its reason was read.

    Source: P. I. Pavlik and J. R. Anderson, "Practice and forgetting effects on vocabulary memory:
    an activation-based model of the spacing effect", Cognitive Science 29 (2005) 559-586. c and a
    are of the size of their fit; τ and s are set so that one answer fades as in Lee (2021).
    """

    answers: tuple[tuple[int, float], ...] = ((0, -_INTERCEPT),)
    """The day of each, and the power with which it decays."""

    @property
    def day(self) -> int:
        return self.answers[-1][0]

    def recalled(self, day: float) -> float:
        strength = self._strength(day)
        return float(1 / (1 + _ODDS * strength ** (-1 / _NOISE)))

    def total(self, day: int) -> float:
        """The integral of recall, in days; sampled densely soon after the answer."""
        last = self.day
        half = log1p(day - last) / 2
        found = 0.0
        for point, weight in _POINTS:
            grown = exp(half * (1 + point))
            found += weight * grown * self.recalled(last + grown - 1)
        return half * found

    def after(self, day: int, *, right: bool) -> ActivationTrace:
        """The trace after another answer."""
        decay = _SCALE * self._strength(day) + _INTERCEPT
        return ActivationTrace((*self.answers, (day, -decay)))

    def _strength(self, day: float) -> float:
        """The sum whose logarithm is the activation."""
        return sum(self._parts(day))

    def _parts(self, day: float) -> Iterator[float]:
        for at, power in self.answers:
            yield (day - at) ** power


MODELS = ("fsrs", "activation")


def begun(model: str, *, right: bool) -> Trace:
    """The trace after the answer in a story.

    Args:
        model: One of `MODELS`.
        right: Whether it was right.
    """
    if model == "activation":
        return ActivationTrace()
    return FsrsTrace(*_FSRS.first(grade(right=right)))
