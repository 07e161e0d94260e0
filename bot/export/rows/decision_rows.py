"""Every decision that was answered in what was given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import Connection

from bot.export import export_ids
from bot.export.columns import Column, Kind, Row, Shared, Table
from bot.export.dataset import EVERY, Asked, Dataset, Portion, forms, portions
from bot.export.rows import shared_columns
from bot.export.rows.answer_rows import Start, answers
from bot.locale import Words
from storage.exports import work
from storage.exports.scope import Row as Kept
from storage.exports.work import Given
from storage.personal_data import pseudonyms

_TOGETHER = 20  # assignments
_AT_HAND = 60  # attempts, whose rows a processor still has at hand when they are written


def table(speak: Words) -> Table:
    """What a row is."""
    say = speak.say
    return Table(
        "decisions",
        say("Decisions"),
        say(
            "A row for each answer to a decision, in whatever was given. Not here: practice of "
            "people's own, cases for tests before and after a course, of which nothing is told one "
            "by one, and what somebody did before their place came to another account without "
            "their own yes. Dates narrow it by when the work was given."
        ),
        (
            shared_columns.person(speak),
            shared_columns.cohort(speak),
            shared_columns.agency(speak),
            shared_columns.work(speak),
            shared_columns.scenario(speak),
            shared_columns.edition(speak),
            shared_columns.mode(speak),
            shared_columns.attempt(speak),
            *shared_columns.answers(speak),
            Column("at", Kind.MOMENT, say("When"), say("When it was answered")),
        ),
    )


def _rows(conn: Connection, asked: Asked) -> Iterator[Portion]:
    untold, given = forms(conn, asked.library), work.given(conn, asked.scope)
    given = [one for one in given if one.assignment.scenario not in untold]
    for some, share in portions(given, _TOGETHER):
        by_id = {one.assignment.id: one for one in some}
        played = work.played(conn, by_id)
        if asked.told is not None:
            told = asked.told(conn, by_id)
            played = [one for one in played if one[0] in told]
        keys = pseudonyms.keys(conn, {person for _, _, person, *_ in played})
        who = {one: (export_ids.person(key), export_ids.attempts(key)) for one, key in keys.items()}
        for few, _ in portions(played, _AT_HAND):
            yield Portion(_answered(conn, few, by_id, who), share)


def _answered(
    conn: Connection,
    played: Sequence[Kept],
    by_id: dict[str, Given],
    who: dict[str, tuple[str, Callable[[str], str]]],
) -> list[Row]:
    starts: dict[str, Start] = {}
    for id_, assignment, person, edition, on_paper in played:
        if person not in who:  # who came since the keys were made is in the next file
            continue
        (name, named), one = who[person], by_id[assignment]
        attempt = (
            export_ids.cohort(one.cohort.id),
            one.cohort.agency,
            export_ids.work(assignment),
            one.assignment.scenario,
            edition,
            one.assignment.mode,
            named(id_),
        )
        # Who it is stands alone, since names come behind it where a file has them.
        starts[id_] = Start((name, Shared(attempt)), timed=not on_paper)
    return [*answers(starts, work.happened(conn, starts), dated=True)]


DECISIONS = Dataset("decisions", EVERY, table, _rows)
