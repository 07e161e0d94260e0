"""A table of people and assignments with the state of each, for the trainer.

A picture has at most forty people; more are split over several pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures import states
from bot.pictures.cards import Style
from bot.pictures.drawing import png
from bot.pictures.pen import Pen
from bot.pictures.states import LEFT, MARGIN, ROOM, WIDTH, LegendEntry, State
from bot.pictures.svg import Picture

PEOPLE = 40
"""The maximum number of people in a picture that is readable on a phone."""
WORKS = 8
"""The maximum number of assignments side by side."""

_ROW, _KEY, _HEAD, _GAP = 24.0, 22.0, 26.0, 10.0
_WIDEST, _NAMES = 46.0, 216.0  # of a column; at least for names
_NAME, _TITLE = Style(14, "ink"), Style(13, "ink")
_DAY, _NUMBER = Style(12.5, "soft"), Style(12, "light", bold=True)
_BADGE = "#46566a"


@dataclass(frozen=True, slots=True)
class Column:
    """An assignment: its name and due date."""

    title: str
    due: str


@dataclass(frozen=True, slots=True)
class Row:
    """A person, with the state of each assignment."""

    name: str
    states: tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    legend: tuple[LegendEntry, ...]


def render_png(sheet: Sheet, language: str) -> bytes:
    """The picture as PNG, 1080 pixels wide.

    Args:
        sheet: The content, with at most `PEOPLE` rows and `WORKS` columns.
        language: The language of the texts; right-to-left languages are mirrored.
    """
    return png(draw(sheet, language))


def draw(sheet: Sheet, language: str) -> Picture:
    height = (
        2 * MARGIN
        + states.HEADING
        + _KEY * len(sheet.columns)
        + 2 * _GAP
        + states.height_of(sheet.legend)
        + _HEAD
        + _ROW * len(sheet.rows)
    )
    pen = states.start_page(height, language)
    y = states.heading(pen, sheet.title, sheet.note, MARGIN)
    y = _keys(pen, sheet.columns, y) + _GAP
    y = states.draw_entries(pen, sheet.legend, y) + _GAP
    places = _places(len(sheet.columns))
    for place, x in enumerate(places):
        _badge(pen, place, x, y + _HEAD / 2)
    y += _HEAD
    for place, row in enumerate(sheet.rows):
        _row(pen, row, places, y + _ROW * place, marked=place % 2 == 0)
    return Picture(pen.page(height, sheet.title, language), WIDTH, height)


def _places(columns: int) -> list[float]:
    """The centre of each column, from the side where reading begins."""
    wide = min(_WIDEST, (ROOM - _NAMES) / max(columns, 1))
    first = LEFT + ROOM - wide * columns
    return [first + wide * (place + 0.5) for place in range(columns)]


def _keys(pen: Pen, columns: Sequence[Column], y: float) -> float:
    for place, column in enumerate(columns):
        base = y + _KEY * place
        _badge(pen, place, LEFT + 9, base + _KEY / 2)
        states.draw_text(pen, column.due, _DAY, LEFT + ROOM, base + 15.4, at_end=True)
        room = ROOM - 24 - _DAY.width(column.due) - 14
        states.draw_text(
            pen, states.truncate(column.title, _TITLE, room), _TITLE, LEFT + 24, base + 15.4
        )
    return y + _KEY * len(columns)


def _badge(pen: Pen, place: int, x: float, y: float) -> None:
    pen.at(x, y, f'<circle r="8.8" fill="{_BADGE}"/>')
    states.draw_number(pen, str(place + 1), _NUMBER, x, y + 4.2)


def _row(pen: Pen, row: Row, places: Sequence[float], y: float, *, marked: bool) -> None:
    if marked:
        states.strip(pen, y, _ROW)
    first = places[0] if places else LEFT + ROOM
    states.draw_text(pen, _name(row.name, first - LEFT - 22), _NAME, LEFT, y + 16.6)
    for x, state in zip(places, row.states, strict=True):
        pen.at(x, y + _ROW / 2, states.drawing(state))


def _name(name: str, room: float) -> str:
    """Truncate a name; a suffix that distinguishes namesakes is kept."""
    head, bracket, mark = name.partition(" (")
    end = bracket + mark
    return states.truncate(head, _NAME, room - _NAME.width(end)) + end
