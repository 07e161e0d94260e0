"""What can still come from where an attempt stands: its endings, and the points left to earn."""

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
    """What is still possible."""

    endings: frozenset[str]
    least: Fraction  # what is earned from here on, whatever is answered
    most: Fraction


def ahead(scenario: Scenario, graph: Graph, position: Position) -> Ahead:
    """What is still possible from one position; for many of them make an `Outlook`."""
    return Outlook(scenario, graph).at(position)


class Outlook:
    """Looks ahead from any position of a scenario that was accepted."""

    def __init__(self, scenario: Scenario, graph: Graph) -> None:
        self._scenario = scenario
        self._graph = graph
        self._from: list[_Span | None] = [None] * len(graph.nodes)
        for end in graph.ends(scenario):
            self._from[end] = _Span(frozenset({graph.nodes[end][0]}), 0, 0)
        changed = True
        while changed:  # once more than decisions that can be met again make necessary
            changed = False
            for node in reversed(graph.order):
                changed = self._sweep(node) or changed

    def at(self, position: Position) -> Ahead:
        """What is still possible from a position.

        Raises:
            KeyError: No attempt at this scenario can stand there.
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
        """What each way to end an interview comes to, of those with what was asked already."""
        for answer in decision.outcomes(position.state):
            if not {*position.asked} <= {*answer.picked}:
                continue
            after, target = settled(self._scenario, position.state, position.scene, answer)
            state, scene, _ = rest(self._scenario, after, target)
            points = sum(earned(decision, answer).values(), Fraction())
            then = self._told(self._span(scene, state))
            yield Ahead(then.endings, then.least + points, then.most + points)

    def _span(self, scene: str, state: State) -> _Span:
        """What follows a place, whether or not a critical error lies behind."""
        for critical in (False, True):
            node = self._graph.number((scene, state, critical))
            if node is not None and (found := self._from[node]) is not None:
                return found
        raise KeyError(scene)

    def _told(self, span: _Span) -> Ahead:
        unit = self._graph.unit
        return Ahead(span.endings, Fraction(span.least, unit), Fraction(span.most, unit))

    def _sweep(self, node: int) -> bool:
        """Gather what the answers at a place lead to; whether that is more than was known."""
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
    """What follows a place, in the graph's units."""

    endings: frozenset[str]
    least: int
    most: int
