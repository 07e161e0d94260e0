"""What changed between two parts of a test, for those who took both, and how sure that is.

The interval is Student's, of the differences of each person (Student, "The Probable Error of a
Mean", 1908). It can be checked by hand, is the same at every look, and holds well for differences
of ten people and more, since these lie far less to one side than scores do; a percentile bootstrap
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
"""People; of fewer nothing is told."""
APART = 5
"""By so many people two groups differ, or by none: else the difference would tell of one."""
LARGE = 10.0
"""Percent; by so much a form must differ before it is told."""
_NOTHING = 1e-9  # what is left of differences of equal floats


@dataclass(frozen=True, slots=True)
class Taken:
    """A part that someone took.

    Attributes:
        form: Which form.
        score: Percent of the best path.
        missed: How often too little was done, in percent of the decisions at which it could be.
        over_called: Likewise too much.
    """

    form: str
    score: float
    missed: float
    over_called: float


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure, and between what the true one lies 19 times in 20.

    Where everybody differs by the same, nothing is known of that; both ends are None.
    """

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """Two means in percent, and the mean of the differences of each person."""

    before: float
    after: float
    gain: Interval


@dataclass(frozen=True, slots=True)
class Uneven:
    """A form with which people began by so many points better, or worse, than with the others."""

    form: str
    points: Interval


@dataclass(frozen=True, slots=True)
class Gains:
    """What changed for those who took both parts."""

    people: int
    score: Change
    missed: Change
    over_called: Change
    uneven: tuple[Uneven, ...]


Pair = tuple[Taken, Taken]


def gains(pairs: Sequence[Pair]) -> Gains | None:
    """What changed between two parts; None where fewer than ten people took both."""
    if len(pairs) < FEWEST:
        return None
    return Gains(
        len(pairs),
        _change([(taken_case.score, other.score) for taken_case, other in pairs]),
        _change([(taken_case.missed, other.missed) for taken_case, other in pairs]),
        _change([(taken_case.over_called, other.over_called) for taken_case, other in pairs]),
        tuple(_uneven([taken_case for taken_case, _ in pairs])),
    )


def paired(differences: Sequence[float]) -> Interval:
    """The mean of differences, of at least two people, with its interval."""
    mean, spread = fmean(differences), variance(differences)
    if spread < _NOTHING:
        return Interval(mean, None, None)
    half = quantile(len(differences) - 1) * sqrt(spread / len(differences))
    return Interval(mean, mean - half, mean + half)


def apart(first: Sequence[float], second: Sequence[float]) -> Interval:
    """By how much the mean of one group lies above that of another, of at least two people each.

    Source: B. L. Welch, "The generalization of Student's problem when several different population
    variances are involved", 1947. Degrees of freedom are rounded down, which is wide enough.
    """
    value = fmean(first) - fmean(second)
    number, other = (variance(group) / len(group) for group in (first, second))
    if number + other < _NOTHING:
        return Interval(value, None, None)
    freedom = (number + other) ** 2 / (number**2 / (len(first) - 1) + other**2 / (len(second) - 1))
    half = quantile(int(freedom)) * sqrt(number + other)
    return Interval(value, value - half, value + half)


def kept_apart(test: str, people: Collection[str], shown: Iterable[Collection[str]]) -> set[str]:
    """Those of a group of whom something is told, so that no other group differs by one or a few.

    Whoever knows the means of two groups that differ by one person knows how that one did. So some
    are left out by chance, until it differs by five from each group that is shown, or by none.

    Args:
        test: Chance comes from its id.
        people: The group.
        shown: The groups of which something is told besides.
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
    return Change(before, after, paired([other - value for value, other in pairs]))


def _uneven(first: Sequence[Taken]) -> Iterator[Uneven]:
    """The forms that stand out among those with which people began."""
    scores: dict[str, list[float]] = {}
    for taken_case in first:
        scores.setdefault(taken_case.form, []).append(taken_case.score)
    for form, own in sorted(scores.items()):
        rest = _rest(scores, form)
        if min(len(own), len(rest)) < FEWEST:
            continue
        points = apart(own, rest)
        sure = points.low is None or points.high is None or points.low * points.high > 0
        if abs(points.value) >= LARGE and sure:
            yield Uneven(form, points)


def _rest(scores: Mapping[str, Sequence[float]], form: str) -> list[float]:
    return [score for other, own in scores.items() if other != form for score in own]
