"""A crowd of players of different ability, and their stored attempts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from random import Random

from sqlalchemy import Connection, insert

from bot.app.playing.records import event_row
from scenarios import engine
from scenarios.engine import ContinueAct, Step
from scenarios.events import Answered, Event
from scenarios.kinds.interview import LEAVE
from scenarios.model import Scenario
from storage.db.tables import attempts, events

PACE = 20.0  # seconds for each act


@dataclass(frozen=True)
class PlayedCase:
    """Someone's way through a case."""

    events: tuple[Event, ...]

    @property
    def answered(self) -> tuple[Answered, ...]:
        return tuple(event for event in self.events if isinstance(event, Answered))


def play(scenario: Scenario, able: float, rng: Random, sharp: float = 1.5) -> PlayedCase:
    """Play a case to its end; ability is the probability of a better choice.

    Args:
        scenario: What.
        able: How able; 0 is the middle.
        rng: The chance.
        sharp: How much being able helps.
    """
    step = engine.start(scenario)
    found = list(step.events)
    while step.position.scene not in scenario.endings:
        step = _next(scenario, step, able, rng, sharp)
        found += step.events
    return PlayedCase(tuple(found))


def _next(scenario: Scenario, step: Step, able: float, rng: Random, sharp: float) -> Step:
    at = step.position
    decision = scenario.scenes[at.scene].decision
    if at.at_stop or decision is None:
        after = engine.advance(scenario, at, ContinueAct(at.turn))
        assert isinstance(after, Step)
        return after
    if decision.kind == "interview":
        ways = [*decision.offered(at.state, at.asked), LEAVE]
    else:
        ways = list(decision.every_act(at.state))
    tried = []
    for way in ways:
        act = decision.read(at.turn, way)
        assert act is not None
        outcome = engine.advance(scenario, at, act)
        assert isinstance(outcome, Step)
        tried.append(outcome)
    good = 1 / (1 + exp(-sharp * able))
    worth = [sum(map(_points, turn.events)) for turn in tried]
    best = [turn for turn, points in zip(tried, worth, strict=True) if points == max(worth)]
    rest = [turn for turn, points in zip(tried, worth, strict=True) if points < max(worth)]
    return rng.choice(best if not rest or rng.random() < good else rest)


def _points(event: Event) -> float:
    return float(sum(event.earned.values())) if isinstance(event, Answered) else 0.0


def crowd(scenario: Scenario, people: int, seed: int = 1, easy: float = 0.0) -> list[PlayedCase]:
    """Many who play a case; `easy` makes all of them abler."""
    rng = Random(seed)
    return [play(scenario, rng.gauss(easy, 1), rng) for _ in range(people)]


def keep(
    conn: Connection,
    scenario: Scenario,
    crowd: Iterable[tuple[str, PlayedCase]],
    assignment: str | None,
    at: datetime,
    mode: str = "assessment",
    pace: float = PACE,
) -> None:
    """Keep attempts of people, each ended a minute after the one before."""
    heads, rows = [], []
    for number, (person, played) in enumerate(crowd):
        name = f"{assignment}-{mode}-{person}-{at:%j%H%M}"[:40]
        ended = at + timedelta(minutes=number)
        began = ended - timedelta(seconds=pace * len(played.events))
        heads.append(_head(name, person, scenario, assignment, mode, began, ended))
        rows += _rows(name, played.events, began, pace)
    if heads:
        conn.execute(insert(attempts), heads)
        conn.execute(insert(events), rows)


def _head(
    name: str,
    person: str,
    scenario: Scenario,
    assignment: str | None,
    mode: str,
    began: datetime,
    ended: datetime,
) -> dict[str, object]:
    return {
        "id": name,
        "person": person,
        "edition": scenario.edition,
        "rules": engine.RULES,
        "seed": 1,
        "language": "en",
        "mode": mode,
        "turn": 9,
        "shown_turn": 9,
        "position": "[]",
        "state": "ended",
        "started_at": began,
        "moved_at": ended,
        "ended_at": ended,
        "outcome": "safe",
        "score": 50,
        "passed": False,
        "result": {
            "bands": {},
            "missed": 0,
            "over_called": 0,
            "unsafe": 0,
            "critical": [],
        },
        "assignment": assignment,
    }


def _rows(
    name: str, happened: Sequence[Event], began: datetime, pace: float
) -> list[dict[str, object]]:
    rows = []
    for seq, event in enumerate(happened):
        row = event_row(event, "en", began + timedelta(seconds=pace * seq))
        rows.append(
            {
                "attempt": name,
                "seq": seq,
                "turn": row.turn,
                "kind": row.kind,
                "scene": row.scene,
                "act": row.act,
                "credit": row.credit,
                "error": row.error,
                "critical": row.critical,
                "language": row.language,
                "facts": None,
                "at": row.at,
            }
        )
    return rows
