"""The answers of attempts as cells. Run for every decision there is, hence plain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson

from bot.exchange.columns import Cell, Row
from scenarios.model import COMPETENCIES
from storage.exports.scope import Row as Kept

_NO_WORK = ("asked", "corrected")  # these begin nothing new, see `storage.responses`
_TENTH, _HALF = timedelta(milliseconds=100), timedelta(milliseconds=50)
_DISTINCT = 20_000  # answers, of which a library has some thousands


def answers(
    start: Sequence[Cell], happened: Iterable[Kept], *, timed: bool, dated: bool
) -> Iterator[Row]:
    """A row for every answer in an attempt.

    Args:
        start: What all of its rows begin with; what follows is in the order of `columns.answers`.
        happened: The rows of the attempt, in order.
        timed: Whether it is known how long each took.
        dated: Whether a row ends with its moment.
    """
    before: datetime | None = None
    for row in happened:
        at = row[9]
        cells, begins = _told(*row[2:9])
        now = datetime.fromisoformat(at)
        if cells is not None:
            took = None if before is None or not timed else (now - before + _HALF) // _TENTH / 10
            moment = (f"{at[:10]}T{at[11:19]}Z",) if dated else ()
            yield *start, row[1], *cells, took, *moment
        if begins:
            before = now


@lru_cache(_DISTINCT)
def _told(
    kind: str,
    scene: str,
    act: str | None,
    credit: str | None,
    error: str | None,
    critical: int,
    language: str,
) -> tuple[tuple[Cell, ...] | None, bool]:
    """What an answer says between its turn and its time, and whether something new begins with it.

    Many answer alike, so it is made out once. What is no answer says nothing.
    """
    begins = kind not in _NO_WORK
    if credit is None:
        return None, begins
    what: dict[str, Any] = orjson.loads(act) if act else {}
    told = (scene, kind, what.get("act"), what.get("band"), *_points(credit))
    return (*told, error, bool(critical), language), begins


def _points(credit: str) -> tuple[float | None, ...]:
    """All of them, and those of each competency."""
    points: dict[str, float] = orjson.loads(credit)
    total = sum(points.values(), 0.0)
    return _rounded(total), *(_rounded(points.get(one)) for one in COMPETENCIES)


def _rounded(points: float | None) -> float | None:
    return None if points is None else round(points, 4)
