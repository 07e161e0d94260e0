"""Answers in voluntary practice, under ids that do not lead to the people of other sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from bot.export.rows.answer_rows import AnswerRows, AttemptCells
from bot.export.schema import export_ids
from bot.export.schema.columns import Row
from bot.export.schema.dataset import Batch, Dataset, Filter, Query, assessment_cases
from scenarios.assessments.gains import FEWEST
from storage.exports import own_play, work
from storage.exports.scope import Row as StoredRow
from storage.people.people import NOBODY
from storage.personal_data import pseudonyms


def _read(conn: Connection, query: Query) -> Iterator[Batch]:
    hidden, answers = assessment_cases(conn, query), AnswerRows(dated=False)
    total, done, after = own_play.count(conn, query.scope), 0, ""
    agencies = large_agencies(own_play.players(conn, query.scope))
    while page := own_play.page(conn, query.scope, after):
        done, after = done + len(page), page[-1][0]
        shown = [row for row in page if row[3] not in hidden]
        yield Batch([*_rows(conn, query, answers, shown, agencies)], min(1.0, done / max(total, 1)))


def large_agencies(people: Mapping[str | None, int]) -> frozenset[str | None]:
    """Choose the agencies that may be named, as enough of their people are in a set."""
    return frozenset(agency for agency, count in people.items() if count >= FEWEST)


def _rows(
    conn: Connection,
    query: Query,
    answers: AnswerRows,
    page: list[StoredRow],
    agencies: frozenset[str | None],
) -> Iterator[Row]:
    keys = pseudonyms.keys(conn, {row[1] for row in page})
    cells: dict[str, AttemptCells] = {}
    for id_, person, edition, scenario, agency, mode, started_at, on_paper in page:
        if person == NOBODY:
            learner, attempt = None, f"n{id_}"  # of somebody who erased themselves
        elif person in keys:
            key = keys[person]
            learner, attempt = export_ids.learner(key), export_ids.attempt(key, id_)
        else:  # newcomers without a key are in the next file
            continue
        shown = agency if agency in agencies else None
        texts = query.texts.of(conn, scenario, edition)
        common = (learner, shown, scenario, texts.title, edition, mode, attempt, started_at[:7])
        cells[id_] = AttemptCells(common, texts, timed=person != NOBODY and not on_paper)
    return answers.of(cells, work.events_of(conn, cells))


PRACTICE = Dataset("practice", frozenset({Filter.SCENARIO, Filter.SINCE, Filter.UNTIL}), _read)
