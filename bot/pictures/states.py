"""Signs for the state of work, distinguishable by shape without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from bot.pictures.cards import Line, Mark, Style
from bot.pictures.lines import lines
from bot.pictures.pen import RIM, TONES, Pen, sign
from scenarios.languages import RTL

State: TypeAlias = Literal[
    "passed",
    "not-passed",
    "done",  # the result is undisclosed
    "under-way",
    "not-begun",
    "waits",
    "late",
    "absent",
    "not-theirs",
]
STATES: tuple[State, ...] = get_args(State)

# Roughly a phone's width: wider pictures are scaled down.
WIDTH, MARGIN = 540.0, 26.0
LEFT, ROOM = MARGIN, WIDTH - 2 * MARGIN
_CARD, _PAGE = "#ffffff", "#eef3f4"
COLOURS: dict[State, str] = {
    "passed": "#1b7a43",
    "not-passed": "#a3440f",
    "done": "#2b5f94",
    "under-way": "#b5771a",
    "not-begun": "#8695a6",
    "waits": "#b4bfc9",
    "late": TONES["danger"],
    "absent": "#8695a6",
    "not-theirs": RIM,
}
_CHECK = (
    '<path d="M-3.8 .2L-1.2 3L4 -2.8" fill="none" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round" '
)
_CROSS = (
    '<path d="M-3.6 -3.6L3.6 3.6M3.6 -3.6L-3.6 3.6" stroke="#ffffff" stroke-width="2" '
    'stroke-linecap="round"/>'
)
_TITLE, _NOTE, _WORD = Style(20, "ink", bold=True), Style(13, "faint"), Style(12.5, "soft")
_BETWEEN, _ENTRY = 15.0, 20.0
HEADING = 52.0  # the height of title and note


def drawing(state: State) -> str:
    """The sign of a state around a point, about 17 units wide."""
    tint = COLOURS[state]
    match state:
        case "passed":
            return f'<circle r="8.5" fill="{tint}"/>{_CHECK}stroke="#ffffff"/>'
        case "not-passed":
            box = '<rect x="-8" y="-8" width="16" height="16" rx="3.4"'
            return f'{box} fill="{tint}"/>{_CROSS}'
        case "done":
            box = '<rect x="-7.2" y="-7.2" width="14.4" height="14.4" rx="3.4"'
            rim = f'fill="#ffffff" stroke="{tint}" stroke-width="1.9"'
            return f'{box} {rim}/>{_CHECK}stroke="{tint}"/>'
        case "under-way":
            ring = f'<circle r="7.4" fill="#ffffff" stroke="{tint}" stroke-width="1.9"/>'
            return f'{ring}<path d="M-7.4 0A7.4 7.4 0 0 0 7.4 0Z" fill="{tint}"/>'
        case "not-begun":
            return f'<circle r="7.4" fill="#ffffff" stroke="{tint}" stroke-width="1.7"/>'
        case "waits":
            dots = f'stroke="{tint}" stroke-width="1.7" stroke-dasharray="2.2 2.4"'
            return f'<circle r="7.4" fill="#ffffff" {dots}/>'
        case "late":
            return f'<g transform="scale(1.2)">{sign(Mark(0, 0, "warning", "danger"))}</g>'
        case "absent":
            return f'<circle r="3.6" fill="#ffffff" stroke="{tint}" stroke-width="1.7"/>'
        case "not-theirs":
            return f'<path d="M-4 0H4" stroke="{tint}" stroke-width="2" stroke-linecap="round"/>'


@dataclass(frozen=True, slots=True)
class LegendEntry:
    state: State
    words: str


def start_page(height: float, language: str) -> Pen:
    """A page with an empty card."""
    pen = Pen(WIDTH, rtl=language in RTL)
    pen.box(0, 0, WIDTH, height, f'fill="{_PAGE}"')
    pen.box(10, 10, WIDTH - 20, height - 20, f'rx="18" fill="{_CARD}"')
    return pen


def heading(pen: Pen, title: str, note: str, y: float) -> float:
    """Draw a title with a note below; return its bottom."""
    draw_text(pen, truncate(title, _TITLE, ROOM), _TITLE, LEFT, y + 20)
    draw_text(pen, truncate(note, _NOTE, ROOM), _NOTE, LEFT, y + 42)
    return y + HEADING


def flow(entries: Sequence[LegendEntry]) -> list[list[tuple[float, LegendEntry]]]:
    """Arrange signs with their labels in rows; also return the start of each."""
    rows: list[list[tuple[float, LegendEntry]]] = [[]]
    x = 0.0
    for entry in entries:
        width = 24 + _WORD.width(entry.words)
        if rows[-1] and x + width > ROOM:
            rows.append([])
            x = 0.0
        rows[-1].append((x, entry))
        x += width + _BETWEEN
    return rows


def height_of(entries: Sequence[LegendEntry]) -> float:
    """The height of signs with their labels."""
    return _ENTRY * len(flow(entries))


def draw_entries(pen: Pen, entries: Sequence[LegendEntry], y: float) -> float:
    """Draw signs with their labels; return the bottom."""
    for place, row in enumerate(flow(entries)):
        middle = y + _ENTRY * (place + 0.5)
        for x, named in row:
            pen.at(LEFT + 9 + x, middle, drawing(named.state))
            draw_text(pen, named.words, _WORD, LEFT + 22 + x, middle + 4.4)
    return y + height_of(entries)


def draw_text(
    pen: Pen, text: str, style: Style, x: float, y: float, *, at_end: bool = False
) -> None:
    pen.line(Line(0, 0, text, style, style.width(text), at_end=at_end), x, y)


def draw_number(pen: Pen, text: str, style: Style, x: float, y: float) -> None:
    half = style.width(text) / 2
    pen.line(Line(0, 0, text, style, 2 * half, code=True), x - half, y)


def truncate(text: str, style: Style, room: float) -> str:
    """Truncate a text to a width."""
    return "".join(lines(text, room, 1, style.width))


def strip(pen: Pen, y: float, height: float) -> None:
    """A pale stripe behind a row."""
    pen.box(LEFT - 6, y, ROOM + 12, height, 'rx="6" fill="#f4f7f8"')
