"""The days of a cohort that are not like others: read from what a trainer typed, and kept. Pure."""

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
WHATS = (HOLIDAYS, RAMADAN, SHIFT)
MOST_DAYS = 40  # holidays that are kept; those that are past are let go
MOST_MONTHS = 3  # periods of Ramadan, likewise
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


class Wrong(StrEnum):
    """Why something that was typed cannot be kept."""

    UNREAD = "unread"
    ENDLESS = "endless"  # a Ramadan of which one day was typed
    BACKWARDS = "backwards"  # it ends before it begins
    PAST = "past"
    FAR = "far"
    LONG = "long"
    MANY = "many"
    NEVER = "never"  # with it, no day would be left on which to write to anyone


@dataclass(frozen=True, slots=True)
class Span:
    """Some days in a row, the last one as well."""

    first: date
    last: date

    @property
    def days(self) -> Iterator[date]:
        """Each of them."""
        return (self.first + n * _ONE for n in range((self.last - self.first).days + 1))


def typed(kept: Calendar, what: str, text: str, today: date) -> Calendar | Wrong:
    """A calendar with what was typed in it.

    Args:
        kept: As it is.
        what: One of `WHATS`.
        text: A day, two days with a word or a dash between them, or a pattern and its first day.
        today: The day it is where the cohort is; what is past is let go.
    """
    kept = coming(kept, today)
    found = _with_any(kept, what, text, today)
    if isinstance(found, Calendar) and not leaves_room(found, today):
        return Wrong.NEVER
    return found


def _with_any(kept: Calendar, what: str, text: str, today: date) -> Calendar | Wrong:
    if what == SHIFT:
        return _with_shift(kept, text, today)
    span = read_span(text)
    if isinstance(span, Wrong):
        return span
    if what == RAMADAN and span.first == span.last:
        return Wrong.ENDLESS
    if span.last < today:
        return Wrong.PAST
    if span.last > today + FARTHEST:
        return Wrong.FAR
    if (span.last - span.first).days >= LONGEST[what]:
        return Wrong.LONG
    if what == RAMADAN:
        months = tuple(sorted({*kept.ramadan, (span.first, span.last)}))
        return replace(kept, ramadan=months) if len(months) <= MOST_MONTHS else Wrong.MANY
    holidays = kept.holidays | {one for one in span.days if one >= today}
    return replace(kept, holidays=holidays) if len(holidays) <= MOST_DAYS else Wrong.MANY


def _with_shift(kept: Calendar, text: str, today: date) -> Calendar | Wrong:
    bare = _UNSEEN.sub("", text)
    found = _DATE.search(bare)
    since = _date(found) if found else None
    if found is None or since is None or bare[found.end() :].strip():
        return Wrong.UNREAD
    pattern = re.sub(r"[\s,،-]+", "", bare[: found.start()]).upper()
    if not _LETTERS.fullmatch(pattern):
        return Wrong.UNREAD
    if len(pattern) > LONGEST_SHIFT:
        return Wrong.LONG
    if abs(since - today) > FARTHEST:
        return Wrong.FAR
    return replace(kept, shift=pattern, since=since)


def read_span(text: str) -> Span | Wrong:
    """A day, or some days in a row, such as `2026-12-16 to 2026-12-17`, or `16/12/2026`."""
    bare = _UNSEEN.sub("", text).strip()
    found = list(_DATE.finditer(bare))
    days = [_date(one) for one in found]
    if not found or len(found) > 2 or found[0].start() or bare[found[-1].end() :]:
        return Wrong.UNREAD
    first, last = days[0], days[-1]
    if first is None or last is None:
        return Wrong.UNREAD
    if len(found) == 2 and not _BETWEEN.fullmatch(bare[found[0].end() : found[1].start()]):
        return Wrong.UNREAD
    return Span(first, last) if first <= last else Wrong.BACKWARDS


def _date(found: re.Match[str]) -> date | None:
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def coming(kept: Calendar, today: date) -> Calendar:
    """A calendar without what is past."""
    return replace(
        kept,
        holidays=frozenset(one for one in kept.holidays if one >= today),
        ramadan=tuple((first, last) for first, last in kept.ramadan if last >= today),
    )


def spans(days: Iterable[date]) -> list[Span]:
    """Days, those in a row together, in their order."""
    found: list[Span] = []
    for day in sorted(days):
        if found and day - found[-1].last == _ONE:
            found[-1] = Span(found[-1].first, day)
        else:
            found.append(Span(day, day))
    return found


def without(kept: Calendar, what: str, first: date) -> Calendar:
    """A calendar without the days in a row, the month or the pattern that begins on a day."""
    if what == SHIFT:
        return replace(kept, shift="", since=None)
    if what == RAMADAN:
        months = tuple(one for one in kept.ramadan if one[0] != first)
        return replace(kept, ramadan=months)
    gone = {day for one in spans(kept.holidays) if one.first == first for day in one.days}
    return replace(kept, holidays=kept.holidays - gone)


def as_kept(calendar: Calendar) -> dict[str, Any] | None:
    """A calendar as it is kept with a cohort; None where no day is unlike others."""
    found: dict[str, Any] = {}
    if calendar.holidays:
        found[HOLIDAYS] = [one.isoformat() for one in sorted(calendar.holidays)]
    if calendar.ramadan:
        found[RAMADAN] = [[a.isoformat(), z.isoformat()] for a, z in sorted(calendar.ramadan)]
    if calendar.shift and calendar.since:
        found |= {SHIFT: calendar.shift, "since": calendar.since.isoformat()}
    return found or None


def leaves_room(calendar: Calendar, today: date) -> bool:
    """Whether those who rest on the usual days can always be written to before long.

    Where nobody can for months, `Hours.next` names a moment that lies in no slot.
    """
    hours = Hours(ZoneInfo("UTC"), tuple(SLOTS), _USUAL_REST, (calendar,))
    begin = datetime.combine(today, time(), UTC)
    weeks = (begin + timedelta(weeks=n) for n in range(FARTHEST.days // 7 + 1))
    return all(hours.slot(hours.next(one)) for one in weeks)
