"""Ways through a scenario, found and not written down."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from scenarios.graph import graph_of
from scenarios.model import Outcome, Scenario


def path_to(scenario: Scenario, outcome: Outcome) -> Sequence[tuple[str, str]]:
    """A shortest path to an ending of an outcome: scene and act of each decision."""
    graph = graph_of(scenario)
    start = graph.order[0]
    paths: dict[int, list[tuple[str, str]]] = {start: []}
    ahead = deque([start])
    while ahead:
        node = ahead.popleft()
        place = graph.nodes[node][0]
        if place in scenario.endings and scenario.endings[place].outcome == outcome:
            return paths[node]
        for edge in graph.edges[node]:
            if edge.to not in paths:
                paths[edge.to] = [*paths[node], (place, edge.act)]
                ahead.append(edge.to)
    raise AssertionError(f"no ending is {outcome}")


def opening_words(scenario: Scenario, language: str, outcome: Outcome) -> list[str]:
    """A piece of text of each ending of an outcome, without the names that are drawn."""
    texts = scenario.script(language).texts
    endings = [ending.id for ending in scenario.endings.values() if ending.outcome == outcome]
    variants = [each.text for ending in endings for each in texts[f"endings.{ending}.text"]]
    pieces = [max(text.split("{"), key=len) for text in variants]
    return [piece.split("}")[-1].split("\n")[0][:20] for piece in pieces]
