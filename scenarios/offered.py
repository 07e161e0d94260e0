"""The parts of a decision that can be offered together: local facts do not change within a play."""

from __future__ import annotations

from scenarios.expressions import Changeable
from scenarios.model import Decision, Scenario

_EVERY_MARK = -1


def offered_here(scenario: Scenario, decision: Decision) -> tuple[str, ...]:
    """The parts that a decision can offer with the scenario's own local facts."""
    facts = {index for index, variable in enumerate(scenario.variables) if variable.fact}
    if not facts:
        return decision.ids
    others = frozenset(range(len(scenario.variables))) - facts
    ahead, values = Changeable(others, _EVERY_MARK), scenario.opening.values
    conditions = {part: decision.offered_when(part) for part in decision.ids}
    return tuple(
        part
        for part, when in conditions.items()
        if when is None or when.certain_value(values, 0, ahead) is not False
    )


def offered_together(scenario: Scenario, decision: Decision) -> tuple[tuple[str, ...], ...]:
    """The distinct sets over all combinations of local facts."""
    return tuple(dict.fromkeys(offered_here(place, decision) for place in scenario.places))
