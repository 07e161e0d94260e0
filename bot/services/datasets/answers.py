"""The answers of attempts as cells. Run for every decision there is, hence plain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache

import orjson

from bot.exchange.columns import Cell
from scenarios.model import COMPETENCIES
from storage.exports.scope import Row

_NO_WORK = ("asked", "corrected")  # these begin nothing new, see `storage.responses`
_DISTINCT = 20_000  # answers, of which a library has some thousands


def answers(happened: Iterable[Row], *, timed: bool) -> Iterator[tuple[str, list[Cell]]]:
    """Every answer with its moment, and its cells in the order of `columns.answers`.

    Args:
        happened: The rows of one attempt, in order.
        timed: Whether it is known how long each took.
    """
    before: datetime | None = None
    for _, turn, kind, scene, act, credit, error, critical, language, at in happened:
        now = datetime.fromisoformat(at)
        if credit is not None:
            seconds = None if before is None or not timed else _seconds(before, now)
            told = (turn, scene, kind, *_act(act), *_points(credit))
            yield at, [*told, error, critical, language, seconds]
        if kind not in _NO_WORK:
            before = now


def _seconds(before: datetime, now: datetime) -> float:
    return round((now - before).total_seconds(), 1)


@lru_cache(_DISTINCT)
def _act(told: str | None) -> tuple[str | None, str | None]:
    act = orjson.loads(told) if told else {}
    return act.get("act"), act.get("band")


@lru_cache(_DISTINCT)
def _points(credit: str) -> tuple[float | None, ...]:
    """All of them, and those of each competency."""
    points: dict[str, float] = orjson.loads(credit)
    return _rounded(sum(points.values())), *(_rounded(points.get(one)) for one in COMPETENCIES)


def _rounded(points: float | None) -> float | None:
    return None if points is None else round(points, 4)
