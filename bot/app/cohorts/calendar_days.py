"""The calendar of a cohort, read from what a trainer typed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.app.preferences.contact_hours import DAY_SHIFT, NIGHT_SHIFT, OFF, SLOTS, Calendar, Hours

HOLIDAYS, RAMADAN, SHIFT = "holidays", "ramadan", "shift"
KINDS = (HOLIDAYS, RAMADAN, SHIFT)
MOST_DAYS = 40  # holidays; past ones are dropped
MOST_MONTHS = 3  # periods of Ramadan; past ones are dropped
LONGEST = {HOLIDAYS: 21, RAMADAN: 31}  # days of a period
LONGEST_SHIFT = 56  # letters
FARTHEST = timedelta(days=731)
_ONE = timedelta(days=1)
_UNSEEN = re.compile(r"[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# Digits of any script. The day stands first or last, never the month: as people here write it.
_BY = r"\s*[-/.]\s*"
_DATE = re.compile(
    rf"(?<!\d)(?:(\d{{4}}){_BY}(\d{{1,2}}){_BY}(\d{{1,2}})|(\d{{1,2}}){_BY}(\d{{1,2}}){_BY}(\d{{4}}))(?!\d)"
)
_BETWEEN = re.compile(r"\s*(?:to|until|till|الى|إلى|حتى|[-–—])\s*", re.IGNORECASE)
_LETTERS = re.compile(rf"[{DAY_SHIFT}{NIGHT_SHIFT}{OFF}]+")
_USUAL_REST = frozenset({4, 5})


class CalendarProblem(StrEnum):
    """Why typed days cannot be added to a calendar."""

    UNREAD = "unread"
    ENDLESS = "endless"  # a Ramadan of which one day was typed
    BACKWARDS = "backwards"  # it ends before it begins
    PAST = "past"
    FAR = "far"
    LONG = "long"
    MANY = "many"
    NEVER = "never"  # with it, no day would be left on which to write to anyone


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Consecutive days, including the last one."""

    first: date
    last: date

    @property
    def days(self) -> Iterator[date]:
        """Each of them."""
        return (self.first + n * _ONE for n in range((self.last - self.first).days + 1))


def with_typed(calendar: Calendar, kind: str, text: str, today: date) -> Calendar | CalendarProblem:
    """A calendar with the days that were typed, and without past ones.

    Args:
        calendar: As it is.
        kind: One of `KINDS`.
        text: A day, two days with a word or a dash between them, or a pattern and its first day.
        today: The date where the cohort is.
    """
    changed = _with_any(coming(calendar, today), kind, text, today)
    if isinstance(changed, Calendar) and not leaves_room(changed, today):
        return CalendarProblem.NEVER
    return changed


def _with_any(calendar: Calendar, kind: str, text: str, today: date) -> Calendar | CalendarProblem:
    if kind == SHIFT:
        return _with_shift(calendar, text, today)
    span = read_span(text)
    if isinstance(span, CalendarProblem):
        return span
    if kind == RAMADAN and span.first == span.last:
        return CalendarProblem.ENDLESS
    if span.last < today:
        return CalendarProblem.PAST
    if span.last > today + FARTHEST:
        return CalendarProblem.FAR
    if (span.last - span.first).days >= LONGEST[kind]:
        return CalendarProblem.LONG
    if kind == RAMADAN:
        months = tuple(sorted({*calendar.ramadan, (span.first, span.last)}))
        return (
            replace(calendar, ramadan=months)
            if len(months) <= MOST_MONTHS
            else CalendarProblem.MANY
        )
    holidays = calendar.holidays | {day for day in span.days if day >= today}
    return (
        replace(calendar, holidays=holidays) if len(holidays) <= MOST_DAYS else CalendarProblem.MANY
    )


def _with_shift(calendar: Calendar, text: str, today: date) -> Calendar | CalendarProblem:
    bare = _UNSEEN.sub("", text)
    found = _DATE.search(bare)
    since = _date(found) if found else None
    if found is None or since is None or bare[found.end() :].strip():
        return CalendarProblem.UNREAD
    pattern = re.sub(r"[\s,،-]+", "", bare[: found.start()]).upper()
    if not _LETTERS.fullmatch(pattern):
        return CalendarProblem.UNREAD
    if len(pattern) > LONGEST_SHIFT:
        return CalendarProblem.LONG
    if abs(since - today) > FARTHEST:
        return CalendarProblem.FAR
    return replace(calendar, shift=pattern, since=since)


def read_span(text: str) -> DateSpan | CalendarProblem:
    """A day, or some days in a row, such as `2026-12-16 to 2026-12-17`, or `16/12/2026`."""
    bare = _UNSEEN.sub("", text).strip()
    found = list(_DATE.finditer(bare))
    days = [_date(match) for match in found]
    if not found or len(found) > 2 or found[0].start() or bare[found[-1].end() :]:
        return CalendarProblem.UNREAD
    first, last = days[0], days[-1]
    if first is None or last is None:
        return CalendarProblem.UNREAD
    if len(found) == 2 and not _BETWEEN.fullmatch(bare[found[0].end() : found[1].start()]):
        return CalendarProblem.UNREAD
    return DateSpan(first, last) if first <= last else CalendarProblem.BACKWARDS


def _date(found: re.Match[str]) -> date | None:
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def coming(calendar: Calendar, today: date) -> Calendar:
    """A calendar without past holidays and Ramadans."""
    return replace(
        calendar,
        holidays=frozenset(day for day in calendar.holidays if day >= today),
        ramadan=tuple((first, last) for first, last in calendar.ramadan if last >= today),
    )


def spans(days: Iterable[date]) -> list[DateSpan]:
    """The spans that days form, in their order."""
    joined: list[DateSpan] = []
    for day in sorted(days):
        if joined and day - joined[-1].last == _ONE:
            joined[-1] = DateSpan(joined[-1].first, day)
        else:
            joined.append(DateSpan(day, day))
    return joined


def without(calendar: Calendar, kind: str, first: date) -> Calendar:
    """A calendar without the holidays, the Ramadan or the shifts that begin on a day."""
    if kind == SHIFT:
        return replace(calendar, shift="", since=None)
    if kind == RAMADAN:
        return replace(
            calendar, ramadan=tuple(month for month in calendar.ramadan if month[0] != first)
        )
    removed = {day for span in spans(calendar.holidays) if span.first == first for day in span.days}
    return replace(calendar, holidays=calendar.holidays - removed)


def to_json(calendar: Calendar) -> dict[str, Any] | None:
    """A calendar as stored with a cohort; None if it is empty."""
    stored: dict[str, Any] = {}
    if calendar.holidays:
        stored[HOLIDAYS] = [day.isoformat() for day in sorted(calendar.holidays)]
    if calendar.ramadan:
        stored[RAMADAN] = [
            [first.isoformat(), last.isoformat()] for first, last in sorted(calendar.ramadan)
        ]
    if calendar.shift and calendar.since:
        stored |= {SHIFT: calendar.shift, "since": calendar.since.isoformat()}
    return stored or None


def leaves_room(calendar: Calendar, today: date) -> bool:
    """Whether people with the default rest days can still be reached soon.

    Where nobody can for months, `Hours.next` names a moment that lies in no slot.
    """
    hours = Hours(ZoneInfo("UTC"), tuple(SLOTS), _USUAL_REST, (calendar,))
    begin = datetime.combine(today, time(), UTC)
    weeks = (begin + timedelta(weeks=n) for n in range(FARTHEST.days // 7 + 1))
    return all(hours.slot(hours.next(week)) for week in weeks)
