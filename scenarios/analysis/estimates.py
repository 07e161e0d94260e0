"""Figures of a few people, with how far they may be off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, ceil, floor, sqrt, tanh
from statistics import quantiles

SURE = 1.959964
"""Standard deviations that leave 5 % outside."""
_FEWEST_PAIRS = 4  # the error of Fisher's z is 1 / √(n - 3)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, and between what the true one lies 19 times in 20."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Quartiles:
    """A quarter lies below the first, half below the second, a quarter above the third."""

    lower: float
    middle: float
    upper: float


def wilson(right: float, people: int) -> tuple[float, float]:
    """The 95 % interval of a share.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    1927.

    Args:
        right: How many were right; half credit is a half.
        people: Of how many; of none nothing is known.

    Returns:
        The least and the most, 0 to 1.
    """
    if not people:
        return 0.0, 1.0
    share, square = right / people, SURE**2
    middle = (share + square / (2 * people)) / (1 + square / people)
    spread = sqrt(share * (1 - share) / people + square / (4 * people**2))
    half = SURE * spread / (1 + square / people)
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))


@dataclass(frozen=True, slots=True)
class Told:
    """A share as others may hear it: of all of a few people it would say what each of them did.

    So all but one and all are one, and one and nobody are one.

    Attributes:
        percent: Rounded; where it is an end, the whole percent within it.
        end: 1 where it is so much or more, -1 where it is so much or less.
        low: Between what the true one lies.
        high: Likewise.
    """

    percent: int
    end: int
    low: float
    high: float


def told(some: float, everybody: int) -> Told:
    """A share, or a mean credit, as others may hear it.

    Args:
        some: How many of them, or the sum of their credits.
        everybody: How many people; at least three.
    """
    most = everybody - 1
    low, high = wilson(min(max(some, 1), most), everybody)
    if some >= most:
        return Told(floor(100 * most / everybody), 1, low, 1.0)
    if some <= 1:
        return Told(ceil(100 / everybody), -1, 0.0, high)
    return Told(round(100 * some / everybody), 0, low, high)


def mean(credits_: Sequence[float]) -> Estimate | None:
    """The mean of credits between 0 and 1, with an interval; None where there is none.

    The interval is Wilson's, with their sum in the place of the number who were right. Credits
    between 0 and 1 vary at most as much as answers that are right or wrong and have the same mean
    (R. Bhatia and C. Davis, "A better bound on the variance", 2000), so it is wide enough, and
    exactly Wilson's where there is no half credit.
    """
    if not credits_:
        return None
    total = min(max(sum(credits_), 0.0), float(len(credits_)))
    low, high = wilson(total, len(credits_))
    return Estimate(total / len(credits_), low, high)


def correlation(pairs: Sequence[tuple[float, float]]) -> Estimate | None:
    """Pearson's correlation, with the interval of Fisher's z.

    Source: R. A. Fisher, "On the 'probable error' of a coefficient of correlation deduced from a
    small sample", 1921. Where one side is right or wrong only, this is the point-biserial
    correlation; the interval is then an approximation.

    Returns:
        -1 to 1; None of fewer than four pairs, and where one side is the same throughout.
    """
    n = len(pairs)
    if n < _FEWEST_PAIRS:
        return None
    mean_x, mean_y = sum(x for x, _ in pairs) / n, sum(y for _, y in pairs) / n
    across = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    square_x = sum((x - mean_x) ** 2 for x, _ in pairs)
    square_y = sum((y - mean_y) ** 2 for _, y in pairs)
    if min(square_x, square_y) < 1e-12:  # what is left of sums of equal floats
        return None
    r = max(-1.0, min(1.0, across / sqrt(square_x * square_y)))
    if abs(r) > 1 - 1e-12:
        return Estimate(r, r, r)
    half = SURE / sqrt(n - 3)
    return Estimate(r, tanh(atanh(r) - half), tanh(atanh(r) + half))


def quartiles(numbers: Sequence[float]) -> Quartiles | None:
    """The quartiles, interpolated within the numbers; None of fewer than two.

    The seventh definition of R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages",
    1996, as most spreadsheets have it.
    """
    if len(numbers) < 2:
        return None
    return Quartiles(*quantiles(numbers, n=4, method="inclusive"))
