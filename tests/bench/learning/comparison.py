"""The lead of our schedule over others in a simulation, in shares of recall."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tests.bench.learning.simulation import OURS, Outcome, Point, Setting, frontier, over

Points: TypeAlias = tuple[float, float, float]
"""Of all items alike, of those that can endanger someone, and weighed as our choice weighs."""


@dataclass(frozen=True, slots=True)
class Lead:
    """Our lead at one budget; negative where ours is behind.

    Attributes:
        setting: Ours, with its budget.
        published: Over the frontier of others as they were published, where each item is asked as
            often.
        capped: Over others within the caps.
    """

    setting: Setting
    published: Points
    capped: Points


def by_wish(found: Sequence[Outcome]) -> list[Lead]:
    """At each wish and the usual one, over the frontier of others within the caps; of one model."""
    ours = [outcome for outcome in found if outcome.setting.schedule == OURS]
    usual = ours[-1]
    wished = [our for our in ours if our.setting.wish is not None]
    capped = _line(other for other in _others(found) if other.setting.weekly or not other.asked)
    return [
        Lead(outcome.setting, _over(outcome, _published(found)), _over(outcome, capped))
        for outcome in (*wished, usual)
    ]


def by_caps(found: Sequence[Outcome]) -> list[Lead]:
    """At each of the caps, with the usual wish, over the best in the same; of one model."""
    usual = [x for x in found if x.setting.schedule == OURS and x.setting.wish is None]
    return [
        Lead(outcome.setting, _over(outcome, _published(found)), _beside(outcome, _others(found)))
        for outcome in usual
    ]


def _others(found: Sequence[Outcome]) -> list[Outcome]:
    return [outcome for outcome in found if outcome.setting.schedule != OURS]


def _published(found: Sequence[Outcome]) -> list[Point]:
    return _line(other for other in _others(found) if other.setting.weekly is None)


def _line(found: Iterable[Outcome]) -> list[Point]:
    return frontier((outcome.asked, outcome.recall) for outcome in found)


def _over(outcome: Outcome, line: Sequence[Point]) -> Points:
    return (
        over((outcome.asked, outcome.recall), line),
        over((outcome.asked, outcome.critical), line),
        over((outcome.asked, outcome.weighed), line),
    )


def _beside(outcome: Outcome, others: Sequence[Outcome]) -> Points:
    best = max(other.recall for other in others if _budget(other) == _budget(outcome))
    return (outcome.recall - best, outcome.critical - best, outcome.weighed - best)


def _budget(outcome: Outcome) -> tuple[int | None, int]:
    return outcome.setting.weekly, outcome.setting.most
