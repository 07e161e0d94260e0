"""The flow of a case played by a class: phases, available choices, and the next step.

Pure: it applies the engine's steps for the whole class.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from scenarios import engine
from scenarios.debrief import Moment, moments
from scenarios.engine import ContinueAct, Refused
from scenarios.kinds.base import join_parts
from scenarios.model import Act, Decision, Scenario, TimedOut
from scenarios.position import Position
from scenarios.rendering import NEUTRAL, Facts, Option, Turn, paper_order, render_turn


class Phase(StrEnum):
    LOBBY = "lobby"  # people come in
    VOTING = "voting"  # phones vote, hands are counted
    CLOSED = "closed"  # the results are shown
    TALKING = "talking"  # the class agrees on what is not voted on, and the trainer marks it
    STOP = "stop"  # the story pauses
    ENDING = "ending"


def phase_at(scenario: Scenario, at: Position) -> Phase:
    """The phase in which a position is reached."""
    if at.scene in scenario.endings:
        return Phase.ENDING
    decision = decision_at(scenario, at)
    if decision is None:
        return Phase.STOP
    return Phase.TALKING if decision.drafted else Phase.VOTING


def decision_at(scenario: Scenario, at: Position) -> Decision | None:
    """The decision that is put to the class at a position, if any."""
    scene = scenario.scenes.get(at.scene)
    return None if scene is None or at.at_stop else scene.decision


def offered(scenario: Scenario, at: Position) -> tuple[str, ...]:
    """The available choices in the author's order; leaving a conversation comes last."""
    decision = decision_at(scenario, at)
    if decision is None:
        return ()
    return (*decision.offered(at.state, at.asked), *decision.closing)


def after_choice(scenario: Scenario, at: Position, parts: Sequence[str]) -> Position | None:
    """The position after a choice of the class; None if it is not available.

    Args:
        at: The class's current position.
        parts: The chosen act, or the options ticked or put in order.
    """
    decision = decision_at(scenario, at)
    act = decision.read(at.turn, join_parts(tuple(parts))) if decision else None
    return None if act is None or isinstance(act, TimedOut) else _after(scenario, at, act)


def after_stop(scenario: Scenario, at: Position) -> Position | None:
    """The position after a stop; None if there is none."""
    return _after(scenario, at, ContinueAct(at.turn))


def last_moment(scenario: Scenario, at: Position, answers: Iterable[str]) -> Moment | None:
    """The decision that led to a position, compared with its best answers.

    Args:
        at: The class's current position.
        answers: All its answers, in order, as stored.

    Returns:
        None if the last act completed no decision, as at the start or after a stop.
    """
    scenario = scenario.in_place(scenario.place_at(at.state))
    met = moments(scenario, _acts(scenario, answers))
    return met[-1] if met and met[-1].answer.turn == at.turn - 1 else None


def _acts(scenario: Scenario, answers: Iterable[str]) -> Iterator[Act]:
    """The acts of a class: its answers, and going on after each stop between them."""
    at = engine.start(scenario).position
    for answer in answers:
        while decision_at(scenario, at) is None and (after := after_stop(scenario, at)):
            yield ContinueAct(at.turn)
            at = after
        decision = decision_at(scenario, at)
        act = decision.read(at.turn, answer) if decision is not None else None
        after = _after(scenario, at, act) if act is not None else None
        if act is None or after is None:
            return
        yield act
        at = after


def toggled_marks(
    scenario: Scenario, at: Position, marks: tuple[str, ...], part: str, *, on: bool
) -> tuple[str, ...]:
    """The marks of a class after toggling one, where that is possible."""
    decision = decision_at(scenario, at)
    after = decision.mark(marks, part, on=on) if decision is not None else None
    return marks if after is None else after


def class_turn(
    scenario: Scenario, language: str, seed: int, at: Position, facts: Facts = NEUTRAL
) -> Turn:
    """The turn shown to a class at a position, lettered as on paper."""
    turn = render_turn(scenario, language, seed, at, facts=facts)
    decision = decision_at(scenario, at)
    if decision is None:
        return turn
    known, open_ = {option.id: option for option in turn.options}, offered(scenario, at)
    lettered = (*paper_order(scenario, scenario.scenes[at.scene]), *decision.closing)
    options = (
        replace(known.get(part, Option(part, "", "", place)), place=place)
        for place, part in enumerate(lettered)
        if part in open_
    )
    return replace(turn, options=tuple(options))


def leading_choice(numbers: Mapping[str, int], order: Sequence[str]) -> str | None:
    """The choice with most votes; None without votes or with a tie."""
    best = max(numbers.values(), default=0)
    ahead = [choice for choice in order if numbers.get(choice, 0) == best]
    return ahead[0] if best > 0 and len(ahead) == 1 else None


def total_votes(*numbers: Mapping[str, int] | None) -> dict[str, int]:
    """The sum of several counts, by choice."""
    total: Counter[str] = Counter()
    for counts in numbers:
        total.update(counts or {})
    return dict(total)


def _after(scenario: Scenario, at: Position, act: Act) -> Position | None:
    outcome = engine.advance(scenario, at, act)
    return None if isinstance(outcome, Refused) else outcome.position
