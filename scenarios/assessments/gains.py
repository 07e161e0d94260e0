"""Changes between two parts of a test, for people who took both, with intervals.

The interval is Student's, of the paired differences (Student, "The Probable Error of a
Mean", 1908). It can be checked by hand, is deterministic, and is reliable for ten or more
differences, which are less skewed than scores; a percentile bootstrap
of so few is too narrow (T. Hesterberg, "What Teachers Should Know about the Bootstrap", 2015).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, variance

from scenarios.assessments.student_t import quantile
from scenarios.seeded_random import draw

FEWEST = 10
"""The minimum number of people; nothing is reported for fewer."""
APART = 5
"""Two groups differ by at least so many people, or by none: else the difference identifies one."""
LARGE = 10.0
"""The difference in percent from which a form is reported as uneven."""
_NOTHING = 1e-9  # the remainder of differences of equal floats


@dataclass(frozen=True, slots=True)
class PartResult:
    """A person's result in one part.

    Attributes:
        form: The form.
        score: Percent of the best path.
        missed: Under-reactions, in percent of the decisions where one was possible.
        over_called: Over-reactions, likewise.
    """

    form: str
    score: float
    missed: float
    over_called: float


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % interval.

    If all differences are equal, the interval is unknown: both ends are None.
    """

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """Two means in percent, and the mean paired difference."""

    before: float
    after: float
    gain: Interval


@dataclass(frozen=True, slots=True)
class UnevenForm:
    """A form whose first takers scored differently, by so many points, from those of the others."""

    form: str
    points: Interval


@dataclass(frozen=True, slots=True)
class Gains:
    """Changes of those who took both parts."""

    people: int
    score: Change
    missed: Change
    over_called: Change
    uneven: tuple[UnevenForm, ...]


Pair = tuple[PartResult, PartResult]


def gains(pairs: Sequence[Pair]) -> Gains | None:
    """The changes between two parts; None with fewer than ten people who took both."""
    if len(pairs) < FEWEST:
        return None
    return Gains(
        len(pairs),
        _change([(taken_case.score, other.score) for taken_case, other in pairs]),
        _change([(taken_case.missed, other.missed) for taken_case, other in pairs]),
        _change([(taken_case.over_called, other.over_called) for taken_case, other in pairs]),
        tuple(_uneven([taken_case for taken_case, _ in pairs])),
    )


def paired_difference(differences: Sequence[float]) -> Interval:
    """The mean of at least two differences, with its interval."""
    mean, spread = fmean(differences), variance(differences)
    if spread < _NOTHING:
        return Interval(mean, None, None)
    half = quantile(len(differences) - 1) * sqrt(spread / len(differences))
    return Interval(mean, mean - half, mean + half)


def mean_difference(first: Sequence[float], second: Sequence[float]) -> Interval:
    """The difference between the means of two groups of at least two people each.

    Source: B. L. Welch, "The generalization of Student's problem when several different population
    variances are involved", 1947. Degrees of freedom are rounded down, which is conservative.
    """
    value = fmean(first) - fmean(second)
    number, other = (variance(group) / len(group) for group in (first, second))
    if number + other < _NOTHING:
        return Interval(value, None, None)
    freedom = (number + other) ** 2 / (number**2 / (len(first) - 1) + other**2 / (len(second) - 1))
    half = quantile(int(freedom)) * sqrt(number + other)
    return Interval(value, value - half, value + half)


def disclosable_group(
    test: str, people: Collection[str], shown: Iterable[Collection[str]]
) -> set[str]:
    """Reduce a group so that it differs from every other reported group by several people or none.

    The means of two groups that differ by one person reveal that person's result. So random
    people are dropped until the group differs by five from each reported group, or by none.

    Args:
        test: Its id seeds the random choice.
        shown: The other reported groups.
    """
    kept = set(people)
    for other in map(set, shown):
        both = sorted(kept & other, key=lambda entry: draw(0, f"{test}/apart/{entry}"))
        differ = len(kept ^ other)
        if 0 < differ < APART:
            kept -= set(both[: APART - differ])
    return kept


def _change(pairs: Sequence[tuple[float, float]]) -> Change:
    before, after = fmean(value for value, _ in pairs), fmean(other for _, other in pairs)
    return Change(before, after, paired_difference([other - value for value, other in pairs]))


def _uneven(first: Sequence[PartResult]) -> Iterator[UnevenForm]:
    """The forms with unusual results among first takers."""
    scores: dict[str, list[float]] = {}
    for taken_case in first:
        scores.setdefault(taken_case.form, []).append(taken_case.score)
    for form, own in sorted(scores.items()):
        rest = _rest(scores, form)
        if min(len(own), len(rest)) < FEWEST:
            continue
        points = mean_difference(own, rest)
        sure = points.low is None or points.high is None or points.low * points.high > 0
        if abs(points.value) >= LARGE and sure:
            yield UnevenForm(form, points)


def _rest(scores: Mapping[str, Sequence[float]], form: str) -> list[float]:
    return [score for other, own in scores.items() if other != form for score in own]
