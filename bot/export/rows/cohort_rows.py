"""Results of cohorts at their assigned work, aggregated so that no one can be identified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.export.rows import assigned_work
from bot.export.rows.assigned_work import AssignedWork, first_attempts
from bot.export.schema import export_ids
from bot.export.schema.columns import Cell, Row
from bot.export.schema.dataset import ALL_FILTERS, Batch, Dataset, Query, iso, local_iso
from scenarios.analysis.estimates import mask_share
from storage.exports.work import FinishedTry, Try
from storage.playing.small_groups import FEWEST

_BOUNDS = {-1: "at most", 0: None, 1: "at least"}


def _read(conn: Connection, query: Query) -> Iterator[Batch]:
    for batch in assigned_work.read(conn, query.scope):
        yield Batch([row_of(conn, query, work) for work in batch.works], batch.fraction)


def row_of(conn: Connection, query: Query, work: AssignedWork) -> Row:
    """Make the row of one assignment of a cohort."""
    assignment, cohort = work.assignment.assignment, work.assignment.cohort
    hidden, zone = len(work.people) < FEWEST, ZoneInfo(cohort.timezone)
    return [
        export_ids.cohort(cohort.id),
        cohort.name,
        cohort.agency,
        export_ids.work(assignment.id),
        assignment.scenario,
        query.texts.of(conn, assignment.scenario).title,
        assignment.mode,
        assignment.programme,
        assignment.part,
        iso(assignment.created_at),
        iso(assignment.due_at),
        local_iso(assignment.created_at, zone),
        local_iso(assignment.due_at, zone),
        cohort.timezone,
        assignment.withdrawn_at is not None,
        hidden,
        *([None] * 4 if hidden else _counts(work)),
        *([None] * 6 if hidden or assignment.test is not None else _results(work)),
    ]


def _counts(work: AssignedWork) -> list[Cell]:
    begun = sum(bool(person.attempts) for person in work.people)
    done = sum(bool(person.ended) for person in work.people)
    return [len(work.people), work.free_places, begun, done]


def _results(work: AssignedWork) -> list[Cell]:
    counted = first_attempts(person.ended for person in work.people)
    if not counted:
        return [0, *[None] * 5]
    passed = _share([bool(attempt.passed) for attempt in counted])
    critical = _share([is_critical(attempt) for attempt in counted])
    score = round(fmean(attempt.score or 0 for attempt in counted))
    return [len(counted), *passed, score, *critical]


def is_critical(attempt: Try | FinishedTry) -> bool:
    """Check whether an answer could have endangered someone in the story."""
    return bool(attempt.result and attempt.result["critical"])


def _share(flags: Sequence[bool]) -> tuple[Cell, Cell]:
    """The share in percent and, where it is bounded from one side, that side."""
    share = mask_share(sum(flags), len(flags))
    return share.percent, _BOUNDS[share.end]


COHORTS = Dataset("cohorts", ALL_FILTERS, _read)
