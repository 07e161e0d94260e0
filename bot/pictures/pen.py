"""Writes SVG elements.

Positions are measured from the side where reading begins, and mirrored for right-to-left
languages. Renderers lay out every text left to right unless told
otherwise, so right-to-left texts are wrapped in isolates of their direction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.pictures.cards import Line, Mark, Tone
from bot.pictures.fonts import FAMILY
from bot.pictures.layout import Point

TONES: dict[Tone, str] = {
    "ink": "#16222e",
    "soft": "#46566a",
    "faint": "#6b7b8f",
    "best": "#0b6e69",
    "danger": "#b3261e",
    "light": "#ffffff",
    "safe": "#1b7a43",
    "mixed": "#8a5a00",
    "harm": "#b3261e",
}
RIM, BACK = "#c3cedb", "#6d4aa8"
# Characters invalid in XML 1.0, and direction controls.
_UNFIT = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e]")


class Pen:
    """Writes elements, mirrored for right-to-left languages."""

    def __init__(self, width: float, *, rtl: bool) -> None:
        self.width = width
        self.rtl = rtl
        self.parts: list[str] = []

    def x(self, x: float) -> float:
        """The x coordinate on the page."""
        return self.width - x if self.rtl else x

    def box(self, x: float, y: float, width: float, height: float, look: str) -> None:
        """A box; `look` is its attributes."""
        left = self.x(x + width) if self.rtl else x
        size = f'width="{format_number(width)}" height="{format_number(height)}"'
        self.parts.append(f'<rect x="{format_number(left)}" y="{format_number(y)}" {size} {look}/>')

    def shape(self, points: Iterable[Point], look: str) -> None:
        corners = " ".join(f"{format_number(self.x(x))},{format_number(y)}" for x, y in points)
        self.parts.append(f'<polygon points="{corners}" {look}/>')

    def way(self, points: Sequence[Point], look: str) -> None:
        """A line with rounded corners."""
        turned = [(self.x(x), y) for x, y in points]
        self.parts.append(f'<path d="{_path(turned)}" fill="none" {look}/>')

    def at(self, x: float, y: float, drawing: str) -> None:
        """A sign around a point; signs are never mirrored."""
        self.parts.append(
            f'<g transform="translate({format_number(self.x(x))} {format_number(y)})">{drawing}</g>'
        )

    def line(self, line: Line, x: float, y: float) -> None:
        """A line of text; `x` and `y` are the origin of its container."""
        anchor = "end" if self.rtl != line.at_end else "start"
        text = line.text if line.code or not self.rtl else f"\u2067{line.text}\u2069"
        style = line.style
        weight = ' font-weight="700"' if style.bold else ""
        self.parts.append(
            f'<text x="{format_number(self.x(x + line.x))}" y="{format_number(y + line.y)}" '
            f'text-anchor="{anchor}" font-size="{format_number(style.size)}" '
            f'fill="{TONES[style.tone]}"{weight}>{escape(text)}</text>'
        )

    def page(self, height: float, title: str, language: str) -> str:
        """The complete SVG, on white."""
        size = f'width="{format_number(self.width)}" height="{format_number(height)}"'
        view = f'viewBox="0 0 {format_number(self.width)} {format_number(height)}"'
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} role="img" direction="ltr" '
            f'xml:lang="{language}" font-family="{FAMILY}">'
        )
        name = f"<title>{escape(title)}</title>"
        ground = '<rect width="100%" height="100%" fill="#ffffff"/>'
        return "\n".join([head, name, ground, *self.parts, "</svg>", ""])


def escape(text: str) -> str:
    plain = _UNFIT.sub("", text)
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        plain = plain.replace(sign, name)
    return plain


def format_number(number: float) -> str:
    """Format with at most one decimal."""
    return f"{round(number, 1) + 0:g}"  # no exponent below a million, and no negative zero


def towards(point: Point, other: Point, by: float) -> Point:
    """The point at a fraction of the way to another."""
    length = max(abs(other[0] - point[0]) + abs(other[1] - point[1]), 1e-6)
    share = min(by / length, 1)
    return point[0] + (other[0] - point[0]) * share, point[1] + (other[1] - point[1]) * share


def _path(points: Sequence[Point]) -> str:
    """A path with rounded corners."""
    found = [f"M{_pair(points[0])}"]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        spans = [abs(pair[0] - here[0]) + abs(pair[1] - here[1]) for pair in (before, after)]
        radius = min(8.0, *(span / 2 for span in spans))
        start, end = towards(here, before, radius), towards(here, after, radius)
        found.append(f"L{_pair(start)}Q{_pair(here)} {_pair(end)}")
    return "".join([*found, f"L{_pair(points[-1])}"])


def _pair(point: Point) -> str:
    return f"{format_number(point[0])} {format_number(point[1])}"


def sign(mark: Mark) -> str:
    """A sign as a drawing, since fonts may lack it."""
    colour = TONES[mark.tone]
    round_, stroke = f'<circle r="8.5" fill="{colour}"/>', 'fill="none" stroke="#ffffff"'
    pen = f'{stroke} stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    signs = {
        "start": f'<path d="M-5 6V-6M-5 -5.5H5L2.5 -2.5L5 .5H-5" fill="{colour}" '
        f'stroke="{colour}" stroke-width="1.6" stroke-linejoin="round"/>',
        "stop": f'<path d="M-2.6 -5V5M2.6 -5V5" stroke="{colour}" stroke-width="2.6" '
        'stroke-linecap="round"/>',
        "star": f'<path d="M0 -6L1.8 -2L6 -1.6L2.8 1.2L3.8 5.4L0 3.2L-3.8 5.4L-2.8 1.2L-6 -1.6'
        f'L-1.8 -2Z" fill="{colour}"/>',
        "warning": f'<path d="M0 -6L6.6 5.6H-6.6Z" fill="{colour}" stroke="{colour}" '
        'stroke-width="1.4" stroke-linejoin="round"/><path d="M0 -2.2V1.6M0 3.8V4" '
        'stroke="#ffffff" stroke-width="1.7" stroke-linecap="round"/>',
        "safe": f'{round_}<path d="M-3.8 .2L-1.2 3L4 -2.8" {pen}/>',
        "mixed": f'{round_}<path d="M-4.4 1Q-2.2 -3 0 0T4.4 -1" {pen}/>',
        "harmful": f'{round_}<path d="M-3 -3L3 3M3 -3L-3 3" {pen}/>',
    }
    return signs[mark.sign]
