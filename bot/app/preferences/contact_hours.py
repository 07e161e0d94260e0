"""When someone may be written to unasked: in hours of their choice, never at rest or at night.

Whose hours these are is a matter of the person, of the cohorts they are in (holidays, Ramadan, a
shift's pattern) and of what they said of this week.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from storage.cohorts import cohorts
from storage.people.people import Person
from storage.refreshers import prompts
from storage.refreshers.prompts import RefresherPreferences

Times = Mapping[str, tuple[time, time]]
SLOTS: dict[str, tuple[time, time]] = {
    "morning": (time(8), time(11)),
    "midday": (time(12), time(15)),
    "evening": (time(17), time(20)),
}
# In Ramadan the morning begins later and the evening after the meal; whoever works at night is left
# to sleep by day. Both are choices of ours.
RAMADAN: Times = {
    "morning": (time(10), time(12)),
    "midday": (time(13), time(15)),
    "evening": (time(20), time(21)),
}
NIGHTS: Times = dict.fromkeys(SLOTS, (time(16), time(20)))
MOST_SLOTS = 2
QUIET = (time(21), time(7))  # from the one to the other, over midnight; every slot is outside
AHEAD = 60  # days that are searched; nobody has so many holidays in a row
_SLOTS = ("morning", "evening")  # where nothing was chosen
_REST = (4, 5)  # Friday and Saturday, as `datetime.weekday` counts
DAY_SHIFT, NIGHT_SHIFT, OFF = "D", "N", "O"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a cohort that are not like others.

    Attributes:
        holidays: On which nobody is written to.
        ramadan: The first and the last day of the months in which hours are others.
        shift: One letter for each day of a pattern that repeats: D by day, N by night, O off.
        since: The day on which the pattern begins.
    """

    holidays: frozenset[date] = frozenset()
    ramadan: tuple[tuple[date, date], ...] = ()
    shift: str = ""
    since: date | None = None

    def works(self, day: date) -> str:
        """The shift of a day in the pattern; a day shift without one."""
        if not self.shift or self.since is None:
            return DAY_SHIFT
        return self.shift[(day - self.since).days % len(self.shift)]

    def fasts(self, day: date) -> bool:
        """Whether a day is in Ramadan, in the cohort's calendar."""
        return any(first <= day <= last for first, last in self.ramadan)


@dataclass(frozen=True, slots=True)
class Hours:
    """When one person may be written to unasked.

    Attributes:
        zone: Theirs.
        slots: The preferred slots, in the order of the day.
        rests: The weekdays on which they are left alone; Monday is 0.
        calendars: Those of the cohorts they are in.
        nights_until: Until when they work at night, by their own word.
    """

    zone: ZoneInfo
    slots: tuple[str, ...]
    rests: frozenset[int]
    calendars: tuple[Calendar, ...] = ()
    nights_until: datetime | None = None

    def next(self, earliest: datetime) -> datetime:
        """The first moment at which they may be written to.

        Args:
            earliest: Not before this moment.

        Returns:
            That moment, in the zone of `earliest`; the moment itself if it will do.
        """
        local = earliest.astimezone(self.zone)
        for ahead in range(AHEAD):
            day = local.date() + timedelta(days=ahead)
            for _, begins, ends in self._open(day):
                if local < ends:
                    return max(begins, local).astimezone(earliest.tzinfo)
        return earliest + timedelta(days=AHEAD)  # all days are rest days: checked again by then

    def slot(self, moment: datetime) -> tuple[str, datetime] | None:
        """The slot in which a moment lies, and when that ends; None outside of all."""
        local = moment.astimezone(self.zone)
        for name, begins, ends in self._open(local.date()):
            if begins <= local < ends:
                return name, ends.astimezone(moment.tzinfo)
        return None

    def _open(self, day: date) -> Iterable[tuple[str, datetime, datetime]]:
        """The slots of a day, in order; none on a day of rest."""
        if day.weekday() in self.rests or any(day in key.holidays for key in self.calendars):
            return
        worked = {key.works(day) for key in self.calendars}
        if OFF in worked:
            return
        times = self._times(day, NIGHT_SHIFT in worked)
        for name in self.slots:
            begins, ends = (datetime.combine(day, at, self.zone) for at in times[name])
            yield name, begins, ends

    def _times(self, day: date, by_night: bool) -> Times:
        if by_night or self._has_nights(day):
            return NIGHTS
        return RAMADAN if any(name.fasts(day) for name in self.calendars) else SLOTS

    def _has_nights(self, day: date) -> bool:
        until = self.nights_until
        return until is not None and day <= until.astimezone(self.zone).date()


def slots_of(person: Person) -> tuple[str, ...]:
    """A person's preferred slots for messages, in the order of the day."""
    chosen = (person.hours or {}).get("slots", _SLOTS)
    return tuple(slot for slot in SLOTS if slot in chosen)


def rest_days_of(person: Person) -> tuple[int, ...]:
    """The weekdays on which someone is left alone; Monday is 0."""
    return _REST if person.rest_days is None else tuple(sorted(person.rest_days))


def hours_of(
    person: Person,
    calendars: Iterable[Mapping[str, Any] | None] = (),
    nights_until: datetime | None = None,
) -> Hours:
    """The hours of a person.

    Args:
        calendars: The stored calendars of the person's cohorts.
        nights_until: Until when they work at night.
    """
    read = tuple(calendar(row) for row in calendars if row)
    rests = frozenset(rest_days_of(person))
    return Hours(ZoneInfo(person.timezone), slots_of(person), rests, read, nights_until)


def calendar(kept: Mapping[str, Any]) -> Calendar:
    """A calendar as stored with a cohort: days as ISO texts."""
    return Calendar(
        frozenset(map(date.fromisoformat, kept.get("holidays", ()))),
        tuple((date.fromisoformat(a), date.fromisoformat(z)) for a, z in kept.get("ramadan", ())),
        str(kept.get("shift", "")),
        date.fromisoformat(kept["since"]) if kept.get("since") else None,
    )


def hours_for(
    conn: Connection, person: Person, rhythm: RefresherPreferences | None = None
) -> Hours:
    """When someone may be written to unasked.

    Args:
        rhythm: Theirs, where it is known already.
    """
    calendars = [cohort.calendar for cohort in cohorts.of_member(conn, person.id)]
    rhythm = rhythm or prompts.preferences(conn, person.id)
    return hours_of(person, calendars, rhythm.nights_until)


def hours_of_all(conn: Connection, persons: Sequence[Person]) -> dict[str, Hours]:
    """When each of many people may be written to unasked, by person."""
    ids = [person.id for person in persons]
    calendars, nights = cohorts.calendars(conn, ids), prompts.nights(conn, ids)
    return {
        person.id: hours_of(person, calendars.get(person.id, ()), nights.get(person.id))
        for person in persons
    }
