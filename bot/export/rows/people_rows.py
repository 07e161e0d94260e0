"""People, including those who never began anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from bot.export.schema import export_ids
from bot.export.schema.columns import Row
from bot.export.schema.dataset import ALL_FILTERS, Batch, Dataset, Filter, Query, iso_from_stored
from storage.assignments import assignments
from storage.exports import people
from storage.exports.scope import PAGE
from storage.exports.scope import Row as StoredRow
from storage.personal_data import pseudonyms
from storage.playing.outcomes import PRACTICE


def _read(conn: Connection, query: Query) -> Iterator[Batch]:
    total, done, after = people.count(conn, query.scope), 0, ""
    while page := people.page(conn, query.scope, after):
        done, after = done + len(page), page[-1][0]
        yield Batch([*_rows(conn, page)], min(1.0, done / max(total, 1)))
        if len(page) < PAGE:
            return


def _rows(conn: Connection, page: list[StoredRow]) -> Iterator[Row]:
    ids = [row[0] for row in page]
    keys = pseudonyms.keys(conn, ids)
    cohorts, assigned = people.cohorts_of(conn, ids), people.given_of(conn, ids)
    activities = _activities(people.tries_of(conn, ids))
    for id_, agency, job, language, created_at, on_telegram in page:
        if id_ not in keys:  # newcomers without a key are in the next file
            continue
        activity = activities.get(id_, _Activity())
        yield (
            export_ids.person(keys[id_]),
            agency,
            job,
            language,
            iso_from_stored(created_at),
            on_telegram,
            " ".join(map(export_ids.cohort, cohorts.get(id_, ()))) or None,
            len(assigned.get(id_, set()) | activity.begun),
            len(activity.begun),
            len(activity.ended),
            sum(activity.passed()),
            activity.practised,
        )


@dataclass(slots=True)
class _Activity:
    """One person's work.

    Attributes:
        begun: The assignments they began.
        ended: By assignment: which attempt counts, and of each that ended whether it was passed,
            and its score.
        tests: Those of the assignments that are parts of assessments.
        practised: Whether they finished a case of their own accord.
    """

    begun: set[str] = field(default_factory=set)
    ended: dict[str, tuple[str, list[tuple[bool, int]]]] = field(default_factory=dict)
    tests: set[str] = field(default_factory=set)
    practised: bool = False

    def passed(self) -> Iterable[bool]:
        """Whether each assignment that is no assessment is passed."""
        for work, (counts, attempts) in self.ended.items():
            if work not in self.tests:
                yield assignments.counted_try(counts, attempts, lambda attempt: attempt)[0]


def _activities(attempts: Iterable[StoredRow]) -> Mapping[str, _Activity]:
    found: dict[str, _Activity] = {}
    for person, work, counts, test, mode, state, passed, score in attempts:
        activity = found.setdefault(person, _Activity())
        if work is None:
            activity.practised |= mode == PRACTICE and state == "ended"
            continue
        activity.begun.add(work)
        if test is not None:
            activity.tests.add(work)
        if state == "ended":
            activity.ended.setdefault(work, (counts, []))[1].append((bool(passed), score or 0))
    return found


PEOPLE = Dataset("people", ALL_FILTERS - {Filter.SCENARIO}, _read)
