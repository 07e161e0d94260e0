"""Waiting times of taps, counted in constant memory."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from time import monotonic
from typing import Final

BOUNDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds; the upper bounds of the classes that waits are counted in. More than the last is one."""

MINUTE: Final = 60.0


@dataclass(frozen=True, slots=True)
class WaitHistogram:
    """Waits by duration bucket."""

    counts: tuple[int, ...] = (0,) * (len(BOUNDS) + 1)
    seconds: float = 0.0  # all of them together

    @property
    def count(self) -> int:
        return sum(self.counts)

    def up_to(self) -> Sequence[int]:
        """The number of waits within each bound, and of all."""
        return tuple(accumulate(self.counts))

    def longer_than(self, bound: float) -> int:
        """The number of waits longer than one of the bounds."""
        return sum(self.counts[BOUNDS.index(bound) + 1 :])


class WaitTimes:
    """Counts how long taps waited: since the start, and recently."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._seconds = 0.0
        self._counts = [0] * (len(BOUNDS) + 1)
        self._before, self._last = list(self._counts), list(self._counts)
        self._turned_at = now()

    def note(self, seconds: float) -> None:
        """Count a tap that was answered after so many seconds."""
        self._turn()
        self._counts[bisect_left(BOUNDS, seconds)] += 1
        self._seconds += seconds

    def total(self) -> WaitHistogram:
        """All waits since the program started."""
        return WaitHistogram(tuple(self._counts), self._seconds)

    def recent(self) -> WaitHistogram:
        """The waits of the last one to two minutes."""
        self._turn()
        pairs = zip(self._counts, self._before, strict=True)
        return WaitHistogram(tuple(now - then for now, then in pairs))

    def _turn(self) -> None:
        passed = self._now() - self._turned_at
        if passed < MINUTE:
            return
        self._before = self._last if passed < 2 * MINUTE else list(self._counts)
        self._last = list(self._counts)
        self._turned_at = self._now()
