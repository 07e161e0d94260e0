"""How far our schedule is ahead of others: of a simulation, in shares of recall."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tests.bench.learning.simulation import OURS, Outcome, Point, Setting, frontier, over

Points: TypeAlias = tuple[float, float, float]
"""Of all items alike, of those that can endanger someone, and weighed as our choice weighs."""


@dataclass(frozen=True, slots=True)
class Lead:
    """How far ours is ahead at one budget; under 0 where it is behind.

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
    ours = [one for one in found if one.setting.schedule == OURS]
    usual = ours[-1]
    wished = [one for one in ours if one.setting.wish is not None]
    capped = _line(one for one in _others(found) if one.setting.weekly or not one.asked)
    return [
        Lead(one.setting, _over(one, _published(found)), _over(one, capped))
        for one in (*wished, usual)
    ]


def by_caps(found: Sequence[Outcome]) -> list[Lead]:
    """At each of the caps, with the usual wish, over the best in the same; of one model."""
    usual = [x for x in found if x.setting.schedule == OURS and x.setting.wish is None]
    return [
        Lead(one.setting, _over(one, _published(found)), _beside(one, _others(found)))
        for one in usual
    ]


def _others(found: Sequence[Outcome]) -> list[Outcome]:
    return [one for one in found if one.setting.schedule != OURS]


def _published(found: Sequence[Outcome]) -> list[Point]:
    return _line(one for one in _others(found) if one.setting.weekly is None)


def _line(found: Iterable[Outcome]) -> list[Point]:
    return frontier((one.asked, one.recall) for one in found)


def _over(one: Outcome, line: Sequence[Point]) -> Points:
    return (
        over((one.asked, one.recall), line),
        over((one.asked, one.critical), line),
        over((one.asked, one.weighed), line),
    )


def _beside(one: Outcome, others: Sequence[Outcome]) -> Points:
    best = max(other.recall for other in others if _budget(other) == _budget(one))
    return (one.recall - best, one.critical - best, one.weighed - best)


def _budget(one: Outcome) -> tuple[int | None, int]:
    return one.setting.weekly, one.setting.most
