"""What was given, person by person and try by try."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Connection

from bot.export import export_ids
from bot.export.columns import Cell, Column, Kind, Row, Table
from bot.export.dataset import EVERY, Asked, Dataset, Portion, iso, iso_of
from bot.export.rows import assigned_work, shared_columns
from bot.export.rows.assigned_work import Stand, Work
from bot.locale import Words
from scenarios.model import COMPETENCIES
from storage.exports.work import Try

NOT_BEGUN = "not-begun"


def table(speak: Words) -> Table:
    """What a row is."""
    say = speak.say
    return Table(
        "attempts",
        say("Attempts"),
        say(
            "A row for each try at something that was given, and a row for everyone who was given "
            "it and has not begun. Of tests before and after a course it is told who took part, "
            "and nothing of how it went. Dates narrow it by when the work was given."
        ),
        (
            shared_columns.person(speak),
            shared_columns.cohort(speak),
            shared_columns.agency(speak),
            shared_columns.work(speak),
            shared_columns.scenario(speak),
            shared_columns.mode(speak),
            shared_columns.programme(speak),
            shared_columns.part(speak),
            shared_columns.given_at(speak),
            shared_columns.due_at(speak),
            shared_columns.withdrawn(speak),
            *_tried(speak),
            *_result(speak),
        ),
    )


def _tried(speak: Words) -> tuple[Column, ...]:
    say = speak.say
    return (
        Column(
            "state",
            Kind.TEXT,
            say("State"),
            say(
                "“not-begun”, “running”, “ended”, “abandoned”, or “frozen” where the work was "
                "withdrawn"
            ),
        ),
        Column("late", Kind.TRUTH, say("Late"), say("Whether it was not finished when it was due")),
        shared_columns.attempt(speak),
        Column("number", Kind.WHOLE, say("Try"), say("Which try of this person, from 1")),
        Column(
            "counts", Kind.TRUTH, say("Counts"), say("Whether this is the try that counts for them")
        ),
        shared_columns.edition(speak),
        shared_columns.language(speak),
        Column("started_at", Kind.MOMENT, say("Begun at"), say("When it was begun")),
        Column("ended_at", Kind.MOMENT, say("Ended at"), say("When it ended or was given up")),
        Column(
            "on_paper",
            Kind.TRUTH,
            say("On paper"),
            say("Whether a trainer entered it from paper"),
        ),
    )


def _result(speak: Words) -> tuple[Column, ...]:
    say = speak.say
    band = say("“secure”, “nearly” or “not-yet”; empty where there was too little to tell")
    return (
        Column(
            "outcome",
            Kind.TEXT,
            say("Outcome"),
            say("How the story ended: “safe”, “mixed” or “harmful”"),
        ),
        Column("score", Kind.WHOLE, say("Score"), say("Of the best path"), say("percent")),
        Column("passed", Kind.TRUTH, say("Passed"), say("Whether it counts as passed")),
        Column("recognise", Kind.TEXT, say("Recognise"), band),
        Column("respond", Kind.TEXT, say("Respond"), band),
        Column("refer", Kind.TEXT, say("Refer"), band),
        Column("protect", Kind.TEXT, say("Protect"), band),
        Column(
            "missed",
            Kind.WHOLE,
            say("Too little"),
            say("At how many decisions too little was done"),
        ),
        Column(
            "over_called",
            Kind.WHOLE,
            say("Too much"),
            say("At how many decisions too much was done"),
        ),
        Column("unsafe", Kind.WHOLE, say("Unsafe"), say("How many answers were unsafe")),
        Column(
            "critical",
            Kind.WHOLE,
            say("Critical"),
            say("How many answers could have endangered someone in the story"),
        ),
    )


def _rows(conn: Connection, asked: Asked) -> Iterator[Portion]:
    for some in assigned_work.read(conn, asked.scope):
        told = None
        if asked.told is not None:
            told = asked.told(conn, [work.given.assignment.id for work in some.works])
        rows = [
            row
            for work in some.works
            for stand in work.stands
            if stand.person in some.keys  # who came since the keys were made is in the next file
            for row in rows_of(work, stand, some.keys[stand.person], asked.now, told)
        ]
        yield Portion(rows, some.share)


def rows_of(
    work: Work, stand: Stand, key: str, now: datetime, told: Collection[str] | None = None
) -> Iterator[Row]:
    """The rows of one person at one work.

    Args:
        work: The work.
        stand: How far they are with it.
        key: Theirs.
        now: The moment.
        told: The attempts whose results are told; left out, all.
    """
    what, cohort = work.given.assignment, work.given.cohort
    start: list[Cell] = [
        export_ids.person(key),
        export_ids.cohort(cohort.id),
        cohort.agency,
        export_ids.work(what.id),
        what.scenario,
        what.mode,
        what.programme,
        what.part,
        iso_of(what.created_at),
        iso_of(what.due_at),
        what.withdrawn_at is not None,
    ]
    counting = stand.counting(what.counts)
    due = f"{what.due_at:%Y-%m-%d %H:%M:%S.%f}"  # as storage tells moments
    if not stand.tries:
        yield [*start, NOT_BEGUN, what.due_at <= now, *_NOTHING]
    for number, one in enumerate(stand.tries, start=1):
        late = what.due_at <= now if one.state != "ended" else (one.ended_at or "") > due
        yield [
            *start,
            one.state,
            late,
            export_ids.attempt(key, one.id),
            number,
            one is counting,
            one.edition,
            one.language,
            iso(one.started_at),
            iso(one.ended_at),
            one.on_paper,
            *(_came(one) if what.test is None and _is_among(told, one) else _UNTOLD),
        ]


def _is_among(told: Collection[str] | None, one: Try) -> bool:
    return told is None or one.id in told


_UNTOLD: tuple[Cell, ...] = (None,) * 11
_NOTHING = ((None,) * 8) + _UNTOLD


def _came(one: Try) -> tuple[Cell, ...]:
    """What came of a try."""
    if one.result is None:
        return _UNTOLD
    detail = one.result
    return (
        one.outcome,
        one.score,
        one.passed,
        *(detail["bands"].get(name) for name in COMPETENCIES),
        detail["missed"],
        detail["over_called"],
        detail["unsafe"],
        len(detail["critical"]),
    )


ATTEMPTS = Dataset("attempts", EVERY, table, _rows)
