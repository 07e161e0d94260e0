"""How cohorts stand with what they were given: of all together, so that nobody stands out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean

from sqlalchemy import Connection

from bot.app.playing.peer_answers import FEWEST
from bot.export import export_ids
from bot.export.columns import Cell, Column, Kind, Row, Table
from bot.export.dataset import EVERY, Asked, Dataset, Portion, iso_of
from bot.export.rows import assigned_work, shared_columns
from bot.export.rows.assigned_work import Work, firsts
from bot.locale import Words
from scenarios.analysis.estimates import told
from storage.exports.work import Try

_BOUNDS = {-1: "at most", 0: None, 1: "at least"}


def table(speak: Words) -> Table:
    """What a row is."""
    say = speak.say
    percent = say("percent")
    return Table(
        "cohorts",
        say("Cohorts"),
        say(
            "A row for each work that a cohort was given. Of fewer than five people nothing is "
            "told. What came of it is told of first tries, and of those who finished first, in "
            "fives, so that nobody's show; of tests before and after a course see “gain”. Dates "
            "narrow it by when the work was given."
        ),
        (
            shared_columns.cohort(speak),
            shared_columns.cohort_name(speak),
            shared_columns.agency(speak),
            shared_columns.work(speak),
            shared_columns.scenario(speak),
            shared_columns.mode(speak),
            shared_columns.programme(speak),
            shared_columns.part(speak),
            shared_columns.given_at(speak),
            shared_columns.due_at(speak),
            shared_columns.withdrawn(speak),
            Column(
                "hidden",
                Kind.TRUTH,
                say("Hidden"),
                say("Whether so few have it that nothing is told"),
            ),
            Column("people", Kind.WHOLE, say("People"), say("Who were given it, or began it")),
            Column(
                "not_come",
                Kind.WHOLE,
                say("Not come"),
                say("Who stand on the cohort's list and never came"),
            ),
            Column("begun", Kind.WHOLE, say("Have begun"), say("Who have begun it")),
            Column("done", Kind.WHOLE, say("Have finished"), say("Who have finished it")),
            Column(
                "counted",
                Kind.WHOLE,
                say("Counted"),
                say("Of how many people the figures behind this one are"),
            ),
            Column(
                "passed",
                Kind.WHOLE,
                say("Passed"),
                say("Who passed at the first try; all is told like all but one"),
                percent,
            ),
            Column(
                "passed_bound",
                Kind.TEXT,
                say("Passed, bound"),
                say("“at least” or “at most”, where the share before it is one"),
            ),
            Column(
                "score",
                Kind.WHOLE,
                say("Mean score"),
                say("Of first tries, in percent of the best path"),
                percent,
            ),
            Column(
                "critical",
                Kind.WHOLE,
                say("Critical"),
                say("Who could have endangered someone in the story, at the first try"),
                percent,
            ),
            Column(
                "critical_bound",
                Kind.TEXT,
                say("Critical, bound"),
                say("“at least” or “at most”, where the share before it is one"),
            ),
        ),
    )


def _rows(conn: Connection, asked: Asked) -> Iterator[Portion]:
    for some in assigned_work.read(conn, asked.scope):
        yield Portion([row_of(one) for one in some.works], some.share)


def row_of(one: Work) -> Row:
    """How a cohort stands with one work."""
    what, cohort = one.given.assignment, one.given.cohort
    hidden = len(one.stands) < FEWEST
    return [
        export_ids.cohort(cohort.id),
        cohort.name,
        cohort.agency,
        export_ids.work(what.id),
        what.scenario,
        what.mode,
        what.programme,
        what.part,
        iso_of(what.created_at),
        iso_of(what.due_at),
        what.withdrawn_at is not None,
        hidden,
        *([None] * 4 if hidden else _counts(one)),
        *([None] * 6 if hidden or what.test is not None else _figures(one)),
    ]


def _counts(one: Work) -> list[Cell]:
    begun = sum(bool(stand.tries) for stand in one.stands)
    done = sum(bool(stand.ended) for stand in one.stands)
    return [len(one.stands), one.free_places, begun, done]


def _figures(one: Work) -> list[Cell]:
    counted = firsts(stand.ended for stand in one.stands)
    if not counted:
        return [0, *[None] * 5]
    passed = _share([bool(first.passed) for first in counted])
    critical = _share([is_critical(first) for first in counted])
    score = round(fmean(first.score or 0 for first in counted))
    return [len(counted), *passed, score, *critical]


def is_critical(one: Try) -> bool:
    """Whether something in it could have endangered someone in the story."""
    return bool(one.result and one.result["critical"])


def _share(which: Sequence[bool]) -> tuple[Cell, Cell]:
    found = told(sum(which), len(which))
    return found.percent, _BOUNDS[found.end]


COHORTS = Dataset("cohorts", EVERY, table, _rows)
