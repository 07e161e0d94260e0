"""The training cascade as a tree: who trained whom, certificate expiry, and people reached.

Each person has a row, as in a file browser, so sixty are as readable on a phone as three.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.pictures import states
from bot.pictures.cards import Style
from bot.pictures.drawing import png
from bot.pictures.pen import TONES, Pen
from bot.pictures.states import LEFT, MARGIN, ROOM, WIDTH
from bot.pictures.svg import Picture

Rank: TypeAlias = Literal["master-trainer", "trainer", "trainee"]

MOST = 60
"""The maximum number of rows in a picture; more are split over several pictures."""

_ROW, _STEP, _ENTRY, _GAP = 30.0, 22.0, 20.0, 12.0
_DEEPEST = 6  # maximum indentation
_END, _REACH = 168.0, 52.0  # of the columns at the end
_TEAL, _GOLD, _LINE = "#0b6e69", "#b58a3c", "#8c9bad"
_NAME, _CHIEF = Style(14, "ink"), Style(14, "ink", bold=True)
_DAY, _OVER, _WORD = Style(12.5, "soft"), Style(12.5, "danger"), Style(12.5, "soft")
_NUMBER = Style(13, "ink", bold=True)


@dataclass(frozen=True, slots=True)
class Row:
    """A person in the tree."""

    name: str
    rank: Rank
    ends: tuple[bool, ...]  # for each depth, whether its branch ends here
    reach: str
    until: str
    over: bool  # the certificate that it depends on has expired


@dataclass(frozen=True, slots=True)
class Tree:
    title: str
    note: str
    reach: str  # the heading of the numbers
    until: str  # the heading of the dates
    legend: tuple[tuple[Rank, str], ...]
    rows: tuple[Row, ...]


def render_png(tree: Tree, language: str) -> bytes:
    """The picture as PNG, 1080 pixels wide.

    Args:
        tree: The content, with at most `MOST` rows.
        language: The language of the texts; right-to-left languages are mirrored.
    """
    return png(draw(tree, language))


def draw(tree: Tree, language: str) -> Picture:
    height = 2 * MARGIN + states.HEADING + _ENTRY + 2 * _GAP + _ENTRY + _ROW * len(tree.rows)
    pen = states.start_page(height, language)
    y = states.heading(pen, tree.title, tree.note, MARGIN)
    y = _legend(pen, tree.legend, y) + _GAP
    states.draw_text(pen, tree.reach, _WORD, LEFT + ROOM - _END - 12, y + 14, at_end=True)
    states.draw_text(pen, tree.until, _WORD, LEFT + ROOM, y + 14, at_end=True)
    y += _ENTRY
    for place in range(0, len(tree.rows), 2):
        states.strip(pen, y + _ROW * place, _ROW)
    for place, row in enumerate(tree.rows):
        _branches(pen, row, y + _ROW * place, first=place == 0)
    for place, row in enumerate(tree.rows):
        _row(pen, row, y + _ROW * place)
    return Picture(pen.page(height, tree.title, language), WIDTH, height)


def _legend(pen: Pen, legend: Sequence[tuple[Rank, str]], y: float) -> float:
    x = LEFT
    for rank, words in legend:
        pen.at(x + 9, y + _ENTRY / 2, _sign(rank))
        states.draw_text(pen, words, _WORD, x + 23, y + _ENTRY / 2 + 4.4)
        x += 23 + _WORD.width(words) + 16
    return y + _ENTRY


def _branches(pen: Pen, row: Row, y: float, *, first: bool) -> None:
    """The lines to a row, and past it to rows below."""
    look = f'stroke="{_LINE}" stroke-width="1.4" stroke-linecap="round"'
    depth, middle = len(row.ends) - 1, y + _ROW / 2
    for level in range(1, min(depth, _DEEPEST) + 1):
        x = _x(level - 1)
        if level == min(depth, _DEEPEST):
            pen.way(
                [(x, y - (0 if first else _ROW / 2 - 9)), (x, middle), (_x(level), middle)], look
            )
        if not row.ends[level]:
            pen.way([(x, y), (x, y + _ROW)], look)


def _row(pen: Pen, row: Row, y: float) -> None:
    x, middle = _x(len(row.ends) - 1), y + _ROW / 2
    pen.at(x, middle, _sign(row.rank))
    style = _CHIEF if row.rank == "master-trainer" else _NAME
    room = LEFT + ROOM - _END - _REACH - x - 16
    states.draw_text(pen, states.truncate(row.name, style, room), style, x + 16, middle + 4.8)
    states.draw_text(pen, row.reach, _NUMBER, LEFT + ROOM - _END - 12, middle + 4.6, at_end=True)
    look = _OVER if row.over else _DAY
    until = states.truncate(row.until, look, _END - 4)
    states.draw_text(pen, until, look, LEFT + ROOM, middle + 4.4, at_end=True)


def _x(depth: int) -> float:
    return LEFT + 9 + _STEP * min(depth, _DEEPEST)


def _sign(rank: Rank) -> str:
    """Distinguishable by shape: a star in a ring, a full dot, an empty one."""
    match rank:
        case "master-trainer":
            square = f'<rect x="-5.8" y="-5.8" width="11.6" height="11.6" fill="{_GOLD}"/>'
            turned = square.replace("/>", ' transform="rotate(45)"/>')
            return f'{square}{turned}<circle r="2.6" fill="#ffffff"/>'
        case "trainer":
            return f'<circle r="7" fill="{_TEAL}"/>'
        case "trainee":
            rim = f'stroke="{_TEAL}" stroke-width="1.8" stroke-dasharray="3.2 2.4"'
            return f'<circle r="6.4" fill="{TONES["light"]}" {rim}/>'
