"""Statistics of each decision for a group, in one pass over its plays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from statistics import median
from typing import NamedTuple

from scenarios import durations
from scenarios.analysis import estimates
from scenarios.analysis.answers import (
    Play,
    Response,
    chosen_parts,
    first_answers,
    full_points,
    possible_parts,
)
from scenarios.analysis.estimates import Estimate, Quartiles
from scenarios.kinds.base import split_parts
from scenarios.model import NOTHING, TIMED_OUT, Error, Part, Scenario

ENOUGH = 10
"""The minimum group size for a correlation; with fewer its interval spans nearly everything."""
LONGEST = 600.0
"""Seconds after which a person counts as away; our choice, since not every pause is announced."""
QUICK = 1 / 3
"""The share of the reading time below which nobody can have read the text; our choice.

Detecting rapid guesses by a response time threshold for each item follows S. L.
Wise and X. Kong, "Response time effort", 2005.
"""


@dataclass(frozen=True, slots=True)
class PartCount:
    """A part of a decision, and how many chose it: overall, and in the stronger and weaker half."""

    part: Part
    people: int
    strong: int
    weak: int


@dataclass(frozen=True, slots=True)
class DecisionStats:
    """Statistics of one decision, over the first answers of those who reached it.

    Attributes:
        scene: The scene.
        kind: The kind of decision.
        people: The number of people who reached it.
        parts: Each choice, tick, question or band.
        facility: The mean credit, 0 to 1; None where nothing is scored.
        discrimination: The correlation of its credit with the credit on all other decisions of the
            same person. The decision itself is excluded: a corrected item-total correlation
            (S. Henrysson, "Correction of item-total correlations in item analysis", 1963).
            None with fewer than `ENOUGH` people, or without variance.
        seconds: Quartiles of the answer time, over answers with a known time.
        quick: The share of timed answers given faster than reading speed; None without any.
        errors: The number of answers by error: too little, too much, or unsafe.
        critical: The number of answers that could endanger someone.
        strong: The number of people in the stronger half by their other answers.
        weak: The number in the weaker half; people at the median are in neither.
    """

    scene: str
    kind: str
    people: int
    parts: tuple[PartCount, ...]
    facility: Estimate | None
    discrimination: Estimate | None
    seconds: Quartiles | None
    quick: float | None
    errors: dict[Error, int]
    critical: int
    strong: int
    weak: int


class _CreditedResponse(NamedTuple):
    """A first answer to a decision, its credit, and the credit of the person's other answers."""

    response: Response
    credit: float | None
    rest: float | None


def decision_stats(
    scenario: Scenario, plays: Iterable[Play], fewest: int
) -> tuple[DecisionStats, ...]:
    """Statistics of each decision, in the author's order.

    Args:
        scenario: An edition with the structure of all plays.
        plays: One for each person.
        fewest: The minimum number of people who reached a decision, or it is left out.
    """
    met: dict[str, list[_CreditedResponse]] = {}
    worth = cache(partial(full_points, scenario))
    for play in plays:
        for decision in _credited_responses(worth, play):
            met.setdefault(decision.response.scene, []).append(decision)
    return tuple(
        _stats_of(scenario, scene.id, met[scene.id])
        for scene in scenario.scenes.values()
        if scene.decision is not None and len(met.get(scene.id, ())) >= fewest
    )


def hardest_first(decided: Iterable[DecisionStats]) -> list[DecisionStats]:
    """Sort decisions by credit, lowest first; unscored ones come last."""
    return sorted(
        decided, key=lambda decision: 2.0 if decision.facility is None else decision.facility.value
    )


def _credited_responses(worth: Callable[[str], float], play: Play) -> Iterable[_CreditedResponse]:
    first = first_answers(play)
    points = {scene: worth(scene) for scene in first}
    earned = sum(response.earned for scene, response in first.items() if points[scene])
    whole = sum(points.values())
    for scene, response in first.items():
        own, others = points[scene], whole - points[scene]
        rest = (earned - (response.earned if own else 0.0)) / others if others > 1e-9 else None
        yield _CreditedResponse(response, response.earned / own if own else None, rest)


def _stats_of(scenario: Scenario, scene: str, met: Sequence[_CreditedResponse]) -> DecisionStats:
    decision = scenario.scenes[scene].decision
    assert decision is not None
    half = _halves(met)
    counts = {name: Counter[str]() for name in ("all", "strong", "weak")}
    answers = Counter(
        (turn.response.act, turn.response.band, side) for turn, side in zip(met, half, strict=True)
    )
    for (act, band, side), people in answers.items():
        for part in chosen_parts(decision, act, band):
            counts["all"][part] += people
            counts[side][part] += people * (side != "all")
    known = possible_parts(decision)
    if counts["all"][NOTHING]:
        known = (*known, Part(NOTHING, "wrong", always=False))
    timed = [turn.response for turn in met if _is_timed(turn.response)]
    return DecisionStats(
        scene,
        decision.kind,
        len(met),
        tuple(
            PartCount(entry, *(counts[name][entry.id] for name in ("all", "strong", "weak")))
            for entry in known
        ),
        estimates.mean([turn.credit for turn in met if turn.credit is not None]),
        _discrimination(met),
        estimates.quartiles([response.seconds or 0.0 for response in timed]),
        _quick(scenario, timed),
        dict(Counter(turn.response.error for turn in met if turn.response.error is not None)),
        sum(turn.response.critical for turn in met),
        half.count("strong"),
        half.count("weak"),
    )


def _halves(met: Sequence[_CreditedResponse]) -> list[str]:
    """The half of each person by their other answers: `strong`, `weak`, or `all`."""
    rests = [decision.rest for decision in met if decision.rest is not None]
    middle = median(rests) if rests else 0.0
    return [_half(decision.rest, middle) for decision in met]


def _half(rest: float | None, middle: float) -> str:
    if rest is None or abs(rest - middle) < 1e-9:
        return "all"
    return "strong" if rest > middle else "weak"


def _discrimination(met: Sequence[_CreditedResponse]) -> Estimate | None:
    pairs = [
        (decision.credit, decision.rest)
        for decision in met
        if decision.credit is not None and decision.rest is not None
    ]
    return estimates.correlation(pairs) if len(pairs) >= ENOUGH else None


def _is_timed(response: Response) -> bool:
    if response.seconds is None or not 0 < response.seconds <= LONGEST:
        return False
    return TIMED_OUT not in response.act or TIMED_OUT not in split_parts(response.act)


def _quick(scenario: Scenario, timed: Sequence[Response]) -> float | None:
    if not timed:
        return None
    reading = cache(partial(_reading, scenario))
    quick = sum(
        (response.seconds or 0.0) < QUICK * reading(response.language, response.scene)
        for response in timed
    )
    return quick / len(timed)


@lru_cache(maxsize=1024)
def _reading(scenario: Scenario, language: str, scene: str) -> float:
    return durations.reading(scenario, language, scene)
