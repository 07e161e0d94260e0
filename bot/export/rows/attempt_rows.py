"""Assigned work, attempt by attempt."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.export.rows import assigned_work
from bot.export.rows.assigned_work import AssignedWork, PersonWork
from bot.export.schema import export_ids
from bot.export.schema.columns import Cell, Row
from bot.export.schema.dataset import (
    ALL_FILTERS,
    Batch,
    Dataset,
    Query,
    iso,
    iso_from_stored,
    local_iso,
)
from scenarios.model import COMPETENCIES
from storage.exports.work import Try

NOT_BEGUN = "not-begun"


def _read(conn: Connection, query: Query) -> Iterator[Batch]:
    for batch in assigned_work.read(conn, query.scope):
        disclosed = None
        if query.disclose is not None:
            disclosed = query.disclose(
                conn, [work.assignment.assignment.id for work in batch.works]
            )
        rows = [
            row
            for work in batch.works
            for person in work.people
            if person.person in batch.keys  # newcomers without a key are in the next file
            for row in rows_of(conn, query, work, person, batch.keys[person.person], disclosed)
        ]
        yield Batch(rows, batch.fraction)


def rows_of(
    conn: Connection,
    query: Query,
    work: AssignedWork,
    person: PersonWork,
    key: str,
    disclosed: Collection[str] | None = None,
) -> Iterator[Row]:
    """Make the rows of one person at one assignment.

    Args:
        conn: Used to read texts that are not cached yet.
        query: The export's query.
        work: The assignment.
        person: Their attempts at it.
        key: The person's pseudonym.
        disclosed: The attempts whose results are shown; None shows all.
    """
    assignment, cohort = work.assignment.assignment, work.assignment.cohort
    zone = ZoneInfo(cohort.timezone)
    cohort_cells: list[Cell] = [
        export_ids.person(key),
        export_ids.cohort(cohort.id),
        cohort.name,
        cohort.agency,
        export_ids.work(assignment.id),
        assignment.scenario,
    ]
    assigned: list[Cell] = [
        assignment.mode,
        assignment.programme,
        assignment.part,
        iso(assignment.created_at),
        iso(assignment.due_at),
        local_iso(assignment.created_at, zone),
        local_iso(assignment.due_at, zone),
        cohort.timezone,
        assignment.withdrawn_at is not None,
    ]
    is_overdue = assignment.due_at <= query.now
    due_at = f"{assignment.due_at:%Y-%m-%d %H:%M:%S.%f}"  # as stored
    if not person.attempts:
        title = query.texts.of(conn, assignment.scenario).title
        yield [*cohort_cells, title, *assigned, NOT_BEGUN, is_overdue, *_NO_ATTEMPT]
    counting = person.counting(assignment.counts)
    for number, attempt in enumerate(person.attempts, start=1):
        is_shown = assignment.test is None and (disclosed is None or attempt.id in disclosed)
        yield [
            *cohort_cells,
            query.texts.of(conn, assignment.scenario, attempt.edition).title,
            *assigned,
            attempt.state,
            is_overdue if attempt.state != "ended" else (attempt.ended_at or "") > due_at,
            export_ids.attempt(key, attempt.id),
            number,
            attempt is counting,
            attempt.edition,
            attempt.language,
            iso_from_stored(attempt.started_at),
            iso_from_stored(attempt.ended_at),
            _local(attempt.started_at, zone),
            _local(attempt.ended_at, zone),
            attempt.on_paper,
            *(_result(attempt) if is_shown else _NO_RESULT),
        ]


_NO_RESULT: tuple[Cell, ...] = (None,) * 11
_NO_ATTEMPT = ((None,) * 10) + _NO_RESULT


def _local(stored: str | None, zone: ZoneInfo) -> str | None:
    if stored is None:
        return None
    return local_iso(datetime.fromisoformat(stored).replace(tzinfo=UTC), zone)


def _result(attempt: Try) -> tuple[Cell, ...]:
    if attempt.result is None:
        return _NO_RESULT
    result = attempt.result
    return (
        attempt.outcome,
        attempt.score,
        attempt.passed,
        *(result["bands"].get(name) for name in COMPETENCIES),
        result["missed"],
        result["over_called"],
        result["unsafe"],
        len(result["critical"]),
    )


ATTEMPTS = Dataset("attempts", ALL_FILTERS, _read)
