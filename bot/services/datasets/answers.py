"""The answers of attempts as cells. Run for every decision there is, hence plain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

import orjson

from bot.exchange.columns import Part, Row, Shared
from scenarios.model import COMPETENCIES
from storage.exports.scope import Row as Kept

_TENTH, _HALF = timedelta(milliseconds=100), timedelta(milliseconds=50)
_DISTINCT = 20_000  # answers, of which a library has some thousands


@dataclass(frozen=True, slots=True)
class Start:
    """How the rows of an attempt begin.

    Attributes:
        parts: What stands in all of them; what follows is in the order of `columns.answers`.
        timed: Whether it is known how long each answer took.
    """

    parts: tuple[Part, ...]
    timed: bool


def answers(starts: Mapping[str, Start], happened: Iterable[Kept], *, dated: bool) -> Iterator[Row]:
    """A row for every answer in some attempts.

    Args:
        starts: Of each attempt, in the order in which they are told.
        happened: Their events, those of each attempt together and in order.
        dated: Whether a row ends with its moment.
    """
    found = {
        id_: [*_answered(starts[id_], events, dated)]
        for id_, events in groupby(happened, itemgetter(0))
    }
    return chain.from_iterable(found.get(id_, ()) for id_ in starts)


def _answered(start: Start, events: Iterable[Kept], dated: bool) -> Iterator[Row]:
    parts, timed = start.parts, start.timed
    before: datetime | None = None
    for kept in events:
        at, told = kept[2], _told(*kept[3:])
        now = datetime.fromisoformat(at)
        if told is not None:
            took = None if before is None or not timed else (now - before + _HALF) // _TENTH / 10
            own = (kept[1], told, took, at[:19].replace(" ", "T") + "Z")
            yield parts + (own if dated else own[:-1])
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
) -> Shared | None:
    """What an answer says between its turn and its time; nothing, where it is none.

    Many answer alike, so it is made out once.
    """
    if credit is None:
        return None
    what: dict[str, Any] = orjson.loads(act) if act else {}
    told = (scene, kind, what.get("act"), what.get("band"), *_points(credit))
    return Shared((*told, error, bool(critical), language))


def _points(credit: str) -> tuple[float | None, ...]:
    """All of them, and those of each competency."""
    points: dict[str, float] = orjson.loads(credit)
    total = sum(points.values(), 0.0)
    return _rounded(total), *(_rounded(points.get(one)) for one in COMPETENCIES)


def _rounded(points: float | None) -> float | None:
    return None if points is None else round(points, 4)
