"""How a case goes when a class plays it: what is going on, what may be voted for, what comes next.

Pure: the engine's own steps, taken for a room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from scenarios import engine
from scenarios.engine import GoOn, Refused
from scenarios.kinds.base import joined
from scenarios.model import Act, Decision, Scenario, TimedOut
from scenarios.position import Position
from scenarios.rendering import NEUTRAL, Facts, Option, Turn, on_paper, tell


class Phase(StrEnum):
    """What is going on in a room."""

    LOBBY = "lobby"  # people come in
    VOTING = "voting"  # phones vote, hands are counted
    CLOSED = "closed"  # the bars are shown
    TALKING = "talking"  # of what is not voted on: the room agrees, the trainer marks it
    STOP = "stop"  # a stop of the story
    ENDING = "ending"


def phase_at(scenario: Scenario, at: Position) -> Phase:
    """What is going on once a position is reached."""
    if at.scene in scenario.endings:
        return Phase.ENDING
    decision = decision_at(scenario, at)
    if decision is None:
        return Phase.STOP
    return Phase.TALKING if decision.drafted else Phase.VOTING


def decision_at(scenario: Scenario, at: Position) -> Decision | None:
    """What is put to the class, if anything is."""
    scene = scenario.scenes.get(at.scene)
    return None if scene is None or at.at_stop else scene.decision


def offered(scenario: Scenario, at: Position) -> tuple[str, ...]:
    """What may be picked, in the author's order; of a talk, to end it stands last."""
    decision = decision_at(scenario, at)
    if decision is None:
        return ()
    return (*decision.offered(at.state, at.asked), *decision.closing)


def taken(scenario: Scenario, at: Position, parts: Sequence[str]) -> Position | None:
    """Where the story goes when the class answers so; None where it cannot.

    Args:
        scenario: The edition.
        at: Where the class is.
        parts: What it took: one act, or what it ticked or put in order.
    """
    decision = decision_at(scenario, at)
    act = decision.read(at.turn, joined(tuple(parts))) if decision else None
    return None if act is None or isinstance(act, TimedOut) else _after(scenario, at, act)


def gone_on(scenario: Scenario, at: Position) -> Position | None:
    """Where the story goes after a stop; None where there is none."""
    return _after(scenario, at, GoOn(at.turn))


def marked(
    scenario: Scenario, at: Position, marks: tuple[str, ...], part: str, *, on: bool
) -> tuple[str, ...]:
    """What the class has ticked or put in order after one more mark, if that is possible."""
    decision = decision_at(scenario, at)
    after = decision.marked(marks, part, on=on) if decision is not None else None
    return marks if after is None else after


def told(
    scenario: Scenario, language: str, seed: int, at: Position, facts: Facts = NEUTRAL
) -> Turn:
    """What a class reads at a position: everybody the same, in order and letters of paper."""
    turn = tell(scenario, language, seed, at, facts=facts)
    decision = decision_at(scenario, at)
    if decision is None:
        return turn
    known, open_ = {one.id: one for one in turn.options}, offered(scenario, at)
    lettered = (*on_paper(scenario, scenario.scenes[at.scene]), *decision.closing)
    options = (
        replace(known.get(one, Option(one, "", "", place)), place=place)
        for place, one in enumerate(lettered)
        if one in open_
    )
    return replace(turn, options=tuple(options))


def most(numbers: Mapping[str, int], order: Sequence[str]) -> str | None:
    """What most are for; None where nobody is for anything, or no one thing is ahead."""
    best = max(numbers.values(), default=0)
    ahead = [one for one in order if numbers.get(one, 0) == best]
    return ahead[0] if best > 0 and len(ahead) == 1 else None


def added(*numbers: Mapping[str, int] | None) -> dict[str, int]:
    """Several counts as one."""
    found: dict[str, int] = {}
    for some in numbers:
        for one, number in (some or {}).items():
            found[one] = found.get(one, 0) + number
    return found


def _after(scenario: Scenario, at: Position, act: Act) -> Position | None:
    outcome = engine.advance(scenario, at, act)
    return None if isinstance(outcome, Refused) else outcome.position
