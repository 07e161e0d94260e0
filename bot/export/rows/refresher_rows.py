"""Refreshers that reached people, item by item: theirs alone, as practice is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection

from bot.export import export_ids
from bot.export.columns import Column, Kind, Row, Table
from bot.export.dataset import Asked, Dataset, Filter, Portion
from bot.export.rows import shared_columns
from bot.export.rows.practice_rows import large_agencies
from bot.locale import Words
from storage.exports import people, refreshers
from storage.exports.scope import PAGE, Scope
from storage.exports.scope import Row as Kept
from storage.refreshers.prompts import ASKED

_DAY = timedelta(days=1)
_GRADES = {1: "again", 2: "hard", 3: "good"}


def table(speak: Words) -> Table:
    """What a row is."""
    say = speak.say
    return Table(
        "refreshers",
        say("Refreshers"),
        say(
            "A row for each item of each refresher that reached somebody, answered or passed over. "
            "It is the learner's own: no cohort, no day, and another name than in what they were "
            "given. Dates narrow it by when it was sent."
        ),
        (
            shared_columns.learner(speak),
            shared_columns.own_agency(speak),
            shared_columns.month(speak),
            shared_columns.scenario(speak),
            Column("item", Kind.TEXT, say("Item"), say("Which decision came back; for all alike")),
            Column(
                "form",
                Kind.TEXT,
                say("Form"),
                say(
                    "How it was put: “story”, “same-move” (other words), “new-setting”, or "
                    "“look-alike”"
                ),
            ),
            Column(
                "asked_for",
                Kind.TRUTH,
                say("Asked for"),
                say("Whether they asked for it; else it came unasked"),
            ),
            shared_columns.language(speak),
            Column("answered", Kind.TRUTH, say("Answered"), say("Whether it was answered")),
            Column(
                "number",
                Kind.WHOLE,
                say("Answer"),
                say("Which answer to this item, from 1, the case itself among them"),
            ),
            Column(
                "days",
                Kind.WHOLE,
                say("Interval"),
                say(
                    "Since they last answered it in a refresher; empty where they never did, or "
                    "met it in a case since"
                ),
                say("days"),
            ),
            Column("grade", Kind.TEXT, say("Grade"), say("“again”, “hard” or “good”")),
            Column("right", Kind.TRUTH, say("Right"), say("Whether it was remembered")),
            Column(
                "sure",
                Kind.TRUTH,
                say("Sure"),
                say("Of a wrong answer: whether they were sure; empty where they did not say"),
            ),
            Column(
                "predicted",
                Kind.NUMBER,
                say("Forecast"),
                say(
                    "How likely a right answer was held, in tenths from 0 to 1; empty where no "
                    "interval is told"
                ),
            ),
        ),
    )


def _rows(conn: Connection, asked: Asked) -> Iterator[Portion]:
    every, done, after = people.count(conn, Scope()), 0, ""
    large = large_agencies(refreshers.refreshed(conn))
    while page := refreshers.page(conn, after):
        done, after = done + len(page), page[-1][0]
        yield Portion([*_of(conn, asked.scope, page, large)], min(1.0, done / max(every, 1)))
        if len(page) < PAGE:
            return


def _of(
    conn: Connection, scope: Scope, page: list[Kept], large: frozenset[str | None]
) -> Iterator[Row]:
    ids = [person for _, person, _ in page]
    given = _given(refreshers.answered(conn, ids))
    sent = refreshers.prompted(conn, scope, ids)
    by_person = {one: [*rows] for one, rows in groupby(sent, itemgetter(1))}
    for key, person, agency in page:
        for id_, _, at, slot, language, items in by_person.get(person, ()):
            for item in items:
                if scope.scenario not in (None, item["scenario"]):
                    continue
                answer = given.get((id_, item["scenario"], item["signature"]))
                yield (
                    export_ids.learner(key),
                    agency if agency in large else None,
                    at[:7],
                    item["scenario"],
                    item["signature"],
                    item["form"],
                    slot == ASKED,
                    language,
                    answer is not None,
                    *(answer or _NONE),
                )


_NONE = (None,) * 6
_Answer = tuple[int, int | None, str | None, bool, bool | None, float | None]


def _given(answers: list[Kept]) -> dict[tuple[str, str, str], _Answer]:
    """By refresher, case and item what was answered, in the order of the last columns.

    When somebody met a case stands in `attempts` to the second. So no interval begins there, nor a
    forecast, which is one of the interval: two of them would tell how far apart two cases were.
    """
    found: dict[tuple[str, str, str], _Answer] = {}
    last: tuple[tuple[str, str, str], datetime | None] | None = None
    for person, scenario, signature, seq, at, grade, sure, predicted, prompt in answers:
        item, now = (person, scenario, signature), datetime.fromisoformat(at)
        before = last[1] if last is not None and last[0] == item else None
        last = (item, None if prompt is None else now)
        if prompt is None:
            continue
        days = said = None
        if before is not None:
            days = round((now - before) / _DAY)
            said = None if predicted is None else round(predicted, 1)
        answer = (seq + 1, days, _GRADES.get(grade), grade > 1, sure, said)
        found.setdefault((prompt, scenario, signature), answer)
    return found


REFRESHERS = Dataset(
    "refreshers", frozenset({Filter.SCENARIO, Filter.SINCE, Filter.UNTIL}), table, _rows
)
