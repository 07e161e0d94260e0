"""The endings and points still reachable from a position."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from scenarios.engine import earned, settled
from scenarios.graph import Graph, rest
from scenarios.model import Decision, Scenario, State
from scenarios.position import Position


@dataclass(frozen=True, slots=True)
class Ahead:
    endings: frozenset[str]
    least: Fraction  # points from here on, over all ways to answer
    most: Fraction


def ahead(scenario: Scenario, graph: Graph, position: Position) -> Ahead:
    """The outcomes reachable from one position; for several positions use an `Outlook`."""
    return Outlook(scenario, graph).at(position)


class Outlook:
    """Looks ahead from any position of an accepted scenario."""

    def __init__(self, scenario: Scenario, graph: Graph) -> None:
        self._scenario = scenario
        self._graph = graph
        self._from: list[_Span | None] = [None] * len(graph.nodes)
        for end in graph.ends(scenario):
            self._from[end] = _Span(frozenset({graph.nodes[end][0]}), 0, 0)
        changed = True
        while changed:  # once more than repeatable decisions require
            changed = False
            for node in reversed(graph.order):
                changed = self._sweep(node) or changed

    def at(self, position: Position) -> Ahead:
        """The outcomes reachable from a position.

        Raises:
            KeyError: The position is impossible.
        """
        state, scene = position.state, position.scene
        if position.at_stop:
            state, scene, _ = rest(self._scenario, state, scene)
        decision = self._scenario.scenes[scene].decision if position.asked else None
        if decision is None:
            return self._told(self._span(scene, state))
        begun = list(self._begun(decision, position))
        return Ahead(
            frozenset().union(*(ahead.endings for ahead in begun)),
            min(ahead.least for ahead in begun),
            max(ahead.most for ahead in begun),
        )

    def _begun(self, decision: Decision, position: Position) -> Iterator[Ahead]:
        """The outcomes of each way to finish a running interview."""
        for answer in decision.outcomes(position.state):
            if not {*position.asked} <= {*answer.picked}:
                continue
            after, target = settled(self._scenario, position.state, position.scene, answer)
            state, scene, _ = rest(self._scenario, after, target)
            points = sum(earned(decision, answer).values(), Fraction())
            then = self._told(self._span(scene, state))
            yield Ahead(then.endings, then.least + points, then.most + points)

    def _span(self, scene: str, state: State) -> _Span:
        """The outcomes of a place, with or without an earlier critical error."""
        for critical in (False, True):
            node = self._graph.number((scene, state, critical))
            if node is not None and (found := self._from[node]) is not None:
                return found
        raise KeyError(scene)

    def _told(self, span: _Span) -> Ahead:
        unit = self._graph.unit
        return Ahead(span.endings, Fraction(span.least, unit), Fraction(span.most, unit))

    def _sweep(self, node: int) -> bool:
        """Combine the outcomes of all answers at a place; return whether anything changed."""
        then = [
            (edge.total, span)
            for edge in self._graph.edges[node]
            if (span := self._from[edge.to]) is not None
        ]
        if not then:
            return False
        found = _Span(
            frozenset().union(*(span.endings for _, span in then)),
            min(points + span.least for points, span in then),
            max(points + span.most for points, span in then),
        )
        changed = found != self._from[node]
        self._from[node] = found
        return changed


@dataclass(frozen=True, slots=True)
class _Span:
    """The outcomes of a place, in the graph's units."""

    endings: frozenset[str]
    least: int
    most: int
