"""Attempts by learners of all kinds, played by the engine once each for sampling.

So whatever is generated of them says what the program's own check would find.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from bot.app.playing import records
from scenarios import position, score
from scenarios.engine import ContinueAct, Refused, Step, advance, start
from scenarios.events import Answered, Ended
from scenarios.kinds.choose import Choose
from scenarios.model import Act, Scenario
from scenarios.position import Position

WAYS = 48  # different plays of each case
LONGEST = 200  # acts, of a case that goes round
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_SKILL = (0.3, 0.6, 0.8, 0.95)  # how often what the reference path has is answered

Values = dict[str, Any]


class ActRefused(Exception):
    """The engine refuses an act that was offered: nothing generated here would mean anything."""


@dataclass(frozen=True, slots=True, eq=False)
class SamplePlay:
    """One play of a case, as rows have it."""

    steps: tuple[tuple[Values, ...], ...]
    """The events of each step; when, and of which attempt, is left to whoever draws it."""
    positions: tuple[tuple[int, str], ...]
    """The turn and the position after each step."""
    answers: tuple[Answered, ...]
    outcome: Ended | None

    def result(self, case: Scenario, mark: int) -> Values:
        """The result columns of an attempt; empty for an unfinished one."""
        if self.outcome is None:
            return dict.fromkeys(("outcome", "score", "passed", "result"))
        found = records.result_row(score.result(case, self.answers, self.outcome.outcome, mark))
        return {
            "outcome": found.outcome,
            "score": found.score,
            "passed": found.passed,
            "result": dict(found.detail),
        }

    def broken_off(self) -> SamplePlay:
        half = max(1, len(self.steps) // 2)
        return SamplePlay(self.steps[:half], self.positions[:half], (), None)


@cache
def ways(case: Scenario) -> tuple[SamplePlay, ...]:
    """Plays of a case, the same ones each time."""
    found = (_way(case, random.Random(seed)) for seed in range(WAYS))
    return tuple(way for way in found if way.outcome is not None)


def _way(case: Scenario, dice: random.Random) -> SamplePlay:
    steps = list(_steps(case, dice))
    happened = [event for step in steps for event in step.events]
    return SamplePlay(
        tuple(tuple(_row(event) for event in step.events) for step in steps),
        tuple((step.position.turn, position.write(step.position)) for step in steps),
        tuple(event for event in happened if isinstance(event, Answered)),
        next((event for event in happened if isinstance(event, Ended)), None),
    )


def _row(event: Any) -> Values:
    row = asdict(records.event_row(event, "ar", _NEVER))
    return {name: value for name, value in row.items() if name not in ("at", "language")}


def _steps(case: Scenario, dice: random.Random) -> Iterator[Step]:
    known = dict(case.reference.path) if case.reference else {}
    skill = dice.choice(_SKILL)
    step = start(case)
    yield step
    for _ in range(LONGEST):
        if step.position.scene in case.endings:
            return
        knows = dice.random() < skill
        said = _said(case, step.position, known if knows else {}, dice)
        for name in said:
            step = stepped(case, step.position, _meant(case, step.position, name))
            yield step


def _said(
    case: Scenario, at: Position, known: dict[str, str], dice: random.Random
) -> tuple[str | None, ...]:
    """The acts of one answer, as short texts; none of them to go on."""
    decision = case.scenes[at.scene].decision
    if at.at_stop or decision is None:
        return (None,)
    possible = tuple(decision.every_act(at.state))
    whole = known.get(at.scene)
    return decision.acts(whole if whole in possible else dice.choice(possible), at.state)


def _meant(case: Scenario, at: Position, said: str | None) -> Act:
    decision = case.scenes[at.scene].decision
    if said is None or decision is None:
        return ContinueAct(at.turn)
    act = decision.read(at.turn, said)
    if act is None:
        raise ActRefused(f"{case.id}: {said} at {at.scene}")
    return act


def any_act(case: Scenario, at: Position, dice: random.Random) -> Act | None:
    """One of the acts that are offered; None at an ending."""
    if at.scene in case.endings:
        return None
    decision = case.scenes[at.scene].decision
    if at.at_stop or decision is None:
        return ContinueAct(at.turn)
    return Choose(at.turn, dice.choice(decision.offered(at.state)))


def stepped(case: Scenario, at: Position, act: Act) -> Step:
    """The step of an act that was offered."""
    step = advance(case, at, act)
    if isinstance(step, Refused):
        raise ActRefused(f"{case.id}: {act} is refused")
    return step
