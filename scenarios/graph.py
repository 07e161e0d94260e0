"""The graph of reachable states of a scenario, and of all answers.

It uses the engine's own functions, so it cannot deviate from real play. Equivalent states are
merged (see `state_reduction`); bands represent the ticks and orders that
result in them, and sets represent the questions of an interview.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import lcm
from typing import TypeAlias

from scenarios import limits
from scenarios.engine import PassageLoop, apply_answer, leave_stop, points_earned, walk
from scenarios.model import COMPETENCIES, Answer, Decision, Scenario, State
from scenarios.state_reduction import Likeness, StateReduction

# A place in the story: scene, state, and whether a critical error came before.
Node: TypeAlias = "tuple[str, State, bool]"
Place: TypeAlias = "tuple[str, Likeness, bool]"  # a node, and all equivalent ones
Points: TypeAlias = "tuple[int, ...]"  # by competency, in units of 1 / `Graph.unit`
# Answers with the same effects and leads: one of them, and the acts for each sum of points.
Options: TypeAlias = "list[tuple[Answer, dict[Points, list[str]]]]"


@dataclass(frozen=True, slots=True)
class Edge:
    """One answer at one place: its target and points."""

    act: str
    to: int
    points: Points
    total: int
    count: int = 1  # the number of equivalent answers


class TooLarge(Exception):
    """The scenario exceeds the limits of places, answers or work."""


@dataclass(slots=True)
class Graph:
    """All places and answers. Places are numbered; `order` is topological as far as possible."""

    unit: int  # points are integers in units of 1 / unit, since adding fractions is slow
    reduction: StateReduction  # finds equivalent places
    nodes: list[Node] = field(default_factory=list)
    edges: list[tuple[Edge, ...]] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    scenes: set[str] = field(default_factory=set)
    offered: set[tuple[str, str]] = field(default_factory=set)  # scene, and the available parts
    empty: set[str] = field(default_factory=set)  # scenes that can have no available choice
    index: dict[Place, int] = field(default_factory=dict)
    # Answers that are critical errors, for scenarios that depend on the place: the key of the
    # critical sentence, and the step of a scale.
    critical: set[tuple[str, str]] = field(default_factory=set)

    def number(self, node: Node) -> int | None:
        """The number of a node's place."""
        scene, state, critical = node
        return self.index.get((scene, self.reduction.key(scene, state), critical))

    def ends(self, scenario: Scenario) -> list[int]:
        return [index for index, node in enumerate(self.nodes) if node[0] in scenario.endings]


def graph_of(scenario: Scenario) -> Graph:
    """Build the graph of all reachable places and answers.

    Raises:
        UploadTooLarge: It exceeds `limits.STATES` places, or `limits.ANSWERS` answers in total.
        BrokenScenario: Passages form a loop.
    """
    walker = _Walker(scenario)
    walker.run()
    return walker.graph


class _Walker:
    """Depth-first search without recursion; the order is reverse postorder."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.live = StateReduction(scenario)
        self.graph = Graph(_unit(scenario), self.live)
        self.options: dict[tuple[str, tuple[bool, ...]], Options] = {}
        self.conditions = {
            scene.id: tuple(scene.decision.conditions()) if scene.decision else ()
            for scene in scenario.scenes.values()
        }
        self.entered: set[int] = set()
        self.answers = 0

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
        if self.answers > limits.ANSWERS or self.live.work > limits.LOOKS:
            raise TooLarge
        self.graph.edges[node] = tuple(self._edges(self.graph.nodes[node]))
        return iter(self.graph.edges[node])

    def _edges(self, node: Node) -> Iterator[Edge]:
        scene, state, critical = node
        decision = self.scenario.scenes[scene].decision if scene in self.scenario.scenes else None
        if decision is None:
            return
        met: dict[tuple[int, Points], list[str]] = {}
        for answer, earning in self._options(scene, decision, state):
            after, target = apply_answer(self.scenario, state, scene, answer)
            self.live.work += len(answer.leads) - 1  # the last lead has no condition
            to = self._arrive(after, target, critical=critical or answer.critical)
            self.answers += len(earning)
            for points, acts in earning.items():
                met.setdefault((to, points), []).extend(acts)
        for (to, points), acts in met.items():
            yield Edge(acts[0], to, points, sum(points), len(acts))

    def _options(self, scene: str, decision: Decision, state: State) -> Options:
        """The answers with their points; cached by the conditions that hold."""
        key = scene, tuple(state.satisfies(condition) for condition in self.conditions[scene])
        found = self.options.get(key)
        if found is None:
            found = self._grouped(scene, decision, decision.outcomes(state))
            self.graph.offered.update((scene, name) for name in decision.offered(state))
            if not tuple(decision.every_act(state)):
                self.graph.empty.add(scene)
            if self.scenario.place:
                self.graph.critical.update(_critical(decision, decision.outcomes(state)))
            self.options[key] = found
        return found

    def _grouped(self, scene: str, decision: Decision, answers: Iterable[Answer]) -> Options:
        groups: dict[object, tuple[Answer, dict[Points, list[str]]]] = {}
        for answer in answers:
            bits = [self.scenario.bits_of(("picked", scene, pick)) for pick in answer.picked]
            alike = answer.effects, answer.leads, sum(bits), answer.critical
            _, earning = groups.setdefault(alike, (answer, {}))
            points = _points(decision, answer, self.graph.unit)
            earning.setdefault(points, []).append(answer.act)
        return list(groups.values())

    def _arrive(self, state: State, target: str, *, critical: bool) -> int:
        state, scene, trail = next_decision(self.scenario, state, target)
        self.graph.scenes.update(trail)
        self.graph.scenes.add(scene)
        self.live.work += sum(len(self.scenario.scenes[name].leads) for name in trail)
        return self._number((scene, state, critical))

    def _number(self, node: Node) -> int:
        scene, state, critical = node
        graph, place = self.graph, (scene, self.live.key(scene, state), critical)
        number = graph.index.setdefault(place, len(graph.index))
        if number == len(graph.nodes):
            if number >= limits.STATES or self.live.work > limits.LOOKS:
                raise TooLarge
            graph.nodes.append(node)  # it represents all equivalent ones
            graph.edges.append(())
        return number


def next_decision(
    scenario: Scenario, state: State, target: str
) -> tuple[State, str, tuple[str, ...]]:
    """Walk to the next decision or ending, across stops; also return the passages."""
    state, scene, trail = walk(scenario, state, target)
    every, hops = list(trail), 0
    while scene in scenario.scenes and scenario.scenes[scene].stop:
        state, scene, trail = leave_stop(scenario, state, scene)
        every += trail
        if not trail:
            break
        hops += 1
        if hops > limits.PASSAGES:
            raise PassageLoop(scene)
    return state, scene, tuple(every)


def _critical(decision: Decision, answers: Iterable[Answer]) -> Iterator[tuple[str, str]]:
    for answer in answers:
        if answer.critical:
            aftermath = decision.aftermath(answer.said or answer.act, answer.band)
            step = "" if decision.worded else answer.act
            yield from ((f"{key}.critical", step) for key in aftermath.critical)


def _points(decision: Decision, answer: Answer, unit: int) -> Points:
    got = points_earned(decision, answer)
    return tuple(int(got.get(competency, 0) * unit) for competency in COMPETENCIES)


def _unit(scenario: Scenario) -> int:
    """The common denominator of all points."""
    unit = 1
    for scene in scenario.scenes.values():
        if scene.decision is None:
            continue
        shares = {
            share.denominator
            for answer in scene.decision.every_answer()
            for share in answer.credit.values()
        }
        worth = (points.denominator for points in scene.decision.worth.values())
        unit = lcm(unit, lcm(*worth) * lcm(*shares))
    return unit
