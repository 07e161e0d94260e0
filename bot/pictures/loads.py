"""Labels the links of a picture with their share of people, where there is room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from bot.pictures.cards import Line, Style
from bot.pictures.graph import Link
from bot.pictures.layout import Layout, Point, Route
from bot.pictures.pen import Pen, format_number

LABEL = Style(12.5, "ink", bold=True)
_HEIGHT, _PAD = 19.0, 5.0
_STEPS = (0.5, 0.35, 0.65, 0.2, 0.8)  # of a segment with room for a label


@dataclass(frozen=True, slots=True)
class Spot:
    """A label at a point."""

    x: float
    y: float
    width: float
    text: str

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        half = self.width / 2
        return self.x - half, self.y - _HEIGHT / 2, self.x + half, self.y + _HEIGHT / 2


def draw_loads(pen: Pen, laid: Layout, at: Point, labels: Mapping[Link, str]) -> None:
    """Draw the labels, each on its line.

    Args:
        at: The origin of the layout.
        labels: The label of each link, if any.
    """
    for spot in spots(laid, labels):
        left, top, _, _ = spot.box
        look = f'rx="{format_number(_HEIGHT / 2)}" fill="#ffffff" stroke="#c3cedb"'
        pen.box(left + at[0], top + at[1], spot.width, _HEIGHT, look)
        width = LABEL.width(spot.text)
        line = Line(0, 0, spot.text, LABEL, width)
        pen.line(line, spot.x + at[0] - width / 2, spot.y + at[1] + 4.4)


def spots(laid: Layout, labels: Mapping[Link, str]) -> list[Spot]:
    """Positions for labels on their lines, without overlaps; links without room get none."""
    taken = [
        (node.x, node.y, node.x + node.card.width, node.y + node.card.height)
        for node in laid.placed
    ]
    found = []
    for route in laid.routes:
        text = labels.get(route.link)
        spot = (
            next((entry for entry in _tries(route, text) if _is_free(entry.box, taken)), None)
            if (text)
            else None
        )
        if spot is not None:
            found.append(spot)
            taken.append(spot.box)
    return found


def _tries(route: Route, text: str | None) -> Iterator[Spot]:
    width = LABEL.width(text or "") + 2 * _PAD
    stretches = sorted(pairwise(route.points), key=_length, reverse=True)
    for (x, y), (to_x, to_y) in stretches:
        for step in _STEPS:
            yield Spot(x + (to_x - x) * step, y + (to_y - y) * step, width, text or "")


def _length(stretch: tuple[Point, Point]) -> float:
    (x, y), (to_x, to_y) = stretch
    return abs(x - to_x) + abs(y - to_y)


def _is_free(
    box: tuple[float, float, float, float], taken: Iterable[tuple[float, float, float, float]]
) -> bool:
    left, top, right, foot = box
    return all(
        right <= other[0] or other[2] <= left or foot <= other[1] or other[3] <= top
        for other in taken
    )
