"""Ways through a scenario, found by the explorer."""

from __future__ import annotations

from collections import deque

from scenarios.graph import graph_of
from scenarios.model import Scenario


def to_endings(scenario: Scenario) -> dict[str, list[str]]:
    """The shortest list of choices to each ending."""
    graph = graph_of(scenario)
    found: dict[int, list[str]] = {0: []}
    waiting = deque([0])
    while waiting:
        node = waiting.popleft()
        for edge in graph.edges[node]:
            if edge.to not in found:
                found[edge.to] = [*found[node], edge.act]
                waiting.append(edge.to)
    ways: dict[str, list[str]] = {}
    for end in sorted(graph.ends(scenario), key=lambda node: len(found[node])):
        ways.setdefault(graph.nodes[end][0], found[end])
    return ways


def best(scenario: Scenario) -> list[str]:
    """The reference path's choices."""
    assert scenario.reference is not None
    return [act for _, act in scenario.reference.path]
