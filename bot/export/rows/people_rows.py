"""People, including those who never began anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.export.schema import export_ids
from bot.export.schema.columns import Row
from bot.export.schema.dataset import ALL_FILTERS, Batch, Dataset, Filter, Query, iso_from_stored
from storage.assignments import assignments
from storage.cohorts import cohorts as all_cohorts
from storage.exports import people
from storage.exports.scope import PAGE
from storage.exports.scope import Row as StoredRow
from storage.personal_data import pseudonyms
from storage.playing.attempts import PRACTICE


def _read(conn: Connection, query: Query) -> Iterator[Batch]:
    total, done, after = people.count(conn, query.scope), 0, ""
    names = {id_: cohort.name for id_, cohort in all_cohorts.within(conn, None, None).items()}
    while page := people.page(conn, query.scope, after):
        done, after = done + len(page), page[-1][0]
        yield Batch([*_rows(conn, query, page, names)], min(1.0, done / max(total, 1)))
        if len(page) < PAGE:
            return


def _rows(
    conn: Connection, query: Query, page: list[StoredRow], names: Mapping[str, str]
) -> Iterator[Row]:
    ids = [row[0] for row in page]
    keys = pseudonyms.keys(conn, ids)
    cohorts, assigned = people.cohorts_of(conn, ids), people.given_of(conn, ids)
    activities = _activities(people.tries_of(conn, ids))
    certificates = people.certificates_of(conn, ids)
    now = f"{query.now:%Y-%m-%d %H:%M:%S.%f}"  # as stored
    for id_, agency, job, language, created_at, on_telegram, zone in page:
        if id_ not in keys:  # newcomers without a key are in the next file
            continue
        activity = activities.get(id_, _Activity())
        due = assigned.get(id_, {}) | activity.due
        own = cohorts.get(id_, ())
        yield (
            export_ids.person(keys[id_]),
            agency,
            job,
            language,
            iso_from_stored(created_at),
            on_telegram,
            " ".join(map(export_ids.cohort, own)) or None,
            "; ".join(names[cohort] for cohort in own) or None,
            len(due),
            len(activity.due),
            len(activity.ended),
            sum(activity.passed()),
            activity.late(due, now),
            activity.last_day(ZoneInfo(zone)),
            certificates.get(id_, 0),
            activity.practised,
        )


@dataclass(slots=True)
class _Activity:
    """One person's work.

    Attributes:
        due: By assignment begun, its due date, as stored.
        first_ended: By assignment, when they first finished it, as stored.
        ended: By assignment, the attempt that counts, and whether each finished attempt was
            passed, with its score.
        tests: The assignments that are parts of assessments.
        last: When they last acted in an assignment, as stored.
        practised: Whether they finished a case as voluntary practice.
    """

    due: dict[str, str] = field(default_factory=dict)
    first_ended: dict[str, str] = field(default_factory=dict)
    ended: dict[str, tuple[str, list[tuple[bool, int]]]] = field(default_factory=dict)
    tests: set[str] = field(default_factory=set)
    last: str = ""
    practised: bool = False

    def passed(self) -> Iterable[bool]:
        """Whether each assignment that is no assessment is passed."""
        for work, (counts, attempts) in self.ended.items():
            if work not in self.tests:
                yield assignments.counted_try(counts, attempts, lambda attempt: attempt)[0]

    def late(self, due: Mapping[str, str], now: str) -> int:
        """Count the assignments that were not finished by the time they were due."""
        ended = self.first_ended
        return sum(
            at <= now and (work not in ended or ended[work] > at) for work, at in due.items()
        )

    def last_day(self, zone: ZoneInfo) -> str | None:
        """The last day of their work on assignments, in their time zone."""
        if not self.last:
            return None
        at = datetime.fromisoformat(self.last).replace(tzinfo=UTC)
        return f"{at.astimezone(zone):%Y-%m-%d}"


def _activities(attempts: Iterable[StoredRow]) -> Mapping[str, _Activity]:
    found: dict[str, _Activity] = {}
    for person, work, counts, test, mode, state, passed, score, due_at, ended_at, at in attempts:
        activity = found.setdefault(person, _Activity())
        if work is None:
            activity.practised |= mode == PRACTICE and state == "ended"
            continue
        activity.due[work] = due_at
        activity.last = max(activity.last, at)
        if test is not None:
            activity.tests.add(work)
        if state == "ended":
            activity.first_ended.setdefault(work, ended_at)
            activity.ended.setdefault(work, (counts, []))[1].append((bool(passed), score or 0))
    return found


PEOPLE = Dataset("people", ALL_FILTERS - {Filter.SCENARIO}, _read)
