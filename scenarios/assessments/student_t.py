"""Student's t distribution, for confidence intervals of small samples."""

from __future__ import annotations

from functools import cache
from math import atan, cos, pi, sin, sqrt

SURE = 0.95
_WIDEST, _HALVINGS = 13.0, 60  # t is 12.7 with one degree of freedom, and less with more


@cache
def quantile(freedom: int) -> float:
    """The two-sided 95 % quantile of Student's t distribution.

    Args:
        freedom: Degrees of freedom, 1 or more.
    """
    low, high = 0.0, _WIDEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if within(middle, freedom) < SURE:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def within(t: float, freedom: int) -> float:
    """The probability that Student's t lies between -t and t.

    Source: M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions", 1964, 26.7.3 and
    26.7.4; the series is finite for whole degrees of freedom.
    """
    angle = atan(t / sqrt(freedom))
    odd = freedom % 2
    term = cos(angle) if odd else 1.0
    total = term if freedom > 1 else 0.0
    for step in range(2 + odd, freedom, 2):
        term *= cos(angle) ** 2 * (step - 1) / step
        total += term
    return 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total
