"""Draws a diagram as SVG, with a title above and a legend below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.locale import Words
from bot.pictures.cards import Card, Line, Pill, Style
from bot.pictures.graph import AnswersNode, ConditionNode, Diagram, EndingNode, Link, SceneNode
from bot.pictures.layout import Layout, PlacedCard, Point, Route
from bot.pictures.legend import ROW, Legend, draw_legend
from bot.pictures.lines import lines
from bot.pictures.loads import draw_loads
from bot.pictures.pen import BACK, RIM, TONES, Pen, format_number, sign, towards
from scenarios.languages import RTL

_GROUND = {"safe": "#ecf7f0", "mixed": "#fff6e2", "harmful": "#fdeeec"}
_LINE = "#8c9bad"
_MARGIN, _TITLE, _LEAST = 40.0, 92.0, 620.0
_HEADING, _UNDER = Style(26, "ink", bold=True), Style(14, "faint")
_CORNER = 9.0
_THICKEST = 9.0
_SHARP = 16.0  # the size of the cut corners of an ending


@dataclass(frozen=True, slots=True)
class Picture:
    svg: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Load:
    """The share of people on a link, 0 to 1, and its label, if any."""

    share: float
    text: str


def picture(
    diagram: Diagram, laid: Layout, words: Words, loads: Mapping[Link, Load] | None = None
) -> Picture:
    """Draw a diagram; the output is deterministic.

    Args:
        words: Translated labels.
        loads: The share of people on each link; without loads all links are thin.
    """
    legend = Legend(diagram, words, loaded=loads is not None)
    width = max(laid.width, _LEAST)
    rows = legend.rows(width)
    pen = Pen(width + 2 * _MARGIN, rtl=diagram.language in RTL)
    height = laid.height + _TITLE + 2 * _MARGIN + ROW * len(rows) + 14
    at = _MARGIN + (width - laid.width) / 2, _MARGIN + _TITLE
    _title(pen, diagram, words, width)
    _content(pen, laid, at, loads or {})
    draw_legend(pen, rows, (_MARGIN, at[1] + laid.height + 30), width)
    return Picture(pen.page(height, diagram.title, diagram.language), pen.width, height)


def _title(pen: Pen, diagram: Diagram, words: Words, width: float) -> None:
    title = "".join(lines(diagram.title, width, 1, _HEADING.width))
    pen.line(Line(0, 0, title, _HEADING, 0), _MARGIN, _MARGIN + 26)
    under = words.count("{n} decision on the best path", "{n} decisions on the best path",
                        diagram.decisions)  # fmt: skip
    name = replace(_UNDER, bold=True)
    pen.line(Line(0, 0, diagram.id, name, 0, code=True), _MARGIN, _MARGIN + 54)
    pen.line(Line(0, 0, under, _UNDER, 0), _MARGIN + name.width(diagram.id) + 16, _MARGIN + 54)


def _content(pen: Pen, laid: Layout, at: Point, loads: Mapping[Link, Load]) -> None:
    # The reference path covers other links, and cards cover links.
    for route in sorted(laid.routes, key=lambda route: route.link.best):
        _route(pen, route, at, loads.get(route.link))
    for placed in laid.placed:
        _card(pen, placed, at)
    draw_loads(pen, laid, at, {link: load.text for link, load in loads.items() if load.text})


def _route(pen: Pen, route: Route, at: Point, load: Load | None) -> None:
    points = [(x + at[0], y + at[1]) for x, y in route.points]
    colour, width, head = _LINE, 1.6, 7.0
    if route.link.back:
        colour = BACK
    if route.link.best:
        colour, width, head = TONES["best"], 3.6, 11.0
    if load is not None:
        width = 1.2 + _THICKEST * load.share
        head = 7.0 + width
    dashes = ' stroke-dasharray="7 5"' if route.link.back else ""
    tip, before = points[-1], points[-2]
    points[-1] = towards(tip, before, head * 0.8)
    pen.way(points, f'stroke="{colour}" stroke-width="{format_number(width)}"{dashes}')
    pen.shape(_arrow(tip, before, head), f'fill="{colour}"')


def _arrow(tip: Point, before: Point, size: float) -> tuple[Point, ...]:
    x, y = towards(tip, before, size)
    across = ((y - tip[1]) * 0.48, (tip[0] - x) * 0.48)
    return tip, (x + across[0], y + across[1]), (x - across[0], y - across[1])


def _card(pen: Pen, placed: PlacedCard, at: Point) -> None:
    card, x, y = placed.card, placed.x + at[0], placed.y + at[1]
    match card.node:
        case SceneNode():
            _scene(pen, card, card.node, x, y)
        case EndingNode():
            _ending(pen, card, card.node, x, y)
        case AnswersNode() if len(card.pills) > 1:
            look = f'rx="{format_number(_CORNER + 4)}" fill="#f4f7fa" stroke="#dde5ed"'
            pen.box(x, y, card.width, card.height, look)
        case ConditionNode():
            rim = TONES["best"] if card.node.best else RIM
            look = f'rx="5" fill="#ffffff" stroke="{rim}" stroke-dasharray="3 3"'
            pen.box(x, y, card.width, card.height, look)
    for pill in card.pills:
        _pill(pen, pill, x, y)
    for line in card.lines:
        pen.line(line, x, y)
    for mark in card.marks:
        pen.at(x + mark.x, y + mark.y, sign(mark))


def _scene(pen: Pen, card: Card, node: SceneNode, x: float, y: float) -> None:
    rim = TONES["best"] if node.best else RIM
    thick = 2.4 if node.best else 1.4
    if node.prompt is None:
        look = f'rx="{format_number(card.height / 2 if card.height < 40 else 20)}" fill="#f7f9fb"'
        pen.box(
            x,
            y,
            card.width,
            card.height,
            f'{look} stroke="{rim}" stroke-width="{format_number(thick)}"',
        )
        return
    corner, line = format_number(_CORNER), format_number(thick)
    look = f'rx="{corner}" fill="#ffffff" stroke="{rim}" stroke-width="{line}"'
    pen.box(x, y, card.width, card.height, look)


def _ending(pen: Pen, card: Card, node: EndingNode, x: float, y: float) -> None:
    """Rounded if safe, pointed if mixed, with cut corners if harmful."""
    tone = TONES["harm" if node.outcome == "harmful" else node.outcome]
    look = (
        f'fill="{_GROUND[node.outcome]}" stroke="{tone}" stroke-width="{3 if node.best else 1.8}"'
    )
    right, foot = x + card.width, y + card.height
    if node.outcome == "safe":
        pen.box(x, y, card.width, card.height, f'rx="22" {look}')
    elif node.outcome == "mixed":
        middle, cut = y + card.height / 2, 12.0
        inner = [(x + cut, y), (right - cut, y), (right, middle)]
        outer = [(right - cut, foot), (x + cut, foot), (x, middle)]
        pen.shape([*inner, *outer], f'{look} stroke-linejoin="round"')
    else:
        pen.shape(_octagon(x, y, right, foot), look)


def _octagon(x: float, y: float, right: float, foot: float) -> list[Point]:
    cut = _SHARP
    return [
        (x + cut, y),
        (right - cut, y),
        (right, y + cut),
        (right, foot - cut),
        (right - cut, foot),
        (x + cut, foot),
        (x, foot - cut),
        (x, y + cut),
    ]


def _pill(pen: Pen, pill: Pill, x: float, y: float) -> None:
    fill, rim, thick = "#ffffff", RIM, 1.2
    if pill.best:
        fill = rim = TONES["best"]
    elif pill.critical:
        fill, rim, thick = "#fff5f4", TONES["danger"], 1.6
    look = f'rx="{format_number(_CORNER)}" fill="{fill}" stroke="{rim}" stroke-width="{thick}"'
    pen.box(x + pill.x, y + pill.y, pill.width, pill.height, look)
