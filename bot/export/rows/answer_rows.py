"""Answers of attempts as cells. This runs once for every answer there is, so it is kept simple."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import orjson

from bot.export.schema.case_texts import LanguageTexts
from bot.export.schema.columns import Cell, Row
from scenarios.model import COMPETENCIES
from storage.exports.scope import Row as StoredRow

_CACHED_ANSWERS = 20_000  # a library has some thousands of distinct ones in each language


@dataclass(frozen=True, slots=True)
class AttemptCells:
    """The common cells of an attempt's rows.

    Attributes:
        cells: The first cells of every row; those of the answer follow.
        texts: Those of its case.
        timed: Whether it is known how long each answer took.
    """

    cells: tuple[Cell, ...]
    texts: LanguageTexts
    timed: bool


class AnswerRows:
    """Makes the rows of answers, and keeps the cells of frequent answers.

    Args:
        dated: Whether a row ends with the time of its answer.
    """

    def __init__(self, *, dated: bool) -> None:
        self._dated = dated
        self._answer_cells: dict[tuple[int, str], tuple[Cell, ...]] = {}

    def of(
        self, attempts: Mapping[str, AttemptCells], events: Iterable[StoredRow]
    ) -> Iterator[Row]:
        """Make a row for every answer in some attempts.

        Args:
            attempts: By id, in the order of the rows.
            events: Their events; those of one attempt are together and in order.
        """
        rows_by_attempt: dict[str, list[Row]] = {id_: [] for id_ in attempts}
        attempt, previous = "", None
        known, dated = self._answer_cells, self._dated
        if len(known) > _CACHED_ANSWERS:
            known.clear()
        for id_, stored_at, answer in events:
            at = datetime.fromisoformat(stored_at)
            if id_ != attempt:
                attempt, previous = id_, None
                cells, texts, timed = attempts[id_].cells, attempts[id_].texts, attempts[id_].timed
                rows = rows_by_attempt[id_]
            if answer is not None:
                key = (id(texts), answer)  # `CaseTexts` keeps texts during the whole export
                if (answer_cells := known.get(key)) is None:
                    answer_cells = known[key] = _answer_cells(answer, texts)
                seconds = None if previous is None else _tenths(at - previous) / 10
                time = (stored_at[:19].replace(" ", "T") + "Z",) if dated else ()
                rows.append((*cells, *answer_cells, seconds, *time))
            previous = at if timed else None
        return chain.from_iterable(rows_by_attempt.values())


def _tenths(took: timedelta) -> int:
    """Tenths of a second, rounded; dividing one timedelta by another takes four times as long."""
    return took.days * 864_000 + took.seconds * 10 + (took.microseconds + 50_000) // 100_000


def _answer_cells(answer: str, texts: LanguageTexts) -> tuple[Cell, ...]:
    turn, kind, scene, act, credit, error, critical, language = orjson.loads(answer)
    given: dict[str, Any] = orjson.loads(act) if act else {}
    points = _points(credit)
    return (
        turn,
        scene,
        texts.questions.get(scene),
        kind,
        given.get("act"),
        texts.answer(scene, given.get("act")),
        given.get("band"),
        *points,
        error,
        bool(critical),
        language,
    )


def _points(credit: str) -> tuple[float | None, ...]:
    """The total, and the points of each competency."""
    points: dict[str, float] = orjson.loads(credit)
    total = sum(points.values(), 0.0)
    return _rounded(total), *(_rounded(points.get(name)) for name in COMPETENCIES)


def _rounded(points: float | None) -> float | None:
    return None if points is None else round(points, 4)
