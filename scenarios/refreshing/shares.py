"""Shares of right answers, with how sure they are."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

_SURE = 1.959964  # standard deviations that leave 5 % outside


@dataclass(frozen=True, slots=True)
class Share:
    """Right answers among some people's.

    Attributes:
        people: How many people answered.
        answers: How many answers there are.
        right: How many of them are right.
    """

    people: int
    answers: int
    right: int

    @property
    def observed(self) -> float:
        """The share that is right, 0 to 1; of no answers none is."""
        return self.right / self.answers if self.answers else 0.0

    @property
    def likely(self) -> tuple[float, float]:
        """Between what the share lies that stands behind it; see `wilson`."""
        return wilson(self.right, self.answers)


def wilson(right: int, answers: int) -> tuple[float, float]:
    """The 95 % interval of a share.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    1927. It takes answers as independent, which several of one person are not quite: so it is
    rather too narrow.

    Args:
        right: How many were right.
        answers: Of how many; of none nothing is known.

    Returns:
        The least and the most, 0 to 1.
    """
    if not answers:
        return 0.0, 1.0
    share, square = right / answers, _SURE**2
    middle = (share + square / (2 * answers)) / (1 + square / answers)
    spread = sqrt(share * (1 - share) / answers + square / (4 * answers**2))
    half = _SURE * spread / (1 + square / answers)
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))
