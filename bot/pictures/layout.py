"""Computes a position for every card, and a route for every link.

The only module that uses the layout library.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from bot.pictures.cards import Card
from bot.pictures.graph import AnswersNode, Link

if TYPE_CHECKING:
    import graphlay

Point: TypeAlias = "tuple[float, float]"
# The maximum aspect ratio: long stories are split into columns.
_SHAPES = (0.0, 0.4, 0.55, 0.7, 1.0, 1.41, 2.0)
_PAPER = 2**0.5
_OPTIONS = {
    "direction": "topbottom",
    "spacing": {"layer_gap": 34.0, "node_gap": 26.0, "dummy_gap": 24.0, "port_gap": 72.0},
    "routing": {"port_sides": "facing_only", "centre_ports": "all"},
    "tuning": {"order": {"balance_rounds": 0}},  # keeps the author's order
}
_ROUGHLY = 0.6
_STEM = 18.0  # from a scene to its answers
_STRAIGHT = 8.0  # the weight of straight reference paths, relative to other links


@dataclass(frozen=True, slots=True)
class PlacedCard:
    """A card, with its corner at the reading start."""

    card: Card
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Route:
    """The route of a link, from border to border."""

    link: Link
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """All positions, from (0, 0) on."""

    width: float
    height: float
    placed: tuple[PlacedCard, ...]
    routes: tuple[Route, ...]


def layout(cards: Sequence[Card], links: Sequence[Link]) -> Layout:
    """Lay out the cards for reading on a sheet of paper."""
    joined = _best(_blocks(cards, links), links)
    return joined if not stray_routes(joined) else _best([_Block((card,)) for card in cards], links)


def _best(blocks: Sequence[_Block], links: Sequence[Link]) -> Layout:
    graph, outer = _graph(blocks, links)
    return max((_lay_out(graph, blocks, links, outer, shape) for shape in _SHAPES), key=_score)


@dataclass(frozen=True, slots=True)
class _Block:
    """A unit of the layout: a card, or a scene with all its answers below it."""

    cards: tuple[Card, ...]

    @property
    def id(self) -> str:
        return self.cards[0].node.id

    @property
    def width(self) -> float:
        return max(card.width for card in self.cards)

    @property
    def height(self) -> float:
        return sum(card.height for card in self.cards) + _STEM * (len(self.cards) - 1)

    def placed(self, x: float, y: float) -> Iterator[PlacedCard]:
        """Its cards around a centre."""
        y -= self.height / 2
        for card in self.cards:
            yield PlacedCard(card, x - card.width / 2, y)
            y += card.height + _STEM


def _blocks(cards: Sequence[Card], links: Sequence[Link]) -> list[_Block]:
    known = {card.node.id: card for card in cards}
    ways: dict[str, list[Link]] = {}
    for link in links:
        ways.setdefault(link.start, []).append(link)
    # Back links arrive from below, where they would hit the answers instead of the scene.
    met_again = {link.end for link in links if link.back}
    blocks: list[_Block] = []
    below: set[str] = set()
    for card in cards:
        out = ways.get(card.node.id, [])
        if (
            len(out) == 1
            and card.node.id not in met_again
            and isinstance(known[out[0].end].node, AnswersNode)
        ):
            below.add(out[0].end)
            blocks.append(_Block((card, known[out[0].end])))
        elif card.node.id not in below:
            blocks.append(_Block((card,)))
    return blocks


def _graph(
    blocks: Iterable[_Block], links: Sequence[Link]
) -> tuple[graphlay.Graph, Mapping[Link, int]]:
    """The blocks and links, with the number of each."""
    import graphlay

    graph = graphlay.Graph()
    owner: dict[str, str] = {}
    for block in blocks:
        graph.node(block.id, width=block.width, height=block.height)
        owner.update((card.node.id, block.id) for card in block.cards)
    outer: dict[Link, int] = {}
    for link in links:
        start, end = owner[link.start], owner[link.end]
        if not link.inner or start != end:
            outer[link] = graph.edge(start, end, weight=_STRAIGHT if link.best else 1.0)
    return graph, outer


def _lay_out(
    graph: graphlay.Graph,
    blocks: Sequence[_Block],
    links: Sequence[Link],
    outer: Mapping[Link, int],
    shape: float,
) -> Layout:
    import graphlay

    options = {**_OPTIONS, "wrap": {"viewport_aspect": shape}}
    found = graphlay.layout(graph, options=options)
    placed = [
        entry
        for block, node in zip(blocks, found.nodes, strict=True)
        for entry in block.placed(node["center"]["x"], node["center"]["y"])
    ]
    at = {node.card.node.id: node for node in placed}
    routes = []
    for link in links:
        if link in outer:
            points = found.edges[outer[link]]["points"]
            routes.append(Route(link, tuple((point["x"], point["y"]) for point in points)))
        else:
            routes.append(Route(link, _stem(at[link.start], at[link.end])))
    return _from_zero(placed, routes)


def _stem(above: PlacedCard, below: PlacedCard) -> tuple[Point, ...]:
    middle = above.x + above.card.width / 2
    return (middle, above.y + above.card.height), (middle, below.y)


def _from_zero(placed: Sequence[PlacedCard], routes: Sequence[Route]) -> Layout:
    points = [point for route in routes for point in route.points]
    points += [(node.x, node.y) for node in placed]
    points += [(node.x + node.card.width, node.y + node.card.height) for node in placed]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    return Layout(
        max(x for x, _ in points) - left,
        max(y for _, y in points) - top,
        tuple(replace(node, x=node.x - left, y=node.y - top) for node in placed),
        tuple(
            replace(route, points=tuple((x - left, y - top) for x, y in route.points))
            for route in routes
        ),
    )


def _score(laid: Layout) -> tuple[bool, float]:
    """Rank layouts: readable at all, then by possible print size."""
    long, short = max(laid.width, laid.height), min(laid.width, laid.height)
    return not stray_routes(laid), 1 / max(long / _PAPER, short)


def stray_routes(laid: Layout) -> list[Route]:
    """Routes that are diagonal, cross a card, or miss their target, as with many columns."""
    at = {node.card.node.id: node for node in laid.placed}
    cards = [
        (
            node.x + _ROUGHLY,
            node.y + _ROUGHLY,
            node.x + node.card.width - _ROUGHLY,
            node.y + node.card.height - _ROUGHLY,
        )
        for node in laid.placed
    ]
    return [
        route
        for route in laid.routes
        if _strays(route, cards)
        or not _touches(at[route.link.start], route.points[0])
        or not _touches(at[route.link.end], route.points[-1])
    ]


def _touches(placed: PlacedCard, point: Point) -> bool:
    x, y = point[0] - placed.x, point[1] - placed.y
    card = placed.card
    return -_ROUGHLY < x < card.width + _ROUGHLY and min(abs(y), abs(y - card.height)) < _ROUGHLY


def _strays(route: Route, cards: Iterable[tuple[float, float, float, float]]) -> bool:
    """Whether a route is diagonal, or crosses one of the cards, given as left, top, right, foot."""
    for (x, y), (to_x, to_y) in pairwise(route.points):
        if min(abs(x - to_x), abs(y - to_y)) > _ROUGHLY:
            return True
        left, right = sorted((x, to_x))
        top, foot = sorted((y, to_y))
        for card_left, card_top, card_right, card_foot in cards:
            if left < card_right and right > card_left and top < card_foot and foot > card_top:
                return True
    return False
