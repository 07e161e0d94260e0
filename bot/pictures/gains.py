"""Changes between two tests, as slopes, without personal data.

Each slope leads from the mean before to the mean after. The fan around it shows the confidence
interval of the change: it opens from a point, since changes are measured within each person.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.pictures import states
from bot.pictures.cards import Style
from bot.pictures.drawing import png
from bot.pictures.lines import lines
from bot.pictures.pen import Pen
from bot.pictures.states import LEFT, MARGIN, ROOM, WIDTH
from bot.pictures.svg import Picture
from scenarios.assessments.gains import Change

_GAP, _AXIS, _INSET = 20.0, 26.0, 26.0
_PLOT, _HEAD, _NAME, _FOOT, _AFTER = 132.0, 40.0, 34.0, 62.0, 10.0
_WHOLE, _NEAR = 100, 85  # percent; points nearer to the top are labelled below
_RISES, _FALLS = "#0b6e69", "#b3541e"
_GRID, _RIM = "#e4eaee", "#c3cedb"
_GROUP, _TITLE = Style(14.5, "ink", bold=True), Style(13, "ink", bold=True)
_WHEN, _MARK = Style(11.5, "soft"), Style(10.5, "faint")
_NUMBER, _SAID, _SURE = Style(12.5, "ink", bold=True), Style(12.5, "ink"), Style(11.5, "soft")


@dataclass(frozen=True, slots=True)
class Panel:
    """One figure: its name, its change, and a text.

    In the second line, numbers are separate from the word between them: in right-to-left text
    signs would otherwise appear behind their numbers.
    """

    name: str
    change: Change
    marks: tuple[str, str]  # the means before and after
    said: str
    sure: tuple[str, ...]
    wanted: bool  # whether higher is better


@dataclass(frozen=True, slots=True)
class Group:
    """Two parts of a test side by side: their headings and figures."""

    title: str
    before: str
    after: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    note: str
    groups: tuple[Group, ...]


def render_png(chart: Chart, language: str) -> bytes:
    """The picture as PNG, 1080 pixels wide.

    Args:
        chart: The content.
        language: The language of the texts; right-to-left languages are mirrored.
    """
    return png(draw(chart, language))


def draw(chart: Chart, language: str) -> Picture:
    each = _HEAD + _NAME + _PLOT + _FOOT + _AFTER
    height = 2 * MARGIN + states.HEADING + each * len(chart.groups)
    pen = states.start_page(height, language)
    y = states.heading(pen, chart.title, chart.note, MARGIN)
    for group in chart.groups:
        _group(pen, group, y)
        y += each
    return Picture(pen.page(height, chart.title, language), WIDTH, height)


def _group(pen: Pen, group: Group, y: float) -> None:
    states.draw_text(pen, states.truncate(group.title, _GROUP, ROOM), _GROUP, LEFT, y + 22)
    count = len(group.panels)
    wide = (ROOM - _AXIS - _GAP * (count - 1)) / count
    top = y + _HEAD + _NAME
    for mark in (0, 50, _WHOLE):
        base = _height_of(top, mark)
        states.draw_number(pen, str(mark), _MARK, LEFT + 9, base + 3.6)
    for place, panel in enumerate(group.panels):
        _panel(pen, group, panel, LEFT + _AXIS + place * (wide + _GAP), top, wide)


def _panel(pen: Pen, group: Group, panel: Panel, x: float, top: float, wide: float) -> None:
    tint, change = _RISES if panel.wanted else _FALLS, panel.change
    for place, line in enumerate(lines(panel.name, wide, 2, _TITLE.width)):
        states.draw_text(pen, line, _TITLE, x, top - _NAME + 8 + 15 * place)
    for mark in (0, 50, _WHOLE):
        look = f'stroke="{_RIM if mark == 0 else _GRID}" stroke-width="1.2"'
        pen.way([(x, _height_of(top, mark)), (x + wide, _height_of(top, mark))], look)
    here, there = x + _INSET, x + wide - _INSET
    start, end = _height_of(top, change.before), _height_of(top, change.after)
    if change.gain.low is not None and change.gain.high is not None:
        edges = (_height_of(top, change.before + by) for by in (change.gain.high, change.gain.low))
        fan = [(here, start), *((there, edge) for edge in edges)]
        pen.shape(fan, f'fill="{tint}" fill-opacity="0.17"')
    pen.way(
        [(here, start), (there, end)], f'stroke="{tint}" stroke-width="3" stroke-linecap="round"'
    )
    ends = ((here, start, change.before), (there, end, change.after))
    for (at, value, percent), said in zip(ends, panel.marks, strict=True):
        pen.at(at, value, f'<circle r="5" fill="{tint}" stroke="#ffffff" stroke-width="1.6"/>')
        below = percent > _NEAR
        _middle(pen, said, _NUMBER, at, value + (18.0 if below else -10.0))
    foot = top + _PLOT
    for at, text in ((here, group.before), (there, group.after)):
        _middle(pen, text, _WHEN, at, foot + 17)
    states.draw_text(pen, panel.said, _SAID, x, foot + 38)
    for text in panel.sure:
        width = _SURE.width(text)
        states.draw_number(pen, text, _SURE, x + width / 2, foot + 54)
        x += width + 4


def _middle(pen: Pen, text: str, style: Style, x: float, y: float) -> None:
    states.draw_text(pen, text, style, x - style.width(text) / 2, y)


def _height_of(top: float, percent: float) -> float:
    """The vertical position of a share; intervals are clipped at the ends."""
    return top + _PLOT * (1 - min(max(percent, 0.0), float(_WHOLE)) / _WHOLE)
