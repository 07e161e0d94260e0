"""A cohort's progress as bars of shares, without personal data."""

from __future__ import annotations

from dataclasses import dataclass

from bot.pictures import states
from bot.pictures.cards import Style
from bot.pictures.drawing import png
from bot.pictures.pen import Pen
from bot.pictures.states import COLOURS, LEFT, MARGIN, ROOM, WIDTH, LegendEntry, State
from bot.pictures.svg import Picture

_TOP, _BAR, _HEAD, _AFTER = 10.0, 20.0, 24.0, 20.0
_TITLE, _DAY = Style(14.5, "ink", bold=True), Style(12.5, "soft")
_EMPTY = "#e4eaee"
_SIGNED = 28.0  # the minimum width of a segment with a sign


@dataclass(frozen=True, slots=True)
class Share:
    """A segment: its share, 0 to 1, and state."""

    state: State
    part: float


@dataclass(frozen=True, slots=True)
class Bar:
    """An assignment, with the shares of the cohort and their description."""

    title: str
    due: str
    shares: tuple[Share, ...]
    said: tuple[LegendEntry, ...]


def render_png(title: str, note: str, bars: tuple[Bar, ...], language: str) -> bytes:
    """The picture as PNG, 1080 pixels wide.

    Args:
        title: The cohort's name.
        note: The subtitle.
        bars: One for each assignment.
        language: The language of the texts; right-to-left languages are mirrored.
    """
    return png(draw(title, note, bars, language))


def draw(title: str, note: str, bars: tuple[Bar, ...], language: str) -> Picture:
    height = 2 * MARGIN + states.HEADING + _TOP + sum(map(_height, bars))
    pen = states.start_page(height, language)
    y = states.heading(pen, title, note, MARGIN) + _TOP
    for bar in bars:
        _draw_bar(pen, bar, y)
        y += _height(bar)
    return Picture(pen.page(height, title, language), WIDTH, height)


def _height(bar: Bar) -> float:
    return _HEAD + _BAR + 6 + states.height_of(bar.said) + _AFTER


def _draw_bar(pen: Pen, bar: Bar, y: float) -> None:
    states.draw_text(pen, bar.due, _DAY, LEFT + ROOM, y + 16, at_end=True)
    room = ROOM - _DAY.width(bar.due) - 14
    states.draw_text(pen, states.truncate(bar.title, _TITLE, room), _TITLE, LEFT, y + 16)
    top, x = y + _HEAD, LEFT
    pen.box(LEFT, top, ROOM, _BAR, f'rx="4" fill="{_EMPTY}"')
    for share in bar.shares:
        width = ROOM * share.part
        pen.box(x, top, max(width - 2, 1), _BAR, f'rx="4" {_look(share.state)}')
        if width > _SIGNED and share.state != "not-begun":
            pen.at(x + 14, top + _BAR / 2, _ground(share.state) + states.drawing(share.state))
        x += width
    states.draw_entries(pen, bar.said, top + _BAR + 6)


def _ground(state: State) -> str:
    """The background of a sign on its segment; boxes need none."""
    return "" if state in ("done", "not-passed") else '<circle r="9.2" fill="#ffffff"/>'


def _look(state: State) -> str:
    """Segments not begun are empty."""
    if state == "not-begun":
        return f'fill="#ffffff" stroke="{COLOURS[state]}"'
    return f'fill="{COLOURS[state]}"'
