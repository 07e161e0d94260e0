"""Estimates from small samples, with confidence intervals."""

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
    """An estimate with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Quartiles:
    lower: float
    middle: float
    upper: float


def wilson(right: float, people: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a proportion.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    1927.

    Args:
        right: The number of right answers; half credit counts half.
        people: The sample size; with 0 the interval is the full range.

    Returns:
        The bounds, 0 to 1.
    """
    if not people:
        return 0.0, 1.0
    share, square = right / people, SURE**2
    middle = (share + square / (2 * people)) / (1 + square / people)
    spread = sqrt(share * (1 - share) / people + square / (4 * people**2))
    half = SURE * spread / (1 + square / people)
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))


@dataclass(frozen=True, slots=True)
class MaskedShare:
    """A share, masked for disclosure: in a small group an exact share reveals individual answers.

    All but one are reported as all, and one as nobody.

    Attributes:
        percent: Rounded; at an end, the closest whole percent that is not masked.
        end: 1 for this much or more, -1 for this much or less.
        low: The lower bound of the 95 % interval.
        high: The upper bound.
    """

    percent: int
    end: int
    low: float
    high: float


def mask_share(some: float, everybody: int) -> MaskedShare:
    """Mask a share, or a mean credit, for disclosure.

    Args:
        some: The count, or the sum of credits.
        everybody: The number of people; at least three.
    """
    most = everybody - 1
    low, high = wilson(min(max(some, 1), most), everybody)
    if some >= most:
        return MaskedShare(floor(100 * most / everybody), 1, low, 1.0)
    if some <= 1:
        return MaskedShare(ceil(100 / everybody), -1, 0.0, high)
    return MaskedShare(round(100 * some / everybody), 0, low, high)


def mean(credits_: Sequence[float]) -> Estimate | None:
    """The mean of credits between 0 and 1, with an interval; None for an empty sample.

    The interval is Wilson's, with the sum of credits in place of the number of successes. Credits
    between 0 and 1 have at most the variance of a Bernoulli variable with the same mean
    (R. Bhatia and C. Davis, "A better bound on the variance", 2000), so it is wide enough, and
    exactly Wilson's without partial credit.
    """
    if not credits_:
        return None
    total = min(max(sum(credits_), 0.0), float(len(credits_)))
    low, high = wilson(total, len(credits_))
    return Estimate(total / len(credits_), low, high)


def correlation(pairs: Sequence[tuple[float, float]]) -> Estimate | None:
    """Pearson's correlation, with Fisher's z interval.

    Source: R. A. Fisher, "On the 'probable error' of a coefficient of correlation deduced from a
    small sample", 1921. If one variable is binary, this is the point-biserial
    correlation, and the interval is an approximation.

    Returns:
        -1 to 1; None for fewer than four pairs, or if a variable is constant.
    """
    n = len(pairs)
    if n < _FEWEST_PAIRS:
        return None
    mean_x, mean_y = sum(x for x, _ in pairs) / n, sum(y for _, y in pairs) / n
    across = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    square_x = sum((x - mean_x) ** 2 for x, _ in pairs)
    square_y = sum((y - mean_y) ** 2 for _, y in pairs)
    if min(square_x, square_y) < 1e-12:  # the remainder of sums of equal floats
        return None
    r = max(-1.0, min(1.0, across / sqrt(square_x * square_y)))
    if abs(r) > 1 - 1e-12:
        return Estimate(r, r, r)
    half = SURE / sqrt(n - 3)
    return Estimate(r, tanh(atanh(r) - half), tanh(atanh(r) + half))


def quartiles(numbers: Sequence[float]) -> Quartiles | None:
    """The quartiles, with linear interpolation; None for fewer than two numbers.

    Definition 7 of R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages",
    1996, the default of most spreadsheets.
    """
    if len(numbers) < 2:
        return None
    return Quartiles(*quantiles(numbers, n=4, method="inclusive"))
