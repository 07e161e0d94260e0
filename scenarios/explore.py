"""The explorer: checks every reachable state, and finds the best safe path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import Any, TypeAlias

from scenarios import limits
from scenarios.catalogue import UNCONFIRMED
from scenarios.engine import BrokenScenario, PassageLoop
from scenarios.graph import Edge, Graph, Node, TooLarge, graph_of
from scenarios.model import COMPETENCIES, Place, Reference, Scenario
from scenarios.paths import PathSearch, best_of, search_paths
from scenarios.saying import Message, say

EXPLORER = 1
"""Stored with exploration results. Increment it when exploring the same files would give
another reference, whether this module, the graph, the paths or the parser changed.
"""

_Back: TypeAlias = "list[list[int]]"  # for each node its predecessors
_Graphs: TypeAlias = "list[tuple[Scenario, Graph]]"  # of every place; nothing confirmed is first


class Verdict(StrEnum):
    """The result of exploring. Undecided is never reported as fine."""

    FINE = "fine"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem in a scenario.

    Attributes:
        code: Its kind.
        key: Its location.
        message: The description.
        place: Local facts with which it occurs; empty if it occurs with any.
    """

    code: str
    key: str
    message: Message
    place: str = ""


@dataclass(frozen=True, slots=True)
class Exploration:
    """The reference path, if there is one, and problems."""

    verdict: Verdict
    reference: Reference | None = None
    problems: tuple[Problem, ...] = ()
    graph: Graph | None = None  # where nothing is confirmed


def explore(scenario: Scenario) -> Exploration:
    """Visit every state of a scenario, in every place that it depends on.

    Returns:
        The best safe path of each place, and problems: unreachable or dead-end scenes, unfair
        scoring, and critical errors that only an unconfirmed local fact makes so. Beyond the limit
        of states the result says so, and has no reference.
    """
    try:
        graphs = _graphs(scenario)
    except TooLarge:
        return Exploration(Verdict.UNKNOWN, problems=(_too_large(),))
    except BrokenScenario as error:
        return Exploration(Verdict.WRONG, problems=(_broken(error),))
    here, graph = scenario.in_place({}), graphs[0][1]
    problems = [*_empty([graph for _, graph in graphs]), *_unreachable(scenario, graphs)]
    problems += _in_places(graphs, _misled)
    problems += _critical_unconfirmed(graphs)
    if problems:
        return Exploration(Verdict.WRONG, None, tuple(problems), graph)
    found = {place: search_paths(own, _total) for place, own in graphs}
    references = {place: _reference(place, own, found[place]) for place, own in graphs}
    problems += _in_places(graphs, lambda place, _: _unscored(references[place]))
    if not problems:
        problems += _in_places(
            graphs, lambda place, own: _unfair(place, own, found[place], references[place])
        )
    verdict = Verdict.WRONG if problems else Verdict.FINE
    reference = None if problems else _with_places(here, references)
    return Exploration(verdict, reference, tuple(problems), graph)


def reference_of(scenario: Scenario) -> Reference | None:
    """The best safe path of each place alone, for an accepted edition, without any checks."""
    found: dict[Scenario, Reference | None] = {}
    for place in scenario.places:
        graph = graph_of(place)
        found[place] = _reference(place, graph, search_paths(graph, _total))
    return _with_places(scenario.in_place({}), found)


def _with_places(
    here: Scenario, references: Mapping[Scenario, Reference | None]
) -> Reference | None:
    """The reference where nothing is confirmed, with those of the other places."""
    own = references[here]
    if own is None:
        return None
    others = {
        _name(place): reference
        for place, reference in references.items()
        if place is not here and reference is not None
    }
    return replace(own, places=others)


def _name(scenario: Scenario) -> Place:
    """The confirmed facts of a place."""
    place = scenario.place.items()
    return tuple(sorted((fact, value) for fact, value in place if value != UNCONFIRMED))


def _graphs(scenario: Scenario) -> _Graphs:
    """The scenario in each place with its graph; their states are limited in total."""
    found, states = [], 0
    for place in scenario.places:
        graph = graph_of(place)
        states += len(graph.nodes)
        if states > limits.STATES:
            raise TooLarge
        found.append((place, graph))
    return found


def _in_places(
    graphs: _Graphs, check: Callable[[Scenario, Graph], Iterable[Problem]]
) -> Iterator[Problem]:
    """The problems found in any place; one that is not found in all says in which."""
    found: dict[Problem, list[Scenario]] = {}
    for place, graph in graphs:
        for problem in check(place, graph):
            found.setdefault(problem, []).append(place)
    for problem, places in found.items():
        everywhere = len(places) == len(graphs)
        yield problem if everywhere else replace(problem, place=_told(places[0].place))


def _told(place: Mapping[str, str]) -> str:
    return ", ".join(f"{fact}: {value}" for fact, value in place.items())


def _misled(scenario: Scenario, graph: Graph) -> Iterator[Problem]:
    back = _predecessors(graph)
    yield from _traps(scenario, graph, back)
    yield from _scored_twice(scenario, graph, back)


def _critical_unconfirmed(graphs: _Graphs) -> Iterator[Problem]:
    """Find acts that are critical only while a fact is unconfirmed.

    A critical error that follows from local law counts only once the place has confirmed that law.
    So an act that is critical while a fact is unconfirmed must be critical for every value of this
    fact, other facts being equal.
    """
    critical = {_name(place): graph.critical for place, graph in graphs}
    reported: set[tuple[str, str]] = set()
    for place, graph in graphs:
        for fact, value in place.place.items():
            if value != UNCONFIRMED:
                continue
            each = [
                critical[_name(other)]
                for other, _ in graphs
                if {**other.place, fact: UNCONFIRMED} == place.place
            ]
            for key, _ in sorted(graph.critical - graph.critical.intersection(*each)):
                if (key, fact) not in reported:
                    reported.add((key, fact))
                    text = say(
                        "Whether this is critical depends on `{fact}`, so it must not be critical "
                        "while that is unconfirmed.",
                        fact=fact,
                    )
                    yield Problem("critical-unconfirmed", key, text)


def dump_reference(reference: Reference | None) -> Any:
    """Serialise a reference as JSON."""
    if reference is None:
        return None
    earned = {competency: str(points) for competency, points in reference.earned.items()}
    written: dict[str, Any] = {"path": reference.path, "earned": earned}
    if reference.places:
        written["places"] = [
            {"place": dict(place), **dump_reference(own)} for place, own in reference.places.items()
        ]
    return written


def parse_reference(kept: Any) -> Reference | None:
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
        {
            tuple(sorted(own["place"].items())): reference
            for own in kept.get("places", ())
            if (reference := parse_reference(own)) is not None
        },
    )


def _total(edge: Edge) -> int:
    return edge.total


def _too_large() -> Problem:
    text = say(
        "There are more than {most} states. Use fewer variables or narrower bounds.",
        most=limits.STATES,
    )
    return Problem("too-large", "scenes", text)


def _broken(error: BrokenScenario) -> Problem:
    if isinstance(error, PassageLoop):
        text = say(
            "{place} leads back to itself without a decision. Change a `go` so "
            "that the story moves on.",
            place=error.place,
        )
    else:
        text = say("{problem}.", problem=str(error))
    return Problem("passage-loop", "scenes", text)


def _empty(graphs: Iterable[Graph]) -> Iterator[Problem]:
    for scene in sorted(set[str]().union(*(graph.empty for graph in graphs))):
        text = say("Sometimes no choice is offered here. Remove a `when` from one of the choices.")
        yield Problem("nothing-offered", f"scenes.{scene}", text)


def _unreachable(scenario: Scenario, graphs: _Graphs) -> Iterator[Problem]:
    """Scenes, choices and endings that are met in no place."""
    scenes = set[str]().union(*(graph.scenes for _, graph in graphs))
    offered = set[tuple[str, str]]().union(*(graph.offered for _, graph in graphs))
    for scene in scenario.scenes.values():
        key = f"scenes.{scene.id}"
        if scene.id not in scenes:
            yield Problem(
                "unreachable",
                key,
                say(
                    "The scene `{name}` can never be reached. Lead to it with a "
                    "`go`, or delete it.",
                    name=scene.id,
                ),
            )
        elif scene.decision is not None:
            for option in scene.decision.ids:
                if (scene.id, option) not in offered:
                    text = say(
                        "`{act}` is never offered. Correct its `when`, or delete it.", act=option
                    )
                    yield Problem("never-offered", scene.decision.part_key(option), text)
    for ending in scenario.endings:
        if ending not in scenes:
            text = say(
                "The ending `{name}` can never be reached. Lead to it with a `go`, or delete it.",
                name=ending,
            )
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
        text = say(
            "From `{name}` some paths never reach an ending. Change a `go` so that they do.",
            name=scene,
        )
        yield Problem("trap", f"scenes.{scene}", text)


def _scored_twice(scenario: Scenario, graph: Graph, back: _Back) -> Iterator[Problem]:
    again = _revisited_scenes(graph, back)
    for scene in scenario.scenes.values():
        if scene.decision is not None and scene.decision.worth and scene.id in again:
            text = say(
                "The scored decision of `{name}` can be met twice. Change the "
                "`go` that leads back, or remove its `worth`.",
                name=scene.id,
            )
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
        text = say(
            "No path ends `safe` without a critical error. Lead one to an ending "
            "with `outcome: safe`."
        )
        yield Problem("no-safe-ending", "endings", text)
    elif not reference.total:
        text = say(
            "The best safe path earns no points, so nobody could pass. Give its "
            "decisions a `worth`."
        )
        yield Problem("worth-nothing", "scenes", text)


def _safe(scenario: Scenario, node: Node) -> bool:
    ending = scenario.endings.get(node[0])
    return ending is not None and ending.outcome == "safe" and not node[2]


def _unfair(
    scenario: Scenario, graph: Graph, reached: PathSearch, reference: Reference | None
) -> Iterator[Problem]:
    """An unsafe path earns more, or more can be earned in a competency."""
    if reference is None:
        return
    ends = graph.ends(scenario)
    most = reference.total * graph.unit
    for end in ends:
        if not _safe(scenario, graph.nodes[end]) and (reached.points[end] or 0) > most:
            ending = graph.nodes[end][0]
            text = say(
                "A path to `{name}` earns more than the best safe path. Lower "
                "the `credit` of its choices, or raise it on the safe path.",
                name=ending,
            )
            yield Problem("unfair-path", f"endings.{ending}", text)
    for index, competency in enumerate(COMPETENCIES):
        most = reference.earned.get(competency, Fraction()) * graph.unit
        if _most(graph, index, ends) > most:
            text = say(
                "Another path earns more in `{name}` than the best safe path. "
                "Lower the `credit` of its choices, or raise it on the safe path.",
                name=competency,
            )
            yield Problem("unfair-competency", "scenes", text)


def _most(graph: Graph, competency: int, ends: Iterable[int]) -> int:
    found = search_paths(graph, lambda edge: edge.points[competency])
    return max(found.points[end] or 0 for end in ends)
