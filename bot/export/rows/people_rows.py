"""People, those who never began anything among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from bot.export import export_ids
from bot.export.columns import Column, Kind, Table
from bot.export.dataset import Asked, Dataset, Filter, Portion, iso
from bot.export.rows import shared_columns
from bot.locale import Words
from storage.assignments import assignments
from storage.exports import people
from storage.exports.scope import PAGE, Row
from storage.personal_data import pseudonyms
from storage.playing.outcomes import PRACTICE


def table(speak: Words) -> Table:
    """What a row is."""
    say = speak.say
    return Table(
        "people",
        say("People"),
        say(
            "A row for each person, whether they ever began anything or not. Who only stands on a "
            "cohort's list is counted with the cohorts. Dates narrow it by when they came."
        ),
        (
            shared_columns.person(speak),
            Column("agency", Kind.TEXT, say("Agency"), say("Where they work now")),
            Column("job", Kind.TEXT, say("Field of work"), say("The id of their field of work")),
            Column("language", Kind.TEXT, say("Language"), say("In which the bot writes to them")),
            Column("came_at", Kind.MOMENT, say("Came"), say("When they first came")),
            Column(
                "on_telegram",
                Kind.TRUTH,
                say("On Telegram"),
                say("Whether they have an account; who has none answers on paper"),
            ),
            Column(
                "cohorts",
                Kind.TEXT,
                say("Cohorts"),
                say("The ids of the cohorts that they are in now"),
            ),
            Column(
                "given",
                Kind.WHOLE,
                say("Works given"),
                say("How much they are given now, or have begun since it was given"),
            ),
            Column("begun", Kind.WHOLE, say("Works begun"), say("How much of it they have begun")),
            Column(
                "done", Kind.WHOLE, say("Works finished"), say("How much of it they have finished")
            ),
            Column(
                "passed",
                Kind.WHOLE,
                say("Works passed"),
                say("How much of it they passed; tests before and after a course do not count"),
            ),
            Column(
                "practised",
                Kind.TRUTH,
                say("Practised"),
                say("Whether they ever finished a case of their own accord; no more is told"),
            ),
        ),
    )


def _rows(conn: Connection, asked: Asked) -> Iterator[Portion]:
    every, done, after = people.count(conn, asked.scope), 0, ""
    while page := people.page(conn, asked.scope, after):
        done, after = done + len(page), page[-1][0]
        yield Portion([*_told(conn, page)], min(1.0, done / max(every, 1)))
        if len(page) < PAGE:
            return


def _told(conn: Connection, page: list[Row]) -> Iterator[Row]:
    ids = [row[0] for row in page]
    keys = pseudonyms.keys(conn, ids)
    inside, given = people.cohorts_of(conn, ids), people.given_of(conn, ids)
    did = _did(people.tries_of(conn, ids))
    for id_, agency, job, language, came, on_telegram in page:
        if id_ not in keys:  # who came since the keys were made is in the next file
            continue
        own = did.get(id_, _Did())
        yield (
            export_ids.person(keys[id_]),
            agency,
            job,
            language,
            iso(came),
            on_telegram,
            " ".join(map(export_ids.cohort, inside.get(id_, ()))) or None,
            len(given.get(id_, set()) | own.begun),
            len(own.begun),
            len(own.ended),
            sum(own.passed()),
            own.practised,
        )


@dataclass(slots=True)
class _Did:
    """What someone did."""

    begun: set[str] = field(default_factory=set)
    # By work: which try of it counts, and of each that ended whether it was passed, and its score.
    ended: dict[str, tuple[str, list[tuple[bool, int]]]] = field(default_factory=dict)
    tests: set[str] = field(default_factory=set)
    practised: bool = False

    def passed(self) -> Iterable[bool]:
        """Of each work whether it is passed."""
        for work, (counts, tries) in self.ended.items():
            if work not in self.tests:
                yield assignments.counting(counts, tries, lambda one: one)[0]


def _did(tries: Iterable[Row]) -> Mapping[str, _Did]:
    found: dict[str, _Did] = {}
    for person, work, counts, test, mode, state, passed, score in tries:
        own = found.setdefault(person, _Did())
        if work is None:
            own.practised |= mode == PRACTICE and state == "ended"
            continue
        own.begun.add(work)
        if test is not None:
            own.tests.add(work)
        if state == "ended":
            own.ended.setdefault(work, (counts, []))[1].append((bool(passed), score or 0))
    return found


PEOPLE = Dataset("people", frozenset(Filter) - {Filter.SCENARIO}, table, _rows)
