"""The calendar of a trainer's cohorts: what opens, closes and falls due, and live sessions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.app.cohorts import cohort_admin
from bot.app.request import Request
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts.cohorts import Cohort
from storage.live_session import live_sessions

Event: TypeAlias = Literal["session", "opens", "due", "closes"]
"""A test closes, for it cannot be begun later; other work is due, and late afterwards."""
EVENTS: tuple[Event, ...] = ("session", "opens", "due", "closes")
WEEKS = 5
FARTHEST = timedelta(days=731)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """Something that happens in a cohort on a day."""

    day: date
    """Where the cohort is."""
    event: Event
    cohort: Cohort
    scenario: str
    """The case; the first form, of a part of a test."""
    assignment: str | None = None
    """None for a session, and for a part of a test."""
    test: str | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class TrainingCalendar:
    """Some weeks of all cohorts."""

    first: date
    """A Sunday."""
    today: date
    """Where the person is."""
    cohorts: int
    entries: Sequence[CalendarEntry]
    """By day; sessions first, then what opens, is due, and closes."""

    @property
    def weeks(self) -> list[list[date]]:
        """The days of each week, from Sunday."""
        return [[self.first + (7 * week + day) * _DAY for day in range(7)] for week in range(WEEKS)]


def of_weeks(conn: Connection, request: Request, begin: date | None = None) -> TrainingCalendar:
    """The calendar from the week of a given day on, without archived cohorts.

    It takes three queries, whatever the number of cohorts.

    Args:
        begin: A day; replaced by today if None or more than two years away.

    Raises:
        NotFound: The requester is not a trainer.
    """
    found = {cohort.id: cohort for cohort in cohort_admin.own(conn, request).cohorts}
    today = request.now.astimezone(ZoneInfo(request.person.timezone)).date()
    if begin is None or abs(begin - today) > FARTHEST:
        begin = today
    first = begin - (begin.weekday() + 1) % 7 * _DAY
    until = first + 7 * WEEKS * _DAY
    # A day more on either side, for cohorts in other zones.
    since_moment, until_moment = (
        datetime.combine(day, time(), UTC) for day in (first - _DAY, until + _DAY)
    )
    given = assignments.between(conn, list(found), since_moment, until_moment)
    sessions = live_sessions.between(conn, list(found), since_moment, until_moment)
    entries = [
        *(entry for each in given for entry in _of_assignment(each, found[each.cohort])),
        *(
            CalendarEntry(
                _day(at, found[each.cohort]), "session", found[each.cohort], each.scenario
            )
            for each in sessions
            if (at := each.began_at) is not None
        ),
    ]
    within = [entry for entry in _of_tests_once(entries) if first <= entry.day < until]
    return TrainingCalendar(first, today, len(found), sorted(within, key=_order))


def _of_assignment(given: Assignment, cohort: Cohort) -> Iterator[CalendarEntry]:
    is_test = given.test is not None
    opens_at = given.opens_at or (given.created_at if is_test else None)
    own = None if is_test else given.id
    what = (cohort, given.scenario, own, given.test, given.part)
    if opens_at is not None:
        yield CalendarEntry(_day(opens_at, cohort), "opens", *what)
    last = given.due_at - timedelta(microseconds=1)  # midnight belongs to the day that it ends
    yield CalendarEntry(_day(last, cohort), "closes" if is_test else "due", *what)


def _of_tests_once(entries: Iterable[CalendarEntry]) -> Iterator[CalendarEntry]:
    """One entry of each part of a test, which has an assignment for every form."""
    seen = set()
    for entry in sorted(entries, key=lambda each: each.scenario):
        key = (entry.test, entry.part, entry.event, entry.day)
        if entry.test is None or key not in seen:
            seen.add(key)
            yield entry


def _order(entry: CalendarEntry) -> tuple[date, int, str, str, str]:
    return (
        entry.day,
        EVENTS.index(entry.event),
        entry.cohort.name.casefold(),
        entry.scenario,
        entry.assignment or "",
    )


def _day(moment: datetime, cohort: Cohort) -> date:
    return moment.astimezone(ZoneInfo(cohort.timezone)).date()
