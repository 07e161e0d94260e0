"""Places labels so that they overlap neither marks nor each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_APART = 6.0  # the spacing of the points of a line that is kept free


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-aligned rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def shared(self, other: Box) -> float:
        """The area of the intersection."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(width, 0.0) * max(height, 0.0)


def around(x: float, y: float, width: float, height: float) -> Box:
    """A rectangle centred at a point."""
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


class Labels:
    """The occupied areas of a panel."""

    def __init__(self) -> None:
        self._taken: list[Box] = []

    def keep_free(self, x: float, y: float, size: float) -> None:
        """Reserve the area of a mark."""
        self._taken.append(around(x, y, size, size))

    def keep_line_free(self, points: Sequence[tuple[float, float]], size: float) -> None:
        """Reserve a line, if possible."""
        for (x, y), (to_x, to_y) in pairwise(points):
            steps = max(1, round(max(abs(to_x - x), abs(to_y - y)) / _APART))
            for step in range(steps):
                share = step / steps
                self.keep_free(x + share * (to_x - x), y + share * (to_y - y), size)

    def put(self, places: Iterable[Box]) -> Box:
        """Use the first free box, or the one with the least overlap."""
        _, place = min(((self._covered(box), box) for box in places), key=lambda found: found[0])
        self._taken.append(place)
        return place

    def _covered(self, place: Box) -> float:
        return sum(place.shared(box) for box in self._taken)


def beside(x: float, y: float, width: float, height: float, gap: float) -> Iterable[Box]:
    """Candidate boxes for a label around a point: above, below, at its sides, and further away."""
    for far in (1.0, 2.2, 3.4):
        up, side = far * gap + height / 2, far * gap + width / 2
        for across, down in ((0, -up), (0, up), (-side, 0), (side, 0)):
            yield around(x + across, y + down, width, height)
        for across, down in ((-side, -up), (side, up), (side, -up), (-side, up)):
            yield around(x + across * 0.8, y + down * 0.8, width, height)
