"""Plays acts; every position goes through save and load, as it would over a restart."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios import position as saves
from scenarios.engine import ContinueAct, Refused, Step, advance, start
from scenarios.events import Event
from scenarios.kinds.choose import Choose
from scenarios.model import Act, Scenario
from scenarios.position import Position

ON = ">"  # going on from a stop, among the names of choices


def resumed(position: Position) -> Position:
    """The position after it was written and read, which must be the same one."""
    again = saves.read(saves.write(position))
    assert again == position
    assert list(map(type, again.state.values)) == list(map(type, position.state.values))
    return again


def opened(scenario: Scenario) -> Step:
    """The first step, its position resumed."""
    step = start(scenario)
    return Step(resumed(step.position), step.events)


def act(position: Position, name: str, turn: int | None = None) -> Act:
    """The act of picking a choice, or of going on, at a position."""
    at = position.turn if turn is None else turn
    return ContinueAct(at) if name == ON else Choose(at, name)


def tried(scenario: Scenario, position: Position, key: Act) -> Step | Refused:
    """What an act comes to; a refusal leaves the position as it was."""
    before = saves.write(position)
    outcome = advance(scenario, resumed(position), key)
    assert saves.write(position) == before
    return Step(resumed(outcome.position), outcome.events) if isinstance(outcome, Step) else outcome


def taken(scenario: Scenario, position: Position, name: str) -> Step:
    """The step of an act that must be accepted, whatever the kind of decision."""
    scene = scenario.scenes.get(position.scene)
    decision = scene.decision if scene is not None and name != ON else None
    read = decision.read(position.turn, name) if decision is not None else None
    outcome = tried(scenario, position, read or act(position, name))
    assert isinstance(outcome, Step), f"{name} at {position.scene}: {outcome}"
    return outcome


def played(scenario: Scenario, picks: Sequence[str]) -> tuple[Position, tuple[Event, ...]]:
    """Where some picks lead from the start, and all that happened on the way."""
    step = opened(scenario)
    events = step.events
    for pick in picks:
        step = taken(scenario, step.position, pick)
        events += step.events
    return step.position, events
