"""What courses changed, for those who took a test before and after: of all together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from bot.app.assessments import assessment_results
from bot.app.assessments.assessment_results import Came, Chances, Comparison
from bot.app.assessments.parallel_forms import forms_of, track_of
from bot.app.library import Library
from bot.export import export_ids
from bot.export.columns import Cell, Column, Kind, Row, Table
from bot.export.dataset import Asked, Dataset, Filter, Portion, iso_of, portions
from bot.export.rows import shared_columns
from bot.locale import Words
from scenarios.assessments.gains import Change
from storage.assessments import assessments
from storage.assessments.assessments import Measuring
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.exports.scope import Scope

_TOGETHER = 20  # tests


def table(speak: Words) -> Table:
    """What a row is."""
    say = speak.say
    percent, points = say("percent"), say("points of percent")
    return Table(
        "gain",
        say("Gain"),
        say(
            "Three rows for each later part of a test that has closed: the score, how often too "
            "little was done, and how often too much. Told of those who took both parts, from ten "
            "people on; two groups of which something is told differ by nobody or by at least "
            "five. Dates narrow it by when the test was given."
        ),
        (
            Column("test", Kind.TEXT, say("Test"), say("The test's id")),
            shared_columns.cohort(speak),
            shared_columns.cohort_name(speak),
            shared_columns.agency(speak),
            Column(
                "track", Kind.TEXT, say("Track"), say("The field of work that its cases are of")
            ),
            shared_columns.given_at(speak),
            shared_columns.part(speak),
            Column("takers", Kind.WHOLE, say("Takers"), say("To how many people it was given")),
            Column(
                "people",
                Kind.WHOLE,
                say("People"),
                say("How many took both parts in time, and count"),
            ),
            Column(
                "elsewhere",
                Kind.WHOLE,
                say("Met elsewhere"),
                say("How many do not count, since they had met one of the cases elsewhere"),
            ),
            Column(
                "left_out",
                Kind.WHOLE,
                say("Left out"),
                say("How many are left out by chance, so that nobody's answers show"),
            ),
            Column(
                "hidden",
                Kind.TRUTH,
                say("Hidden"),
                say("Whether so few have it that nothing is told"),
            ),
            Column(
                "measure",
                Kind.TEXT,
                say("Measure"),
                say("“score”, “missed” (too little was done) or “over-called” (too much)"),
            ),
            Column("before", Kind.WHOLE, say("Before"), say("The mean before"), percent),
            Column("after", Kind.WHOLE, say("After"), say("The mean in this part"), percent),
            Column(
                "gain",
                Kind.WHOLE,
                say("Change"),
                say("The mean of each person's own difference"),
                points,
            ),
            Column(
                "low",
                Kind.WHOLE,
                say("From"),
                say("Where the true change begins, 19 times in 20; empty where all are alike"),
                points,
            ),
            Column(
                "high",
                Kind.WHOLE,
                say("To"),
                say("Where it ends"),
                points,
            ),
        ),
    )


def _rows(conn: Connection, asked: Asked) -> Iterator[Portion]:
    inside = cohorts.within(conn, asked.scope.agency, asked.scope.cohort)
    found = [
        (test, inside[test.cohort])
        for test in assessments.every(conn)
        if test.cohort in inside and _within(asked.scope, test)
    ]
    cohort_of = {test.id: cohort for test, cohort in found}
    for some, share in came_of(conn, asked, [test for test, _ in found]):
        rows = [row for test, came in some for row in _told(asked, test, cohort_of[test.id], came)]
        yield Portion(rows, share)


def _within(scope: Scope, test: Measuring) -> bool:
    return (scope.since is None or scope.since <= test.created_at) and (
        scope.until is None or test.created_at < scope.until
    )


def _told(asked: Asked, test: Measuring, cohort: Cohort, came: Came) -> Iterator[Row]:
    start: list[Cell] = [
        export_ids.test(test.id),
        export_ids.cohort(cohort.id),
        cohort.name,
        cohort.agency,
        track_of(asked.library, test.forms) or None,
        iso_of(test.created_at),
    ]
    for one in came.comparisons:
        yield from rows_of(start, came, one)


def came_of(
    conn: Connection, asked: Asked, every: Sequence[Measuring]
) -> Iterator[tuple[list[tuple[Measuring, Came]], float]]:
    """What came of tests: some at a time, each time with the share of all that is done then."""
    forms = forms_of(asked.library)
    known: dict[str, Chances | None] = {}
    for some, share in portions(every, _TOGETHER):
        tracks = (track_of(asked.library, one.forms) for one in some)
        each = assessment_results.every(
            conn, [(one, forms.get(track, ())) for one, track in zip(some, tracks, strict=True)]
        )
        for edition in {one.edition for found in each for one in found.took} - known.keys():
            known[edition] = _chances(conn, asked.library, edition)
        yield (
            [
                (test, assessment_results.compared(test, found, known, asked.now))
                for test, found in zip(some, each, strict=True)
            ],
            share,
        )


def _chances(conn: Connection, library: Library, edition: str) -> Chances | None:
    scenario = library.read(conn, edition)
    return assessment_results.every_chance(scenario) if scenario else None


def rows_of(start: list[Cell], came: Came, one: Comparison) -> Iterator[Row]:
    """The three rows of a later part."""
    counts = (one.part, came.takers, one.people, one.elsewhere, one.left_out)
    changes = (
        ("score", one.gains.score if one.gains else None),
        ("missed", one.gains.missed if one.gains else None),
        ("over-called", one.gains.over_called if one.gains else None),
    )
    for measure, change in changes:
        yield [*start, *counts, change is None, measure, *_figures(change)]


def _figures(change: Change | None) -> tuple[Cell, ...]:
    """Rounded to whole percent, as the bot tells them: more would tell more of those who left."""
    if change is None:
        return (None,) * 5
    ends = (change.gain.low, change.gain.high)
    low, high = (None if end is None else round(end) for end in ends)
    return round(change.before), round(change.after), round(change.gain.value), low, high


GAIN = Dataset("gain", frozenset(Filter) - {Filter.SCENARIO}, table, _rows)
