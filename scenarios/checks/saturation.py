"""Finds variables whose bounds cut off an `add` in a way that changes the story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from scenarios.conditions import Condition
from scenarios.engine import apply_answer
from scenarios.graph import Graph, next_decision
from scenarios.model import Answer, Decision, Scenario, State
from scenarios.saying import say
from scenarios.scope import path_of
from scenarios.state_reduction import Likeness, StateReduction
from scenarios.yaml_source import Source

# The limit of compared pairs of places in one case, some hundredths of a second. Beyond it
# nothing more is reported: this is advice, not a proof.
PAIRS = 2_000
_FAR = 1_000_000  # a bound that nothing reaches


def check_saturation(scenario: Scenario, sources: Mapping[str, Source], graph: Graph) -> None:
    """No `add` may be cut off at a bound if the story would otherwise go another way.

    From each such place the story is followed twice, with the bounded and the unbounded
    variable, until the two diverge or no later condition can distinguish them.
    """
    twins = _ParallelStories(scenario)
    reported: set[tuple[str, int]] = set()
    for scene, state, answer, index in _cut_off_answers(scenario, graph, twins):
        at = (answer.key, index)
        if at in reported or not twins.diverge(scene, state, answer, index):
            continue
        reported.add(at)
        variable = scenario.variables[index]
        sources[scenario.language].add_warning(
            "saturation",
            path_of(f"{answer.key}.add.{variable.name}"),
            say(
                "`{name}` is cut off at its end here, and the story goes another way for it.",
                name=variable.name,
            ),
            say("Widen `min` or `max` of `{name}`, or add less.", name=variable.name),
        )


def _cut_off_answers(
    scenario: Scenario, graph: Graph, twins: _ParallelStories
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
    """The maximum decrease and increase of each number by answers."""
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


class _ParallelStories:
    """Follows a story twice, once with an unbounded number."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.left = PAIRS
        self.alike: set[tuple[str, Likeness, Likeness]] = set()  # pairs that never diverge
        self.endless = cache(self._endless)
        self.known: dict[tuple[str, tuple[bool, ...]], list[Answer]] = {}
        self.conditions: dict[str, tuple[Condition, ...]] = {
            scene.id: tuple(scene.decision.conditions()) if scene.decision else ()
            for scene in scenario.scenes.values()
        }

    def diverge(self, scene: str, state: State, answer: Answer, index: int) -> bool:
        """Whether the two stories diverge after an answer."""
        endless, live = self.endless(index)
        met: set[tuple[str, Likeness, Likeness]] = set()
        ahead = [(scene, state, state, answer)]
        while ahead:
            place, entry, other, taken = ahead.pop()
            entry, target = apply_answer(self.scenario, entry, place, taken)
            other, there = apply_answer(endless, other, place, taken)
            if target != there:
                return True
            entry, place, trail = next_decision(self.scenario, entry, target)
            other, there, way = next_decision(endless, other, target)
            if (place, trail) != (there, way):
                return True
            pair = (place, live.key(place, entry), live.key(place, other))
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
        """The answers at a place; None if they differ between the two."""
        scene = self.scenario.scenes.get(place)
        if scene is None or scene.decision is None:
            return []
        met = tuple(map(state.satisfies, self.conditions[place]))
        if met != tuple(map(other.satisfies, self.conditions[place])):
            return None
        if (place, met) not in self.known:
            self.known[place, met] = self._different(place, scene.decision.outcomes(state))
        return self.known[place, met]

    def _different(self, place: str, answers: Iterable[Answer]) -> list[Answer]:
        """One answer of each group with the same effects and leads."""
        found: dict[object, Answer] = {}
        for answer in answers:
            marks = [self.scenario.bits_of(("picked", place, pick)) for pick in answer.picked]
            found.setdefault((answer.key, answer.effects, answer.leads, sum(set(marks))), answer)
        return list(found.values())

    def _endless(self, index: int) -> tuple[Scenario, StateReduction]:
        """The story with an unbounded number, and its relevant state."""
        variables = list(self.scenario.variables)
        variables[index] = replace(variables[index], low=-_FAR, high=_FAR)
        endless = replace(self.scenario, variables=tuple(variables))
        return endless, StateReduction(endless)
