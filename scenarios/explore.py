"""Plays everything: every state a scenario can reach, and the best path through it.

The explorer steps by the engine's own functions, so it cannot differ from what learners meet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import TypeAlias

from scenarios import limits
from scenarios.engine import BrokenScenario, PassedAgain, earned, past_stop, settled, walk
from scenarios.model import COMPETENCIES, Answer, Decision, Reference, Scenario, State
from scenarios.saying import Saying, say

# A place in the story: where, in which state, and whether a critical error lies behind.
Node: TypeAlias = "tuple[str, State, bool]"
Points: TypeAlias = "tuple[int, ...]"  # per competency, in units of 1 / `Graph.unit`


@dataclass(frozen=True, slots=True)
class Edge:
    """One answer from one place: where it leads and what it earns."""

    act: str
    to: int
    points: Points
    total: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the explorer met; `key` is where in the scenario."""

    code: str
    key: str
    message: Saying


@dataclass(slots=True)
class Graph:
    """All places and answers. Places are numbered; `order` goes forward where the story does."""

    unit: int  # points are whole numbers of 1 / unit, since adding fractions is slow
    nodes: list[Node] = field(default_factory=list)
    edges: list[tuple[Edge, ...]] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    scenes: set[str] = field(default_factory=set)
    offered: set[tuple[str, str]] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def ends(self, scenario: Scenario) -> list[int]:
        """The places where the story is over."""
        return [index for index, node in enumerate(self.nodes) if node[0] in scenario.endings]


@dataclass(frozen=True, slots=True)
class Explored:
    """What exploring found: the reference path, where there is one, and problems."""

    reference: Reference | None
    problems: tuple[Problem, ...]


class _TooLarge(Exception):
    """There are more states than we visit."""


def explore(scenario: Scenario) -> Explored:
    """Visit every state of a scenario.

    Returns:
        The best safe path, and what is wrong: places that cannot be reached or left, scoring that
        is unfair. Over the budget of states it says so; such a scenario has no reference.
    """
    try:
        graph = graph_of(scenario)
    except _TooLarge:
        text = say(
            "There are more than {most} states; fewer variables or bounds would help.",
            most=limits.STATES,
        )
        return Explored(None, (Problem("too-large", "scenes", text),))
    except PassedAgain as error:
        text = say("{place} is passed again and again.", place=error.place)
        return Explored(None, (Problem("passage-loop", "scenes", text),))
    except BrokenScenario as error:
        text = say("{problem}.", problem=str(error))
        return Explored(None, (Problem("passage-loop", "scenes", text),))
    problems = [*graph.problems, *_unmet(scenario, graph), *_traps(scenario, graph)]
    problems += _scored_twice(scenario, graph)
    if problems:
        return Explored(None, tuple(problems))
    best = _best(graph, _totals(graph))
    reference = _reference(scenario, graph, best)
    if reference is None:
        text = say("No path ends `safe` without a critical error.")
        return Explored(None, (Problem("no-safe-ending", "endings", text),))
    if not reference.total:
        text = say("Nothing can be earned on the best safe path, so nobody could pass.")
        return Explored(None, (Problem("worth-nothing", "scenes", text),))
    return Explored(reference, tuple(_unfair(scenario, graph, best, reference)))


def reference_of(scenario: Scenario) -> Reference | None:
    """The best safe path alone, for an edition that was accepted once, whatever is checked now."""
    graph = graph_of(scenario)
    return _reference(scenario, graph, _best(graph, _totals(graph)))


def graph_of(scenario: Scenario) -> Graph:
    """Every place that can be reached, and every answer there."""
    explorer = _Explorer(scenario)
    explorer.run()
    return explorer.graph


class _Explorer:
    """Depth first without recursion; the order is the reverse of leaving."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.graph = Graph(_unit(scenario))
        self.index: dict[Node, int] = {}
        self.earned: dict[tuple[str, str], Points] = {}
        self.entered: set[int] = set()

    def run(self) -> None:
        root = self._arrive(self.scenario.opening, self.scenario.start, critical=False)
        left: list[int] = []
        stack = [(root, self._enter(root))]
        while stack:
            node, edges = stack[-1]
            edge = next(edges, None)
            if edge is None:
                left.append(node)
                stack.pop()
            elif edge.to not in self.entered:
                stack.append((edge.to, self._enter(edge.to)))
        self.graph.order = left[::-1]

    def _enter(self, node: int) -> Iterator[Edge]:
        self.entered.add(node)
        self.graph.edges[node] = tuple(self._edges(self.graph.nodes[node]))
        return iter(self.graph.edges[node])

    def _number(self, node: Node) -> int:
        number = self.index.setdefault(node, len(self.index))
        if number == len(self.graph.nodes):
            if number >= limits.STATES:
                raise _TooLarge
            self.graph.nodes.append(node)
            self.graph.edges.append(())
        return number

    def _edges(self, node: Node) -> Iterator[Edge]:
        scene, state, critical = node
        decision = self.scenario.scenes[scene].decision if scene in self.scenario.scenes else None
        if decision is None:
            return
        outcomes = list(decision.outcomes(state))
        if not outcomes:
            text = say("It can happen that nothing is offered here.")
            self.graph.problems.append(Problem("nothing-offered", f"scenes.{scene}", text))
        for answer in outcomes:
            self.graph.offered.add((scene, answer.act))
            after, target = settled(self.scenario, state, scene, answer)
            to = self._arrive(after, target, critical=critical or answer.critical)
            points = self._points(scene, decision, answer)
            yield Edge(answer.act, to, points, sum(points))

    def _points(self, scene: str, decision: Decision, answer: Answer) -> Points:
        found = self.earned.get((scene, answer.act))
        if found is None:
            got = earned(decision, answer)
            found = tuple(int(got.get(one, 0) * self.graph.unit) for one in COMPETENCIES)
            self.earned[scene, answer.act] = found
        return found

    def _arrive(self, state: State, target: str, *, critical: bool) -> int:
        state, scene, trail = walk(self.scenario, state, target)
        self.graph.scenes.update(trail)
        hops = 0
        while scene in self.scenario.scenes and self.scenario.scenes[scene].stop:
            state, scene, trail = past_stop(self.scenario, state, scene)
            self.graph.scenes.update(trail)
            if not trail:
                break
            hops += 1
            if hops > limits.PASSAGES:
                raise PassedAgain(scene)
        self.graph.scenes.add(scene)
        return self._number((scene, state, critical))


def _unit(scenario: Scenario) -> int:
    """A number that makes every point earned a whole one."""
    return lcm(
        *(
            points.denominator
            for scene in scenario.scenes.values()
            if scene.decision is not None
            for answer in scene.decision.every_answer()
            for points in earned(scene.decision, answer).values()
        )
    )


def _unmet(scenario: Scenario, graph: Graph) -> Iterator[Problem]:
    for scene in scenario.scenes.values():
        key = f"scenes.{scene.id}"
        if scene.id not in graph.scenes:
            yield Problem(
                "unreachable", key, say("The scene `{name}` can never be reached.", name=scene.id)
            )
        elif scene.decision is not None:
            for answer in scene.decision.every_answer():
                if (scene.id, answer.act) not in graph.offered:
                    yield Problem(
                        "never-offered",
                        answer.key,
                        say("`{act}` is never offered.", act=answer.act),
                    )
    for ending in scenario.endings:
        if ending not in graph.scenes:
            text = say("The ending `{name}` can never be reached.", name=ending)
            yield Problem("unreachable", f"endings.{ending}", text)


def _traps(scenario: Scenario, graph: Graph) -> Iterator[Problem]:
    """Scenes from which, in some state, no ending can be reached."""
    back: dict[int, list[int]] = {}
    for node, edges in enumerate(graph.edges):
        for edge in edges:
            back.setdefault(edge.to, []).append(node)
    out = graph.ends(scenario)
    free = set(out)
    while out:
        for node in back.get(out.pop(), ()):
            if node not in free:
                free.add(node)
                out.append(node)
    caught = {node[0] for index, node in enumerate(graph.nodes) if index not in free}
    for scene in sorted(caught):
        text = say("From `{name}` it can happen that no ending is reached.", name=scene)
        yield Problem("trap", f"scenes.{scene}", text)


def _scored_twice(scenario: Scenario, graph: Graph) -> Iterator[Problem]:
    leads: dict[str, set[str]] = {}
    for node, edges in zip(graph.nodes, graph.edges, strict=True):
        leads.setdefault(node[0], set()).update(graph.nodes[edge.to][0] for edge in edges)
    for scene in scenario.scenes.values():
        if scene.decision is not None and scene.decision.worth and _returns(leads, scene.id):
            text = say("The scored decision of `{name}` can be met again.", name=scene.id)
            yield Problem("scored-twice", f"scenes.{scene.id}", text)


def _returns(leads: dict[str, set[str]], scene: str) -> bool:
    ahead, seen = list(leads.get(scene, ())), set[str]()
    while ahead:
        if (one := ahead.pop()) == scene:
            return True
        if one not in seen:
            seen.add(one)
            ahead.extend(leads.get(one, ()))
    return False


@dataclass(frozen=True, slots=True)
class _Best:
    """The most that can be earned on the way to each place, with the fewest decisions."""

    points: list[int]
    before: list[tuple[int, Edge] | None]
    decisions: list[int]


def _best(graph: Graph, points: list[list[int]]) -> _Best:
    size = len(graph.nodes)
    best = _Best([-1] * size, [None] * size, [0] * size)
    best.points[graph.order[0]] = 0
    changed = True
    while changed:  # once where leads go forward only; more often where unscored decisions loop
        changed = False
        for node in graph.order:
            here, decisions = best.points[node], best.decisions[node] + 1
            for edge, more in zip(graph.edges[node], points[node], strict=True):
                known = best.points[edge.to]
                if here + more < known or (
                    here + more == known and decisions >= best.decisions[edge.to]
                ):
                    continue
                changed = changed or known >= 0
                best.points[edge.to], best.decisions[edge.to] = here + more, decisions
                best.before[edge.to] = (node, edge)
    return best


def _totals(graph: Graph) -> list[list[int]]:
    return [[edge.total for edge in edges] for edges in graph.edges]


def _reference(scenario: Scenario, graph: Graph, best: _Best) -> Reference | None:
    ends = [end for end in graph.ends(scenario) if _safe(scenario, graph.nodes[end])]
    if not ends:
        return None
    node = max(ends, key=lambda end: (best.points[end], -best.decisions[end]))
    path: list[tuple[str, str]] = []
    points = [0] * len(COMPETENCIES)
    while (step := best.before[node]) is not None:
        node, edge = step
        path.append((graph.nodes[node][0], edge.act))
        points = [one + more for one, more in zip(points, edge.points, strict=True)]
    got = zip(COMPETENCIES, points, strict=True)
    return Reference(
        tuple(reversed(path)), {one: Fraction(some, graph.unit) for one, some in got if some}
    )


def _safe(scenario: Scenario, node: Node) -> bool:
    ending = scenario.endings.get(node[0])
    return ending is not None and ending.outcome == "safe" and not node[2]


def _unfair(
    scenario: Scenario, graph: Graph, best: _Best, reference: Reference
) -> Iterator[Problem]:
    """An unsafe path that earns more, or a competency in which more can be earned."""
    ends = graph.ends(scenario)
    most = reference.total * graph.unit
    for end in ends:
        if not _safe(scenario, graph.nodes[end]) and best.points[end] > most:
            ending = graph.nodes[end][0]
            text = say("A path to `{name}` earns more than the best safe path.", name=ending)
            yield Problem("unfair-path", f"endings.{ending}", text)
    for index, competency in enumerate(COMPETENCIES):
        found = _best(graph, [[edge.points[index] for edge in edges] for edges in graph.edges])
        most = reference.earned.get(competency, Fraction()) * graph.unit
        if max(found.points[end] for end in ends) > most:
            text = say(
                "More can be earned in `{competency}` than on the best safe path.",
                competency=competency,
            )
            yield Problem("unfair-competency", "scenes", text)
