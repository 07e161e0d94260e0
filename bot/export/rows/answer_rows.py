"""The answers of attempts as cells. Run for every decision there is, hence plain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any

import orjson

from bot.export.columns import Part, Row, Shared
from scenarios.model import COMPETENCIES
from storage.exports.scope import Row as Kept

_TENTH, _HALF = timedelta(milliseconds=100), timedelta(milliseconds=50)
_DISTINCT = 20_000  # answers, by their turns: a library has some thousands of each language


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
    found: dict[str, list[Row]] = {id_: [] for id_ in starts}
    attempt, before = "", None
    for id_, at, answer in happened:
        now = datetime.fromisoformat(at)
        if id_ != attempt:
            attempt, before = id_, None
            parts, timed, rows = starts[id_].parts, starts[id_].timed, found[id_]
        if answer is not None:
            took = None if before is None else (now - before + _HALF) // _TENTH / 10
            own = (_told(answer), took, at[:19].replace(" ", "T") + "Z")
            rows.append(parts + (own if dated else own[:-1]))
        before = now if timed else None
    return chain.from_iterable(found.values())


@lru_cache(_DISTINCT)
def _told(answer: str) -> Shared:
    """What an answer says before its time: many answer alike."""
    turn, kind, scene, act, credit, error, critical, language = orjson.loads(answer)
    what: dict[str, Any] = orjson.loads(act) if act else {}
    told = (turn, scene, kind, what.get("act"), what.get("band"), *_points(credit))
    return Shared((*told, error, bool(critical), language))


def _points(credit: str) -> tuple[float | None, ...]:
    """All of them, and those of each competency."""
    points: dict[str, float] = orjson.loads(credit)
    total = sum(points.values(), 0.0)
    return _rounded(total), *(_rounded(points.get(one)) for one in COMPETENCIES)


def _rounded(points: float | None) -> float | None:
    return None if points is None else round(points, 4)
