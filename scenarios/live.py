"""What can still matter from a scene on, so that the explorer takes like states as one.

A variable or a bit of history that no condition ahead reads matters no more. A number that is so
low (or high) that nothing ahead can lift it over (or bring it under) any comparison ahead might as
well be a little higher (or lower): all such numbers lead to the same stories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TypeVar

from scenarios.conditions import Condition, Cut, Value, Values
from scenarios.model import Scenario, Scene, State, Variable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Reads:
    """Variables by index, the comparisons they stand in, and bits of history."""

    variables: frozenset[int] = frozenset()
    marks: int = 0
    cuts: frozenset[Cut] = frozenset()

    def __or__(self, other: _Reads) -> _Reads:
        return _Reads(
            self.variables | other.variables, self.marks | other.marks, self.cuts | other.cuts
        )


@dataclass(frozen=True, slots=True)
class _Alive:
    """What matters from one scene on: for each variable the values that differ, and the marks."""

    spans: tuple[Span, ...]
    marks: int


class Live:
    """Strips states of what no longer matters."""

    def __init__(self, scenario: Scenario) -> None:
        self._alive = _alive(scenario)
        self._known: dict[tuple[str, Values], Values] = {}

    def bare(self, scene: str, state: State) -> State:
        """A state that leads to the same stories from a scene on, and stands for all like it."""
        alive = self._alive.get(scene)
        if alive is None:  # an ending: nothing matters any more
            return _NOTHING
        values = self._known.get((scene, state.values))
        if values is None:
            pairs = zip(alive.spans, state.values, strict=True)
            values = tuple(span.nearest(value) for span, value in pairs)
            self._known[scene, state.values] = values
        return State(values, state.marks & alive.marks)


_NOTHING = State(())


@dataclass(frozen=True, slots=True)
class Span:
    """The values of a variable that may still come to something different."""

    low: Value
    high: Value

    def nearest(self, value: Value) -> Value:
        """The value of the span that comes to the same."""
        return self.low if value < self.low else min(value, self.high)


def _alive(scenario: Scenario) -> dict[str, _Alive]:
    scenes = scenario.scenes
    leads = {
        name: [lead.to for lead in scene.leads_out if lead.to in scenes]
        for name, scene in scenes.items()
    }
    reads = _swept(leads, {name: _here(scene) for name, scene in scenes.items()}, _joined)
    swings = [_swings(scenario, leads, index) for index in range(len(scenario.variables))]
    return {
        name: _Alive(
            tuple(
                _span(variable, index, reads[name], swings[index][name])
                for index, variable in enumerate(scenario.variables)
            ),
            reads[name].marks,
        )
        for name in scenes
    }


def _span(variable: Variable, index: int, reads: _Reads, swing: tuple[int, int]) -> Span:
    """The values of a variable that still differ, where so much may yet be taken and added."""
    if index not in reads.variables:
        return Span(variable.start, variable.start)
    if isinstance(variable.start, bool):
        return Span(False, True)
    cuts = [cut for cut in reads.cuts if cut.variable == index]
    below, above = [cut.below for cut in cuts], [cut.above for cut in cuts]
    if None in below or None in above:
        return Span(variable.low, variable.high)
    down, up = swing
    least = min(one for one in below if one is not None) - up
    most = max(one for one in above if one is not None) + down
    return Span(
        min(max(variable.low, least), variable.high), max(min(variable.high, most), variable.low)
    )


def _swings(
    scenario: Scenario, leads: Mapping[str, Sequence[str]], index: int
) -> dict[str, tuple[int, int]]:
    """By how much a variable may yet be lowered and raised from each scene on, at most."""
    variable = scenario.variables[index]
    whole = variable.high - variable.low

    def ahead(here: tuple[int, int], further: list[tuple[int, int]]) -> tuple[int, int]:
        downs, ups = [down for down, _ in further], [up for _, up in further]
        return (
            min(whole, here[0] + max(downs, default=0)),
            min(whole, here[1] + max(ups, default=0)),
        )

    here = {
        name: scene.decision.swing(index) if scene.decision else (0, 0)
        for name, scene in scenario.scenes.items()
    }
    return _swept(leads, here, ahead)


def _joined(here: _Reads, further: list[_Reads]) -> _Reads:
    return reduce(or_, further, here)


def _swept(
    leads: Mapping[str, Sequence[str]], here: Mapping[str, T], ahead: Callable[[T, list[T]], T]
) -> dict[str, T]:
    """For each scene what it has and what may follow, until nothing is added any more."""
    found, changed = dict(here), True
    while changed:
        changed = False
        for name in reversed(list(leads)):
            more = ahead(here[name], [found[target] for target in leads[name]])
            changed = changed or more != found[name]
            found[name] = more
    return found


def _here(scene: Scene) -> _Reads:
    conditions = list(_conditions(scene))
    return _Reads(
        frozenset().union(*(one.variables for one in conditions)),
        reduce(or_, (one.marks for one in conditions), 0),
        frozenset().union(*(one.cuts for one in conditions)),
    )


def _conditions(scene: Scene) -> Iterator[Condition]:
    yield from scene.decision.conditions() if scene.decision else ()
    for lead in scene.leads_out:
        if lead.when is not None:
            yield lead.when
