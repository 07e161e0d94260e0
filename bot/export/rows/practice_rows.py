"""What people answered of their own accord: of them alone, and never together with who they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from bot.export import export_ids
from bot.export.columns import Row, Shared, Table
from bot.export.dataset import Asked, Dataset, Filter, Portion, forms
from bot.export.rows import shared_columns
from bot.export.rows.answer_rows import Start, answers
from bot.locale import Words
from scenarios.assessments.gains import FEWEST
from storage.exports import own_play, work
from storage.exports.scope import Row as Kept
from storage.people.people import NOBODY
from storage.personal_data import pseudonyms


def table(speak: Words) -> Table:
    """What a row is."""
    say = speak.say
    return Table(
        "practice",
        say("Practice"),
        say(
            "A row for each answer to a decision in a case that somebody played of their own "
            "accord, and in cases finished by people who erased themselves since; not in cases for "
            "tests before and after a course. Practice is the "
            "learner's own: no cohort, no day, and another name than in what they were given. "
            "Dates narrow it by when the case was begun."
        ),
        (
            shared_columns.learner(speak),
            shared_columns.own_agency(speak),
            shared_columns.scenario(speak),
            shared_columns.edition(speak),
            shared_columns.mode(speak),
            shared_columns.attempt(speak),
            shared_columns.month(speak),
            *shared_columns.answers(speak),
        ),
    )


def _rows(conn: Connection, asked: Asked) -> Iterator[Portion]:
    untold = forms(conn, asked.library)
    every, done, after = own_play.count(conn, asked.scope), 0, ""
    large = large_agencies(own_play.players(conn, asked.scope))
    while page := own_play.page(conn, asked.scope, after):
        done, after = done + len(page), page[-1][0]
        told = [row for row in page if row[3] not in untold]
        yield Portion([*_answered(conn, told, large)], min(1.0, done / max(every, 1)))


def large_agencies(people: Mapping[str | None, int]) -> frozenset[str | None]:
    """The agencies that may be told, since so many of their people are in a set."""
    return frozenset(one for one, count in people.items() if count >= FEWEST)


def _answered(conn: Connection, page: list[Kept], large: frozenset[str | None]) -> Iterator[Row]:
    keys = pseudonyms.keys(conn, {row[1] for row in page})
    starts: dict[str, Start] = {}
    for id_, person, edition, scenario, agency, mode, started, on_paper in page:
        if person == NOBODY:
            whose, attempt = None, f"n{id_}"  # whose it was is told nowhere
        elif person in keys:
            whose, attempt = export_ids.learner(keys[person]), export_ids.attempt(keys[person], id_)
        else:  # who came since the keys were made is in the next file
            continue
        where = agency if agency in large else None
        all_have = Shared((whose, where, scenario, edition, mode, attempt, started[:7]))
        starts[id_] = Start((all_have,), timed=person != NOBODY and not on_paper)
    return answers(starts, work.happened(conn, starts), dated=False)


PRACTICE = Dataset(
    "practice", frozenset({Filter.SCENARIO, Filter.SINCE, Filter.UNTIL}), table, _rows
)
