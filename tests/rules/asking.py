"""A small case around one decision, at the scene `gate`."""

from __future__ import annotations

from textwrap import indent

from scenarios.engine import Step
from scenarios.events import Answered
from scenarios.findings import errors
from scenarios.model import Act, Decision, Scenario, TimedOut
from scenarios.position import Position
from tests.helpers.small_case import BASE, case
from tests.rules.brute import played_way
from tests.rules.playing import played, tried
from tests.rules.tales import built

STORY = """\
variables:
  trust: {start: 1, min: 0, max: 3}
  alone: {start: false}
start: first
scenes:
  first:
    text: "Before."
    choose:
      prompt: "Well?"
      choices:
        bold: {text: "Be bold.", set: {alone: true}}
        shy: {text: "Be shy."}
      go: gate
  gate:
    text: "Here."
DECISION
  fork:
    text: "Further."
    go: FORK
endings:
  good: {outcome: safe, text: "Good."}
  fair: {outcome: mixed, text: "Fair."}
  bad: {outcome: harmful, text: "Bad."}
"""


def story(decision: str, fork: str = "good") -> str:
    """The file of a case with a decision; `fork` is where its scene of that name leads."""
    told = STORY.replace("DECISION\n", indent(decision, "    ")).replace("FORK", fork)
    return BASE[: BASE.index("cast:\n")] + told


def asks(decision: str, fork: str = "good") -> Scenario:
    """That case. What the rest of its story does not reach is no matter here."""
    return built(story(decision, fork))


def decision_of(scenario: Scenario) -> Decision:
    """The decision."""
    decision = scenario.scenes["gate"].decision
    assert decision is not None
    return decision


def at_gate(scenario: Scenario, first: str = "shy") -> Position:
    """Where the decision is asked."""
    position, _ = played(scenario, [first])
    return position


def steps_of(scenario: Scenario, way: str, first: str = "shy") -> list[Step]:
    """The steps of a whole answer, as it is written."""
    position, decision = at_gate(scenario, first), decision_of(scenario)
    if way != "timed-out":
        return played_way(scenario, position, decision, way)
    step = tried(scenario, position, TimedOut(position.turn))
    assert isinstance(step, Step)
    return [step]


def answer(scenario: Scenario, way: str, first: str = "shy") -> Answered:
    """The event of a whole answer."""
    (event,) = [
        event for event in steps_of(scenario, way, first)[-1].events if isinstance(event, Answered)
    ]
    return event


def after(scenario: Scenario, way: str, first: str = "shy") -> Position:
    """Where a whole answer leads."""
    return steps_of(scenario, way, first)[-1].position


def accepted(scenario: Scenario, act: Act, first: str = "shy") -> bool:
    """Whether an act is accepted where the decision is asked."""
    return isinstance(tried(scenario, at_gate(scenario, first), act), Step)


def found(decision: str) -> set[tuple[str, str]]:
    """The code of each error in a case with a decision, with the line it is told at."""
    text = story(decision)
    lines = text.splitlines()
    return {(error.code, lines[error.line - 1].strip()) for error in errors(case(text).findings)}
