"""A variable that stops at its end forgets what went beyond, and that may change the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from scenarios.conditions import Condition
from scenarios.engine import settled
from scenarios.graph import Graph, rest
from scenarios.model import Answer, Decision, Scenario, State
from scenarios.saying import say
from scenarios.scope import path_of
from scenarios.state_reduction import Likeness, Live
from scenarios.yaml_source import Source

# Pairs of places that are compared in one case; it takes some hundredths of a second. Past that
# the rest is left unsaid: this is advice, and not a proof.
PAIRS = 2_000
_FAR = 1_000_000  # an end that nothing reaches


def check_saturation(scenario: Scenario, sources: Mapping[str, Source], graph: Graph) -> None:
    """No `add` is cut off at an end where, uncut, the story would go another way.

    From each place where it is cut off, the story is followed twice, with the variable as it is
    and as it would be without ends, until the ways part or nothing ahead can tell the two apart.
    """
    twins = _Twins(scenario)
    told: set[tuple[str, int]] = set()
    for scene, state, answer, index in _cut(scenario, graph, twins):
        at = (answer.key, index)
        if at in told or not twins.part(scene, state, answer, index):
            continue
        told.add(at)
        variable = scenario.variables[index]
        sources[scenario.language].warn(
            "saturation",
            path_of(f"{answer.key}.add.{variable.name}"),
            say(
                "`{name}` is cut off at its end here, and the story goes another way for it.",
                name=variable.name,
            ),
            say("Widen `min` or `max` of `{name}`, or add less.", name=variable.name),
        )


def _cut(
    scenario: Scenario, graph: Graph, twins: _Twins
) -> Iterator[tuple[str, State, Answer, int]]:
    """Every place and answer where a number is cut off, with the number's index."""
    reach = {
        scene.id: _reach(scene.decision)
        for scene in scenario.scenes.values()
        if scene.decision is not None
    }
    for scene, state, _ in graph.nodes:
        if not any(
            _over(scenario, state, index, by)
            for index, ends in reach.get(scene, {}).items()
            for by in ends
        ):
            continue
        for answer in twins.answers(scene, state, state) or ():
            for effect in answer.effects:
                if effect.to is None and _over(scenario, state, effect.index, effect.by):
                    yield scene, state, answer, effect.index


def _reach(decision: Decision) -> Mapping[int, tuple[int, int]]:
    """How far answers may move each number, down and up."""
    found: dict[int, tuple[int, int]] = {}
    for answer in decision.every_answer():
        for effect in answer.effects:
            if effect.to is None:
                down, up = found.get(effect.index, (0, 0))
                found[effect.index] = (down + min(0, effect.by), up + max(0, effect.by))
    return found


def _over(scenario: Scenario, state: State, index: int, by: int) -> bool:
    variable = scenario.variables[index]
    return not variable.low <= state.values[index] + by <= variable.high


class _Twins:
    """Follows a story twice, once with a number that has no ends."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.left = PAIRS
        self.alike: set[tuple[str, Likeness, Likeness]] = set()  # pairs whose ways never part
        self.endless = cache(self._endless)
        self.known: dict[tuple[str, tuple[bool, ...]], list[Answer]] = {}
        self.conditions: dict[str, tuple[Condition, ...]] = {
            scene.id: tuple(scene.decision.conditions()) if scene.decision else ()
            for scene in scenario.scenes.values()
        }

    def part(self, scene: str, state: State, answer: Answer, index: int) -> bool:
        """Whether the ways of the two part somewhere after an answer."""
        endless, live = self.endless(index)
        met: set[tuple[str, Likeness, Likeness]] = set()
        ahead = [(scene, state, state, answer)]
        while ahead:
            place, entry, other, taken = ahead.pop()
            entry, target = settled(self.scenario, entry, place, taken)
            other, there = settled(endless, other, place, taken)
            if target != there:
                return True
            entry, place, trail = rest(self.scenario, entry, target)
            other, there, way = rest(endless, other, target)
            if (place, trail) != (there, way):
                return True
            pair = (place, live.likeness(place, entry), live.likeness(place, other))
            if pair[1] == pair[2] or pair in met or pair in self.alike or self.left <= 0:
                continue
            met.add(pair)
            self.left -= 1
            answers = self.answers(place, entry, other)
            if answers is None:
                return True
            ahead += [(place, entry, other, answer) for answer in answers]
        self.alike |= met
        return False

    def answers(self, place: str, state: State, other: State) -> list[Answer] | None:
        """What can be answered at a place; None where that differs between the two."""
        scene = self.scenario.scenes.get(place)
        if scene is None or scene.decision is None:
            return []
        met = tuple(map(state.meets, self.conditions[place]))
        if met != tuple(map(other.meets, self.conditions[place])):
            return None
        if (place, met) not in self.known:
            self.known[place, met] = self._different(place, scene.decision.outcomes(state))
        return self.known[place, met]

    def _different(self, place: str, answers: Iterable[Answer]) -> list[Answer]:
        """Of answers that change the same and lead the same way, one."""
        found: dict[object, Answer] = {}
        for answer in answers:
            marks = [self.scenario.bits_of(("picked", place, pick)) for pick in answer.picked]
            found.setdefault((answer.key, answer.effects, answer.leads, sum(set(marks))), answer)
        return list(found.values())

    def _endless(self, index: int) -> tuple[Scenario, Live]:
        """The story in which a number has no ends, and what matters in it."""
        variables = list(self.scenario.variables)
        variables[index] = replace(variables[index], low=-_FAR, high=_FAR)
        endless = replace(self.scenario, variables=tuple(variables))
        return endless, Live(endless)
