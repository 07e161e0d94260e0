"""The gains of courses, for people who took an assessment before and after; aggregated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.app.assessments import assessment_results
from bot.app.assessments.assessment_results import AssessmentResults, Chances, Comparison
from bot.app.assessments.parallel_forms import forms_of, track_of
from bot.export.schema import export_ids
from bot.export.schema.columns import Cell, Row
from bot.export.schema.dataset import (
    ALL_FILTERS,
    Batch,
    Dataset,
    Filter,
    Query,
    batches,
    iso,
    local_iso,
)
from scenarios.assessments.gains import Change
from storage.assessments import assessments as assessment_assessments
from storage.assessments.assessments import Assessment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.exports.scope import Scope

_BATCH = 20  # assessments


def _read(conn: Connection, query: Query) -> Iterator[Batch]:
    scope = query.scope
    cohort_of = cohorts.within(conn, scope.agency, scope.cohort)
    found = [
        test
        for test in assessment_assessments.every(conn)
        if test.cohort in cohort_of and _is_within(scope, test)
    ]
    for compared, fraction in compare(conn, query, found):
        rows = [
            row
            for test, results in compared
            for row in _rows(query, test, cohort_of[test.cohort], results)
        ]
        yield Batch(rows, fraction)


def _is_within(scope: Scope, test: Assessment) -> bool:
    return (scope.since is None or scope.since <= test.created_at) and (
        scope.until is None or test.created_at < scope.until
    )


def _rows(
    query: Query, test: Assessment, cohort: Cohort, results: AssessmentResults
) -> Iterator[Row]:
    start: list[Cell] = [
        export_ids.test(test.id),
        export_ids.cohort(cohort.id),
        cohort.name,
        cohort.agency,
        track_of(query.load_forms().cases, test.forms) or None,
        iso(test.created_at),
        local_iso(test.created_at, ZoneInfo(cohort.timezone)),
        cohort.timezone,
    ]
    for comparison in results.comparisons:
        yield from rows_of(start, results, comparison)


def compare(
    conn: Connection, query: Query, assessments: Sequence[Assessment]
) -> Iterator[tuple[list[tuple[Assessment, AssessmentResults]], float]]:
    """Compare the parts of assessments in batches, each with the fraction that is done."""
    forms = query.load_forms()
    forms_by_track = forms_of(forms.cases)
    chances: dict[str, Chances | None] = {}
    for some, fraction in batches(assessments, _BATCH):
        tracks = [track_of(forms.cases, test.forms) for test in some]
        found = assessment_results.read_all(
            conn,
            [
                (test, forms_by_track.get(track, ()))
                for test, track in zip(some, tracks, strict=True)
            ],
        )
        for edition in {took.edition for each in found for took in each.took} - chances.keys():
            case = forms.read_edition(conn, edition)
            chances[edition] = assessment_results.chances_of(case) if case else None
        yield (
            [
                (test, assessment_results.compare(test, each, chances, query.now))
                for test, each in zip(some, found, strict=True)
            ],
            fraction,
        )


def rows_of(start: list[Cell], results: AssessmentResults, comparison: Comparison) -> Iterator[Row]:
    """Make the three rows of a later part."""
    counts = (
        comparison.part,
        results.takers,
        comparison.people,
        comparison.elsewhere,
        comparison.left_out,
    )
    gains = comparison.gains
    changes = (
        ("score", gains.score if gains else None),
        ("missed", gains.missed if gains else None),
        ("over-called", gains.over_called if gains else None),
    )
    for measure, change in changes:
        yield [*start, *counts, change is None, measure, *_figures(change)]


def _figures(change: Change | None) -> tuple[Cell, ...]:
    """Whole percent, as in the chat: more digits would tell more about those left out."""
    if change is None:
        return (None,) * 5
    ends = (change.gain.low, change.gain.high)
    low, high = (None if end is None else round(end) for end in ends)
    return round(change.before), round(change.after), round(change.gain.value), low, high


GAIN = Dataset("gain", ALL_FILTERS - {Filter.SCENARIO}, _read)
