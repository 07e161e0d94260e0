"""Assigned work, attempt by attempt."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Connection

from bot.export.rows import assigned_work
from bot.export.rows.assigned_work import AssignedWork, PersonWork
from bot.export.schema import export_ids
from bot.export.schema.columns import Cell, Row
from bot.export.schema.dataset import ALL_FILTERS, Batch, Dataset, Query, iso, iso_from_stored
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
            for row in rows_of(work, person, batch.keys[person.person], query.now, disclosed)
        ]
        yield Batch(rows, batch.fraction)


def rows_of(
    work: AssignedWork,
    person: PersonWork,
    key: str,
    now: datetime,
    disclosed: Collection[str] | None = None,
) -> Iterator[Row]:
    """Make the rows of one person at one assignment.

    Args:
        work: The assignment.
        person: Their attempts at it.
        key: Their pseudonym key.
        now: The current time.
        disclosed: The attempts whose results are shown; None shows all.
    """
    assignment, cohort = work.assignment.assignment, work.assignment.cohort
    assigned: list[Cell] = [
        export_ids.person(key),
        export_ids.cohort(cohort.id),
        cohort.agency,
        export_ids.work(assignment.id),
        assignment.scenario,
        assignment.mode,
        assignment.programme,
        assignment.part,
        iso(assignment.created_at),
        iso(assignment.due_at),
        assignment.withdrawn_at is not None,
    ]
    is_overdue = assignment.due_at <= now
    due_at = f"{assignment.due_at:%Y-%m-%d %H:%M:%S.%f}"  # as stored
    if not person.attempts:
        yield [*assigned, NOT_BEGUN, is_overdue, *_NO_ATTEMPT]
    counting = person.counting(assignment.counts)
    for number, attempt in enumerate(person.attempts, start=1):
        is_shown = assignment.test is None and (disclosed is None or attempt.id in disclosed)
        yield [
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
            attempt.on_paper,
            *(_result(attempt) if is_shown else _NO_RESULT),
        ]


_NO_RESULT: tuple[Cell, ...] = (None,) * 11
_NO_ATTEMPT = ((None,) * 8) + _NO_RESULT


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
