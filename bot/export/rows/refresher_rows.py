"""Refreshers that reached people, item by item, under the same ids as practice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from sqlalchemy import Connection

from bot.export.rows.practice_rows import large_agencies
from bot.export.schema import export_ids
from bot.export.schema.columns import Row
from bot.export.schema.dataset import Batch, Dataset, Filter, Query
from storage.exports import people, refreshers
from storage.exports.scope import PAGE, Scope
from storage.exports.scope import Row as StoredRow
from storage.refreshers.prompts import ASKED

_DAY = timedelta(days=1)
_GRADES = {1: "again", 2: "hard", 3: "good"}


def _read(conn: Connection, query: Query) -> Iterator[Batch]:
    total, done, after = people.count(conn, Scope()), 0, ""
    agencies = large_agencies(refreshers.refreshed(conn))
    while page := refreshers.page(conn, after):
        done, after = done + len(page), page[-1][0]
        rows = [*_rows(conn, query, page, agencies)]
        yield Batch(rows, min(1.0, done / max(total, 1)))
        if len(page) < PAGE:
            return


def _rows(
    conn: Connection, query: Query, page: list[StoredRow], agencies: frozenset[str | None]
) -> Iterator[Row]:
    scope, ids = query.scope, [person for _, person, _ in page]
    answers = _answers(refreshers.answered(conn, ids))
    prompts = refreshers.prompted(conn, scope, ids)
    by_person = {person: [*rows] for person, rows in groupby(prompts, itemgetter(1))}
    for key, person, agency in page:
        for id_, _, sent_at, slot, language, items in by_person.get(person, ()):
            for item in items:
                if scope.scenario not in (None, item["scenario"]):
                    continue
                answer = answers.get((id_, item["scenario"], item["signature"]))
                yield (
                    export_ids.learner(key),
                    agency if agency in agencies else None,
                    sent_at[:7],
                    item["scenario"],
                    query.texts.of(conn, item["scenario"]).title,
                    item["signature"],
                    item["form"],
                    slot == ASKED,
                    language,
                    answer is not None,
                    *(answer or _NO_ANSWER),
                )


_NO_ANSWER = (None,) * 6
_Item: TypeAlias = tuple[str, str, str]
_Answer: TypeAlias = tuple[int, int | None, str | None, bool, bool | None, float | None]


def _answers(reviews: list[StoredRow]) -> dict[_Item, _Answer]:
    """The cells of each answer, by refresher, case and item.

    `attempts` shows to the second when somebody met a case. So no interval begins there, nor a
    forecast, which follows from the interval: two of them would tell how far apart two cases were.
    """
    found: dict[_Item, _Answer] = {}
    last: tuple[_Item, datetime | None] | None = None
    for person, scenario, signature, seq, stored_at, grade, sure, predicted, prompt in reviews:
        item, at = (person, scenario, signature), datetime.fromisoformat(stored_at)
        previous = last[1] if last is not None and last[0] == item else None
        last = (item, None if prompt is None else at)
        if prompt is None:
            continue
        days = forecast = None
        if previous is not None:
            days = round((at - previous) / _DAY)
            forecast = None if predicted is None else round(predicted, 1)
        answer = (seq + 1, days, _GRADES.get(grade), grade > 1, sure, forecast)
        found.setdefault((prompt, scenario, signature), answer)
    return found


REFRESHERS = Dataset("refreshers", frozenset({Filter.SCENARIO, Filter.SINCE, Filter.UNTIL}), _read)
