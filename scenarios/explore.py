"""The explorer: checks every reachable state, and finds the best safe path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import Any, TypeAlias

from scenarios import limits
from scenarios.engine import BrokenScenario, PassageLoop
from scenarios.graph import Edge, Graph, Node, TooLarge, graph_of
from scenarios.model import COMPETENCIES, Reference, Scenario
from scenarios.paths import PathSearch, best_of, search_paths
from scenarios.saying import Message, say

EXPLORER = 1
"""Stored with exploration results. Increment it when exploring the same files would give
another reference, whether this module, the graph, the paths or the parser changed.
"""

_Back: TypeAlias = "list[list[int]]"  # for each place its predecessors


class Verdict(StrEnum):
    """The result of exploring. Undecided is never reported as fine."""

    FINE = "fine"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem in a scenario; `key` is its location."""

    code: str
    key: str
    message: Message


@dataclass(frozen=True, slots=True)
class Exploration:
    """The reference path, if there is one, and problems."""

    verdict: Verdict
    reference: Reference | None = None
    problems: tuple[Problem, ...] = ()
    graph: Graph | None = None


def explore(scenario: Scenario) -> Exploration:
    """Visit every state of a scenario.

    Returns:
        The best safe path, and problems: unreachable or dead-end scenes, and unfair scoring.
        Beyond the limit of states the result says so, and has no reference.
    """
    try:
        graph = graph_of(scenario)
    except TooLarge:
        return Exploration(Verdict.UNKNOWN, problems=(_too_large(),))
    except BrokenScenario as error:
        return Exploration(Verdict.WRONG, problems=(_broken(error),))
    back = _predecessors(graph)
    problems = [*_empty(graph), *_unreachable(scenario, graph), *_traps(scenario, graph, back)]
    problems += _scored_twice(scenario, graph, back)
    if problems:
        return Exploration(Verdict.WRONG, None, tuple(problems), graph)
    reached = search_paths(graph, _total)
    reference = _reference(scenario, graph, reached)
    problems = list(_unscored(reference))
    if reference is not None and not problems:
        problems = list(_unfair(scenario, graph, reached, reference))
    verdict = Verdict.WRONG if problems else Verdict.FINE
    return Exploration(verdict, reference if not problems else None, tuple(problems), graph)


def reference_of(scenario: Scenario) -> Reference | None:
    """The best safe path alone, for an accepted edition, without any checks."""
    graph = graph_of(scenario)
    return _reference(scenario, graph, search_paths(graph, _total))


def dump_reference(reference: Reference | None) -> Any:
    """Serialise a reference as JSON."""
    if reference is None:
        return None
    earned = {competency: str(points) for competency, points in reference.earned.items()}
    return {"path": reference.path, "earned": earned}


def parse_reference(kept: Any) -> Reference | None:
    """Parse a serialised reference."""
    if kept is None:
        return None
    path = tuple((scene, act) for scene, act in kept["path"])
    earned = kept["earned"]
    return Reference(
        path,
        {
            competency: Fraction(earned[competency])
            for competency in COMPETENCIES
            if competency in earned
        },
    )


def _total(edge: Edge) -> int:
    return edge.total


def _too_large() -> Problem:
    text = say(
        "There are more than {most} states; fewer variables or bounds would help.",
        most=limits.STATES,
    )
    return Problem("too-large", "scenes", text)


def _broken(error: BrokenScenario) -> Problem:
    if isinstance(error, PassageLoop):
        text = say("{place} is passed again and again.", place=error.place)
    else:
        text = say("{problem}.", problem=str(error))
    return Problem("passage-loop", "scenes", text)


def _empty(graph: Graph) -> Iterator[Problem]:
    for scene in sorted(graph.empty):
        text = say("It can happen that nothing is offered here.")
        yield Problem("nothing-offered", f"scenes.{scene}", text)


def _unreachable(scenario: Scenario, graph: Graph) -> Iterator[Problem]:
    for scene in scenario.scenes.values():
        key = f"scenes.{scene.id}"
        if scene.id not in graph.scenes:
            yield Problem(
                "unreachable", key, say("The scene `{name}` can never be reached.", name=scene.id)
            )
        elif scene.decision is not None:
            for option in scene.decision.ids:
                if (scene.id, option) not in graph.offered:
                    text = say("`{act}` is never offered.", act=option)
                    yield Problem("never-offered", scene.decision.part_key(option), text)
    for ending in scenario.endings:
        if ending not in graph.scenes:
            text = say("The ending `{name}` can never be reached.", name=ending)
            yield Problem("unreachable", f"endings.{ending}", text)


def _traps(scenario: Scenario, graph: Graph, back: _Back) -> Iterator[Problem]:
    """Scenes with a state from which no ending can be reached."""
    out = graph.ends(scenario)
    free = set(out)
    while out:
        for node in back[out.pop()]:
            if node not in free:
                free.add(node)
                out.append(node)
    caught = {node[0] for index, node in enumerate(graph.nodes) if index not in free}
    for scene in sorted(caught):
        text = say("From `{name}` it can happen that no ending is reached.", name=scene)
        yield Problem("trap", f"scenes.{scene}", text)


def _scored_twice(scenario: Scenario, graph: Graph, back: _Back) -> Iterator[Problem]:
    again = _revisited_scenes(graph, back)
    for scene in scenario.scenes.values():
        if scene.decision is not None and scene.decision.worth and scene.id in again:
            text = say("The scored decision of `{name}` can be met again.", name=scene.id)
            yield Problem("scored-twice", f"scenes.{scene.id}", text)


def _revisited_scenes(graph: Graph, back: _Back) -> set[str]:
    """Scenes that can be visited twice on one way.

    Searched from the end, so that everything after a cycle is known when it is reached.
    """
    circles = _cycles(graph, back)
    circle_of = {node: at for at, nodes in enumerate(circles) for node in nodes}
    bits = {scene: 1 << at for at, scene in enumerate({node[0] for node in graph.nodes})}
    from_here, again = [0] * len(circles), 0
    for at in reversed(range(len(circles))):
        own = reduce(or_, (bits[graph.nodes[node][0]] for node in circles[at]))
        ahead = 0
        for edge in (edge for node in circles[at] for edge in graph.edges[node]):
            to = circle_of[edge.to]
            ahead |= own if to == at else from_here[to]
        from_here[at] = own | ahead
        again |= own & ahead
    return {scene for scene, bit in bits.items() if bit & again}


def _cycles(graph: Graph, back: _Back) -> list[list[int]]:
    """Strongly connected components, in story order; most have one place."""
    circles: list[list[int]] = []
    entered: set[int] = set()
    for first in graph.order:  # every place that leads back here was left after it
        if first in entered:
            continue
        entered.add(first)
        circle = [first]
        for node in circle:  # it grows meanwhile
            fresh = {number for number in back[node] if number not in entered}
            entered |= fresh
            circle.extend(fresh)
        circles.append(circle)
    return circles


def _predecessors(graph: Graph) -> _Back:
    back: _Back = [[] for _ in graph.nodes]
    for node, edges in enumerate(graph.edges):
        for edge in edges:
            back[edge.to].append(node)
    return back


def _reference(scenario: Scenario, graph: Graph, reached: PathSearch) -> Reference | None:
    ends = [end for end in graph.ends(scenario) if _safe(scenario, graph.nodes[end])]
    return best_of(graph, reached, ends) if ends else None


def _unscored(reference: Reference | None) -> Iterator[Problem]:
    """Without points there is no scale for a score."""
    if reference is None:
        text = say("No path ends `safe` without a critical error.")
        yield Problem("no-safe-ending", "endings", text)
    elif not reference.total:
        text = say("Nothing can be earned on the best safe path, so nobody could pass.")
        yield Problem("worth-nothing", "scenes", text)


def _safe(scenario: Scenario, node: Node) -> bool:
    ending = scenario.endings.get(node[0])
    return ending is not None and ending.outcome == "safe" and not node[2]


def _unfair(
    scenario: Scenario, graph: Graph, reached: PathSearch, reference: Reference
) -> Iterator[Problem]:
    """An unsafe path earns more, or more can be earned in a competency."""
    ends = graph.ends(scenario)
    most = reference.total * graph.unit
    for end in ends:
        if not _safe(scenario, graph.nodes[end]) and (reached.points[end] or 0) > most:
            ending = graph.nodes[end][0]
            text = say("A path to `{name}` earns more than the best safe path.", name=ending)
            yield Problem("unfair-path", f"endings.{ending}", text)
    for index, competency in enumerate(COMPETENCIES):
        most = reference.earned.get(competency, Fraction()) * graph.unit
        if _most(graph, index, ends) > most:
            text = say(
                "More can be earned in `{name}` than on the best safe path.", name=competency
            )
            yield Problem("unfair-competency", "scenes", text)


def _most(graph: Graph, competency: int, ends: Iterable[int]) -> int:
    found = search_paths(graph, lambda edge: edge.points[competency])
    return max(found.points[end] or 0 for end in ends)
