"""When someone may be written to unasked: in hours of their choice, never at rest or at night."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.people import Person

SLOTS: dict[str, tuple[time, time]] = {
    "morning": (time(8), time(11)),
    "midday": (time(12), time(15)),
    "evening": (time(17), time(20)),
}
MOST_SLOTS = 2
QUIET = (time(21), time(7))  # from the one to the other, over midnight; every slot is outside
_SLOTS = ("morning", "evening")  # where nothing was chosen
_REST = (4, 5)  # Friday and Saturday, as `datetime.weekday` counts


def slots_of(person: Person) -> tuple[str, ...]:
    """The slots in which someone wishes to be written to, the first of a day first."""
    chosen = (person.hours or {}).get("slots", _SLOTS)
    return tuple(one for one in SLOTS if one in chosen)


def rest_days_of(person: Person) -> tuple[int, ...]:
    """The weekdays on which someone is left alone; Monday is 0."""
    return _REST if person.rest_days is None else tuple(sorted(person.rest_days))


def next_moment(person: Person, earliest: datetime) -> datetime:
    """The first moment at which someone may be written to unasked.

    Args:
        person: Whom; their zone, slots and rest days decide.
        earliest: Not before this moment.

    Returns:
        That moment, in the zone of `earliest`; the moment itself if it will do.
    """
    zone, rests = ZoneInfo(person.timezone), set(rest_days_of(person))
    local = earliest.astimezone(zone)
    for ahead in range(8):
        day = local.date() + timedelta(days=ahead)
        if day.weekday() in rests:
            continue
        for slot in slots_of(person):
            begins, ends = (datetime.combine(day, at, zone) for at in SLOTS[slot])
            if local < ends:
                return max(begins, local).astimezone(earliest.tzinfo)
    return earliest  # all days rest: nothing to go by
