"""What can still matter from a scene on: the variables and history that some condition ahead reads.

Two states that differ in nothing else lead to the same stories, so the explorer takes them as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scenarios.conditions import Condition, Values
from scenarios.model import Scenario, Scene, State


@dataclass(frozen=True, slots=True)
class _Reads:
    """Variables by index, and bits of history."""

    variables: frozenset[int] = frozenset()
    marks: int = 0

    def __or__(self, other: _Reads) -> _Reads:
        return _Reads(self.variables | other.variables, self.marks | other.marks)


class Live:
    """Strips states of what no condition ahead reads."""

    def __init__(self, scenario: Scenario) -> None:
        self._opening = scenario.opening.values
        self._reads = _ahead(scenario)

    def bare(self, scene: str, state: State) -> State:
        """The state as far as it matters from a scene on; the rest is as at the beginning."""
        reads = self._reads.get(scene, _Reads())
        return State(self._values(reads, state.values), state.marks & reads.marks)

    def _values(self, reads: _Reads, values: Values) -> Values:
        return tuple(
            value if index in reads.variables else self._opening[index]
            for index, value in enumerate(values)
        )


def _ahead(scenario: Scenario) -> Mapping[str, _Reads]:
    """What is read in each scene and after it, whichever way the story goes."""
    reads = {name: _here(scene) for name, scene in scenario.scenes.items()}
    leads = {
        name: {lead.to for lead in scene.leads_out if lead.to in reads}
        for name, scene in scenario.scenes.items()
    }
    changed = True
    while changed:
        changed = False
        for name, targets in leads.items():
            more = reads[name]
            for target in targets:
                more |= reads[target]
            changed = changed or more != reads[name]
            reads[name] = more
    return reads


def _here(scene: Scene) -> _Reads:
    found = _Reads()
    for condition in _conditions(scene):
        found |= _Reads(condition.variables, condition.marks)
    return found


def _conditions(scene: Scene) -> Iterator[Condition]:
    yield from scene.decision.conditions() if scene.decision else ()
    for lead in scene.leads_out:
        if lead.when is not None:
            yield lead.when
