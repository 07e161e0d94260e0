"""The best, worst and median path through a scenario, by points."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from scenarios.graph import Edge, Graph
from scenarios.model import COMPETENCIES, Reference, Scenario


@dataclass(frozen=True, slots=True)
class PathSearch:
    """For each place the most (or least) points on the way there, in the fewest decisions."""

    points: list[int | None]  # None: unreachable
    decisions: list[int]
    before: list[tuple[int, Edge] | None]

    def path(self, node: int) -> list[tuple[int, Edge]]:
        """The places and answers on the way to a place."""
        path: list[tuple[int, Edge]] = []
        while (step := self.before[node]) is not None:
            path.append(step)
            node = step[0]
        return path[::-1]


def search_paths(graph: Graph, gain: Callable[[Edge], int]) -> PathSearch:
    """The maximum gain on the way to each place.

    Args:
        graph: The scenario's graph.
        gain: The gain of an answer; negative points give the minimum.
    """
    size = len(graph.nodes)
    reached = PathSearch([None] * size, [0] * size, [None] * size)
    reached.points[graph.order[0]] = 0
    changed = True
    while changed:  # once if leads only go forward; more often with loops of unscored decisions
        changed = False
        for node in graph.order:
            changed = _relax(graph, reached, node, gain) or changed
    return reached


def _relax(graph: Graph, reached: PathSearch, node: int, gain: Callable[[Edge], int]) -> bool:
    here, decisions = reached.points[node], reached.decisions[node] + 1
    if here is None:
        return False
    again = False
    for edge in graph.edges[node]:
        total, known = here + gain(edge), reached.points[edge.to]
        if known is not None and (
            total < known or (total == known and decisions >= reached.decisions[edge.to])
        ):
            continue
        again = again or known is not None
        reached.points[edge.to], reached.decisions[edge.to] = total, decisions
        reached.before[edge.to] = (node, edge)
    return again


def best(graph: Graph, ends: Iterable[int]) -> Reference:
    """The path to one of some places with the most points, in the fewest decisions."""
    return _best_end(graph, ends, search_paths(graph, lambda edge: edge.total))


def worst(graph: Graph, ends: Iterable[int]) -> Reference:
    """The path to one of some places with the fewest points, in the fewest decisions."""
    return _best_end(graph, ends, search_paths(graph, lambda edge: -edge.total))


def best_of(graph: Graph, reached: PathSearch, ends: Iterable[int]) -> Reference:
    """Like `best`, with a finished search."""
    return _best_end(graph, ends, reached)


def median(graph: Graph, scenario: Scenario) -> Reference:
    """A path with the median number of points over all random ways to an ending.

    Answers of a decision are weighted equally; loops are ignored.
    to an earlier place is left out.
    """
    shares = _shares(graph)
    ends = graph.ends(scenario)
    spread = sorted((points, end, share) for end in ends for points, share in shares[end].items())
    half, passed = sum(share for *_, share in spread) / 2, 0.0
    for points, end, share in spread:
        passed += share
        if passed >= half:
            return _path_of(graph, shares, end, points)
    return Reference((), {})


def _shares(graph: Graph) -> list[dict[int, float]]:
    """The distribution of points on the way to each place."""
    shares: list[dict[int, float]] = [{} for _ in graph.nodes]
    shares[graph.order[0]][0] = 1.0
    for node, edges in _forward(graph):
        ways = sum(edge.count for edge in edges)
        for edge in edges:
            for points, share in shares[node].items():
                total, part = points + edge.total, share * edge.count / ways
                shares[edge.to][total] = shares[edge.to].get(total, 0.0) + part
    return shares


def _forward(graph: Graph) -> Iterable[tuple[int, list[Edge]]]:
    place = {node: index for index, node in enumerate(graph.order)}
    for node in graph.order:
        yield node, [edge for edge in graph.edges[node] if place[edge.to] > place[node]]


def _path_of(graph: Graph, shares: list[dict[int, float]], end: int, points: int) -> Reference:
    back: dict[int, list[tuple[int, Edge]]] = {}
    for node, edges in _forward(graph):
        for edge in edges:
            back.setdefault(edge.to, []).append((node, edge))
    path: list[tuple[int, Edge]] = []
    while end in back:
        step = next(pair for pair in back[end] if points - pair[1].total in shares[pair[0]])
        path.append(step)
        end, points = step[0], points - step[1].total
    return _reference(graph, path[::-1])


def _best_end(graph: Graph, ends: Iterable[int], reached: PathSearch) -> Reference:
    there = [end for end in ends if reached.points[end] is not None]
    if not there:
        return Reference((), {})
    end = max(there, key=lambda number: (reached.points[number], -reached.decisions[number]))
    return _reference(graph, reached.path(end))


def _reference(graph: Graph, path: list[tuple[int, Edge]]) -> Reference:
    points = [sum(column) for column in zip(*(edge.points for _, edge in path), strict=True)]
    got = zip(COMPETENCIES, points or [0] * len(COMPETENCIES), strict=True)
    return Reference(
        tuple((graph.nodes[node][0], edge.act) for node, edge in path),
        {competency: Fraction(some, graph.unit) for competency, some in got if some},
    )
