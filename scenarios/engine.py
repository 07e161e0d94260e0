"""The engine: every rule about moving through a scenario lives in this file.

Rule 1. The engine knows no person, screen or clock.
Rule 2. Steps are atomic: the result is a new position with its events, or a refusal that
        leaves the old position unchanged.
Rule 3. The same acts always give the same events.

`RULES` is stored with every attempt, so that it can be replayed by the rules that it was played\
under. Increment it when the same acts would give different results.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from scenarios import limits
from scenarios.events import Answered, Asked, Continued, Ended, Event, Started
from scenarios.model import (
    Act,
    Answer,
    AskedQuestion,
    Decision,
    Earned,
    Effect,
    Lead,
    Scenario,
    State,
    Variable,
)
from scenarios.position import Position

RULES = 1


class RefusalReason(StrEnum):
    STALE = "stale"  # for another turn
    NOT_OFFERED = "not offered"
    OVER = "over"  # the attempt has ended


@dataclass(frozen=True, slots=True)
class ContinueAct:
    """The act of continuing after a stop."""

    turn: int


@dataclass(frozen=True, slots=True)
class Step:
    """A new position, and the events on the way to it."""

    position: Position
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    reason: RefusalReason


class BrokenScenario(Exception):
    """The story cannot continue. Loading rejects such scenarios, so this is a bug."""


class PassageLoop(BrokenScenario):
    """Passages form an endless loop through `place`."""

    def __init__(self, place: str) -> None:
        super().__init__(f"{place} is passed again and again")
        self.place = place


def start(scenario: Scenario) -> Step:
    """Begin a scenario, as it is in its place (`Scenario.in_place`)."""
    position = _arrive(scenario, scenario.opening, scenario.start, turn=0)
    return Step(
        position, (Started(0, position.scene, scenario.place), *_end_event(scenario, position))
    )


def advance(scenario: Scenario, position: Position, act: Act) -> Step | Refused:
    """Apply an act.

    Args:
        scenario: The edition of the attempt, in any place: its position tells where it began.
        position: The current position.
        act: The learner's act, with the turn that it is for.

    Returns:
        A `Step`, or `Refused` if the position is unchanged.
    """
    if position.scene in scenario.endings:
        return Refused(RefusalReason.OVER)
    if act.turn != position.turn:
        return Refused(RefusalReason.STALE)
    scene = scenario.scenes[position.scene]
    if position.at_stop:
        return (
            _continue(scenario, position)
            if isinstance(act, ContinueAct)
            else Refused(RefusalReason.NOT_OFFERED)
        )
    decision = scene.decision
    taken = decision.take(act, position.state, position.asked) if decision else None
    if taken is None or decision is None:
        return Refused(RefusalReason.NOT_OFFERED)
    if isinstance(taken, AskedQuestion):
        return _ask_question(scenario, position, decision, taken)
    return _answer_decision(scenario, position, decision, taken)


def apply_answer(scenario: Scenario, state: State, scene: str, answer: Answer) -> tuple[State, str]:
    """The state after an answer, and the next scene. Shared with the explorer."""
    values, marks = state.values, state.marks
    if answer.effects:
        changed = list(values)
        for effect in answer.effects:
            changed[effect.index] = _apply_effect(scenario.variables[effect.index], changed, effect)
        values = tuple(changed)
    for pick in answer.picked:
        marks |= scenario.bits_of(("picked", scene, pick))
    after = State(values, marks)
    return after, _first_open_lead(answer.leads, after)


def walk(scenario: Scenario, state: State, target: str) -> tuple[State, str, tuple[str, ...]]:
    """Walk through passages to the next stop, decision or ending. Shared with the explorer.

    Returns:
        The state there, the scene, and the passages on the way.
    """
    trail: list[str] = []
    while (scene := scenario.scenes.get(target)) is not None:
        if scene.stop:
            return state, target, tuple(trail)
        state = _mark_seen(scenario, state, target)
        if scene.decision is not None:
            return state, target, tuple(trail)
        trail.append(target)
        if len(trail) > limits.PASSAGES:
            raise PassageLoop(f"{scenario.id}: {target}")
        target = _first_open_lead(scene.leads, state)
    return state, target, tuple(trail)


def leave_stop(scenario: Scenario, state: State, target: str) -> tuple[State, str, tuple[str, ...]]:
    """Continue after a stop: its scene, and what follows. Shared with the explorer."""
    scene = scenario.scenes[target]
    state = _mark_seen(scenario, state, target)
    if scene.decision is not None:
        return state, target, ()
    after, reached, trail = walk(scenario, state, _first_open_lead(scene.leads, state))
    return after, reached, (target, *trail)


def points_earned(decision: Decision, answer: Answer) -> Earned:
    """Credit times worth, by competency."""
    return {
        competency: points * answer.credit[competency]
        for competency, points in decision.worth.items()
        if answer.credit.get(competency)
    }


def replay(scenario: Scenario, acts: Iterable[Act]) -> Iterator[Step]:
    """Replay accepted acts in the place of the scenario; yield each step, including the start.

    Raises:
        BrokenScenario: An act is refused, so the acts do not fit this edition.
    """
    step = start(scenario)
    yield step
    for act in acts:
        outcome = advance(scenario, step.position, act)
        if isinstance(outcome, Refused):
            raise BrokenScenario(f"{scenario.id}: {act} is refused ({outcome.reason})")
        step = outcome
        yield step


def _ask_question(
    scenario: Scenario, position: Position, decision: Decision, asking: AskedQuestion
) -> Step:
    event = Asked(position.turn, position.scene, asking.question)
    if asking.answer is not None:
        step = _answer_decision(scenario, position, decision, asking.answer)
        return Step(step.position, (event, *step.events))
    after = Position(
        position.scene,
        position.turn + 1,
        position.state,
        answered=(position.scene, asking.question, ""),
        asked=(*position.asked, asking.question),
    )
    return Step(after, (event,))


def _answer_decision(
    scenario: Scenario, position: Position, decision: Decision, answer: Answer
) -> Step:
    state, target = apply_answer(scenario, position.state, position.scene, answer)
    opening = (position.scene, answer.said or answer.act, answer.band)
    after = _arrive(scenario, state, target, position.turn + 1, opening)
    event = Answered(
        position.turn,
        position.scene,
        decision.kind,
        answer.act,
        points_earned(decision, answer),
        answer.error,
        answer.critical,
        answer.band,
    )
    return Step(after, (event, *_end_event(scenario, after)))


def _continue(scenario: Scenario, position: Position) -> Step:
    state, scene, trail = leave_stop(scenario, position.state, position.scene)
    after = Position(scene, position.turn + 1, state, trail, at_stop=_stops(scenario, scene, trail))
    event = Continued(position.turn, position.scene)
    return Step(after, (event, *_end_event(scenario, after)))


def _arrive(
    scenario: Scenario,
    state: State,
    target: str,
    turn: int,
    answered: tuple[str, str, str] | None = None,
) -> Position:
    state, scene, trail = walk(scenario, state, target)
    at_stop = scene in scenario.scenes and scenario.scenes[scene].stop
    return Position(scene, turn, state, trail, answered, at_stop)


def _stops(scenario: Scenario, scene: str, trail: tuple[str, ...]) -> bool:
    """Whether to stop here; a stop with an empty trail is the one just left."""
    return bool(trail) and scene in scenario.scenes and scenario.scenes[scene].stop


def _end_event(scenario: Scenario, position: Position) -> tuple[Event, ...]:
    ending = scenario.endings.get(position.scene)
    return (Ended(position.turn, ending.id, ending.outcome),) if ending else ()


def _mark_seen(scenario: Scenario, state: State, scene: str) -> State:
    bit = scenario.bits_of(("seen", scene))
    return State(state.values, state.marks | bit) if bit else state


def _first_open_lead(leads: tuple[Lead, ...], state: State) -> str:
    for lead in leads:
        if state.satisfies(lead.when):
            return lead.to
    raise BrokenScenario("no lead is open")


def _apply_effect(variable: Variable, values: list[int | bool], effect: Effect) -> int | bool:
    if effect.to is not None:
        return effect.to
    return max(variable.low, min(variable.high, values[effect.index] + effect.by))
