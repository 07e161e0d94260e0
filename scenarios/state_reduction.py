"""State reduction: merges states that no later condition can distinguish.

Of the conditions ahead, some already have a certain value: only that value
matters. For the others their variables and history matter, but a number too
low (or high) to cross any threshold ahead
is equivalent to slightly higher (or lower) numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from scenarios.conditions import Condition, Value, Values
from scenarios.expressions import Changeable
from scenarios.model import Lead, Scenario, Scene, State, Variable

T = TypeVar("T")
Swing: TypeAlias = "tuple[int, int]"  # the maximum decrease and increase of a variable
# The certain values of conditions ahead, and the relevant variables and history for the others.
Likeness: TypeAlias = "tuple[tuple[bool | None, ...], Values, int]"

Told: TypeAlias = "Mapping[str, Sequence[Condition]]"  # by scene
NOTHING: Told = MappingProxyType({})

_OVER: Likeness = ((), (), 0)  # nothing matters at an ending


@dataclass(frozen=True, slots=True)
class Span:
    """The values of a variable that are not equivalent."""

    low: Value
    high: Value

    def nearest(self, value: Value) -> Value:
        """The equivalent value within the span."""
        return self.low if value < self.low else min(value, self.high)


@dataclass(frozen=True, slots=True)
class _Outlook:
    """The conditions, changes and effects reachable from a scene."""

    conditions: tuple[Condition, ...]
    marks: int  # the history that they depend on
    changeable: Changeable
    effect_bounds: tuple[Swing, ...]
    spans: dict[tuple[bool | None, ...], tuple[tuple[Span, ...], int]] = field(default_factory=dict)


class StateReduction:
    """Finds equivalent states."""

    def __init__(self, scenario: Scenario, conditions_read: Told = NOTHING) -> None:
        """Analyse a scenario.

        Args:
            conditions_read: Further conditions of each scene, such as those of texts, which do not
                affect the story.
        """
        self._variables = scenario.variables
        self._outlooks = _outlooks(scenario, conditions_read)
        self._known: dict[tuple[str, Values, int], Likeness] = {}
        self.work = 0  # conditions already visited

    def key(self, scene: str, state: State) -> Likeness:
        """A key that equivalent states at a scene share."""
        outlook = self._outlooks.get(scene)
        if outlook is None:
            return _OVER
        key = scene, state.values, state.marks & outlook.marks
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._key(outlook, state)
        return found

    def _key(self, outlook: _Outlook, state: State) -> Likeness:
        self.work += len(outlook.conditions)
        values, marks, still = state.values, state.marks, outlook.changeable
        settled = tuple(
            [condition.certain_value(values, marks, still) for condition in outlook.conditions]
        )
        spans, open_ = self._spans(outlook, settled)
        pairs = zip(spans, values, strict=True)
        return settled, tuple([span.nearest(value) for span, value in pairs]), marks & open_

    def _spans(
        self, outlook: _Outlook, settled: tuple[bool | None, ...]
    ) -> tuple[tuple[Span, ...], int]:
        """The relevant ranges of variables and history for uncertain conditions."""
        found = outlook.spans.get(settled)
        if found is None:
            pairs = zip(outlook.conditions, settled, strict=True)
            unsettled = [condition for condition, how in pairs if how is None]
            self.work += len(unsettled) * len(self._variables)
            spans = tuple(
                _span(variable, index, unsettled, outlook.effect_bounds[index])
                for index, variable in enumerate(self._variables)
            )
            found = spans, reduce(or_, (condition.marks for condition in unsettled), 0)
            outlook.spans[settled] = found
        return found


def _span(variable: Variable, index: int, conditions: Sequence[Condition], swing: Swing) -> Span:
    """The values of a variable that are not equivalent, for the remaining decrease and increase."""
    if not any(index in condition.variables for condition in conditions):
        return Span(variable.start, variable.start)
    if isinstance(variable.start, bool):
        return Span(False, True)
    cuts = [
        cut for condition in conditions for cut in condition.thresholds if cut.variable == index
    ]
    below, above = [cut.below for cut in cuts], [cut.above for cut in cuts]
    if None in below or None in above:
        return Span(variable.low, variable.high)
    down, up = swing
    least = min(number for number in below if number is not None) - up
    most = max(number for number in above if number is not None) + down
    return Span(
        min(max(variable.low, least), variable.high), max(min(variable.high, most), variable.low)
    )


def _outlooks(scenario: Scenario, conditions_read: Told) -> dict[str, _Outlook]:
    scenes = scenario.scenes
    out = {name: scene.leads_out for name, scene in scenes.items()}
    leads = forward({name: [lead.to for lead in some] for name, some in out.items()})
    own = {
        name: dict.fromkeys((*_conditions(scene, out[name]), *conditions_read.get(name, ())))
        for name, scene in scenes.items()
    }
    conditions = _propagate(leads, own, lambda here, further: reduce(or_, further, here))
    opens = {name: _opens(scenario, scene, out[name]) for name, scene in scenes.items()}
    still = _propagate(leads, opens, _opened)
    further = _propagate(leads, {name: frozenset(to) for name, to in leads.items()}, _all)
    circling = frozenset(name for name, some in further.items() if name in some)
    swings = _effect_bounds(scenario, leads, circling)
    return {
        name: _Outlook(
            tuple(conditions[name]),
            reduce(or_, (condition.marks for condition in conditions[name]), 0),
            still[name],
            tuple(swing[name] for swing in swings),
        )
        for name in scenes
    }


def _opens(scenario: Scenario, scene: Scene, out: Sequence[Lead]) -> Changeable:
    """The variables and marks that an answer, or the scene after it, can change."""
    answers = tuple(scene.decision.every_answer()) if scene.decision else ()
    changed = frozenset(effect.index for answer in answers for effect in answer.effects)
    picks = (index for mark, index in scenario.bits.items() if mark[:2] == ("picked", scene.id))
    seen = (scenario.bits_of(("seen", lead.to)) for lead in out)
    marks = reduce(or_, (1 << index for index in picks), 0) | reduce(or_, seen, 0)
    return Changeable(changed, marks)


def _opened(here: Changeable, further: list[Changeable]) -> Changeable:
    return Changeable(
        here.variables.union(*(group.variables for group in further)),
        reduce(or_, (group.marks for group in further), here.marks),
    )


def _all(here: frozenset[str], further: list[frozenset[str]]) -> frozenset[str]:
    return here.union(*further)


def _effect_bounds(
    scenario: Scenario, leads: Mapping[str, Sequence[str]], circling: frozenset[str]
) -> list[dict[str, Swing]]:
    """The maximum decrease and increase of each variable from each scene on."""
    nothing = [(0, 0)] * len(scenario.variables)
    own = {
        scene.id: scene.decision.effect_bounds(len(nothing)) if scene.decision else nothing
        for scene in scenario.scenes.values()
    }
    return [
        _effect_bound(
            variable, leads, circling, {scene: some[index] for scene, some in own.items()}
        )
        for index, variable in enumerate(scenario.variables)
    ]


def _effect_bound(
    variable: Variable,
    leads: Mapping[str, Sequence[str]],
    circling: frozenset[str],
    own: Mapping[str, Swing],
) -> dict[str, Swing]:
    whole = variable.high - variable.low

    def ahead(here: Swing, further: list[Swing]) -> Swing:
        downs, ups = [down for down, _ in further], [up for _, up in further]
        return (
            min(whole, here[0] + max(downs, default=0)),
            min(whole, here[1] + max(ups, default=0)),
        )

    def here(scene: str, swing: Swing) -> Swing:
        if scene not in circling:
            return swing
        down, up = swing  # in loops: summing would not terminate soon
        return whole if down else 0, whole if up else 0

    return _propagate(leads, {scene: here(scene, swing) for scene, swing in own.items()}, ahead)


def forward(leads: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """The scenes in story order, whatever the order of the file: then few sweeps are needed."""
    left: dict[str, Sequence[str]] = {}
    entered: set[str] = set()
    for first in leads:
        stack = [(first, iter(leads[first]))] if first not in entered else []
        entered.add(first)
        while stack:
            name, ahead = stack[-1]
            to = next((key for key in ahead if key in leads and key not in entered), None)
            if to is None:
                left[name] = leads[name]
                stack.pop()
            else:
                entered.add(to)
                stack.append((to, iter(leads[to])))
    return dict(reversed(left.items()))


def _propagate(
    leads: Mapping[str, Sequence[str]], here: Mapping[str, T], ahead: Callable[[T, list[T]], T]
) -> dict[str, T]:
    """Propagate sets backwards to all predecessors until nothing changes."""
    found, changed = dict(here), True
    while changed:
        changed = False
        for name in reversed(list(leads)):
            more = ahead(here[name], [found[lead] for lead in leads[name] if lead in found])
            changed = changed or more != found[name]
            found[name] = more
    return found


def _conditions(scene: Scene, out: Sequence[Lead]) -> Iterator[Condition]:
    yield from scene.decision.conditions() if scene.decision else ()
    for lead in out:
        if lead.when is not None:
            yield lead.when
