"""A picture of the four competencies, as bands instead of points and without names.

Equal input gives equal bytes, and there are only a few hundred possible pictures, so each is
drawn once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.pictures.cards import Line, Style, Tone
from bot.pictures.drawing import png
from bot.pictures.pen import Pen, format_number
from bot.pictures.svg import Picture
from scenarios.languages import RTL
from scenarios.model import Competency

# Roughly a phone's width: wider pictures are scaled down.
_WIDTH, _MARGIN, _ROW, _HEAD = 480.0, 24.0, 48.0, 54.0
_FOOT = 20.0  # phones show the time over the bottom of a photo
_STEPS = 3
_STEP_WIDTH, _STEP_HEIGHT, _STEP_GAP, _STEPS_AT = 27.0, 14.0, 5.0, 254.0
_LEFT, _NAME_AT = _MARGIN + 6, 70.0
NAME, SAID = Style(15.5, "ink", bold=True), 13.5
_BADGE = 16.0
_CARD, _PAGE, _EMPTY, _RULE = "#ffffff", "#eef3f4", "#e4eaee", "#e9eef1"
_TINTS = ("#8695a6", "#b3541e", "#b5771a", "#0b6e69")  # by the number of full steps
_TONES: tuple[Tone, ...] = ("faint", "soft", "soft", "best")
_STROKE = (
    'fill="none" stroke="#ffffff" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"'
)
# Each drawn around the origin: an eye, a heart, a way through a door, a shield.
_BADGES: dict[Competency, str] = {
    "recognise": f'<path d="M-10 0Q0 -10 10 0Q0 10 -10 0Z" {_STROKE}/>'
    '<circle r="3.1" fill="#ffffff"/>',
    "respond": f'<path d="M0 8.6C-13 .6 -9.4 -8.4 -3.9 -7.6Q-1 -7 0 -4Q1 -7 3.9 -7.6'
    f'C9.4 -8.4 13 .6 0 8.6Z" {_STROKE}/>',
    "refer": f'<path d="M-9.4 0H3.4M-1.4 -5L3.6 0L-1.4 5M2 -9H8.6V9H2" {_STROKE}/>',
    "protect": f'<path d="M0 -10L8.4 -6.8V-.6Q8.4 6.4 0 10Q-8.4 6.4 -8.4 -.6V-6.8Z" {_STROKE}/>'
    f'<path d="M-3.6 -.4L-.9 2.4L4 -3" {_STROKE}/>',
}


@dataclass(frozen=True, slots=True)
class Row:
    """A competency: its name, the number of full steps out of three, and the name of the band.

    No step is full if there were too few decisions.
    """

    competency: Competency
    name: str
    steps: int
    band: str


@lru_cache(maxsize=1024)
def render_png(title: str, rows: tuple[Row, ...], language: str) -> bytes:
    """The picture as PNG.

    Args:
        rows: The competencies, in order.
        language: The language of the texts; right-to-left languages are mirrored.
    """
    return png(draw(title, rows, language))


def draw(title: str, rows: Sequence[Row], language: str) -> Picture:
    height = 2 * _MARGIN + _HEAD + _ROW * len(rows) + _FOOT
    pen = Pen(_WIDTH, rtl=language in RTL)
    pen.box(0, 0, _WIDTH, height, f'fill="{_PAGE}"')
    pen.box(10, 10, _WIDTH - 20, height - 20, f'rx="18" fill="{_CARD}"')
    _words(pen, title, Style(21, "ink", bold=True), _LEFT, _MARGIN + 25)
    pen.box(_LEFT, _MARGIN + 37, 36, 4, f'rx="2" fill="{_TINTS[3]}"')
    for place, row in enumerate(rows):
        _row(pen, row, _MARGIN + _HEAD + _ROW * place, first=place == 0)
    return Picture(pen.page(height, title, language), _WIDTH, height)


def _row(pen: Pen, row: Row, top: float, *, first: bool) -> None:
    middle, tint = top + _ROW / 2, _TINTS[row.steps]
    if not first:
        pen.box(_LEFT, top, _WIDTH - 2 * _LEFT, 1.2, f'fill="{_RULE}"')
    pen.at(_LEFT + _BADGE, middle, f'<circle r="{format_number(_BADGE)}" fill="{tint}"/>')
    # A way forward follows the reading direction.
    turned = "-0.78 0.78" if pen.rtl and row.competency == "refer" else "0.78"
    badge = _BADGES[row.competency]
    pen.at(_LEFT + _BADGE, middle, f'<g transform="scale({turned})">{badge}</g>')
    _words(pen, row.name, NAME, _NAME_AT, middle + 5.6)
    _steps(pen, row, middle)
    style = Style(SAID, _TONES[row.steps], bold=row.steps == _STEPS)
    _words(pen, row.band, style, _WIDTH - _LEFT, middle + 5, at_end=True)


def _steps(pen: Pen, row: Row, middle: float) -> None:
    """Three steps, full ones first, distinguishable without colour."""
    for step in range(_STEPS):
        look = f'fill="{_TINTS[row.steps] if step < row.steps else _EMPTY}"'
        if not row.steps:
            look = 'fill="none" stroke="#c3cedb" stroke-width="1.4" stroke-dasharray="3 4"'
        x = _STEPS_AT + step * (_STEP_WIDTH + _STEP_GAP)
        round_ = f'rx="{format_number(_STEP_HEIGHT / 2)}" {look}'
        pen.box(x, middle - _STEP_HEIGHT / 2, _STEP_WIDTH, _STEP_HEIGHT, round_)


def _words(pen: Pen, text: str, style: Style, x: float, y: float, *, at_end: bool = False) -> None:
    pen.line(Line(0, 0, text, style, style.width(text), at_end=at_end), x, y)
