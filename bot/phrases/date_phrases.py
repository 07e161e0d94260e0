"""Days and hours as people say them, in their own zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names, get_timezone_location

from bot.locale import Words


def day_of(speak: Words, moment: datetime, timezone: str) -> str:
    """The day of a moment, such as `Thursday 3 December`."""
    local = moment.astimezone(ZoneInfo(timezone))
    return format_date(local.date(), "EEEE d MMMM", locale=speak.language)


def short_day_of(speak: Words, moment: datetime, timezone: str) -> str:
    """The day of a moment, such as `3 Dec`."""
    local = moment.astimezone(ZoneInfo(timezone))
    return format_date(local.date(), "d MMM", locale=speak.language)


def day_in(speak: Words, day: date) -> str:
    """A day, such as `3 Dec 2026`."""
    return format_date(day, "d MMM y", locale=speak.language)


def last_day_of(speak: Words, due: datetime, timezone: str) -> str:
    """The last day of what is due, such as `3 Dec`; midnight belongs to the day that it ends."""
    return short_day_of(speak, _last(due), timezone)


def date_of(speak: Words, moment: datetime, timezone: str) -> str:
    """The date of a moment with its year, such as `3 December 2026`."""
    local = moment.astimezone(ZoneInfo(timezone))
    return format_date(local.date(), "d MMMM y", locale=speak.language)


def due_of(speak: Words, due: datetime, now: datetime, timezone: str) -> str:
    """Until when something is due, in plain words.

    Args:
        due: The moment; midnight belongs to the day that it ends.
        now: The present one.
        timezone: The person's time zone.
    """
    if due < now:
        return speak.say("was due on {day}", day=day_of(speak, _last(due), timezone))
    zone = ZoneInfo(timezone)
    days = (_last(due).astimezone(zone).date() - now.astimezone(zone).date()).days
    if days <= 0:
        return speak.say("due today")
    if days == 1:
        return speak.say("due tomorrow")
    return speak.say("due by {day}", day=day_of(speak, _last(due), timezone))


def moment_of(speak: Words, moment: datetime, now: datetime, timezone: str) -> str:
    """When something comes, such as `tomorrow, about 08:00`.

    Args:
        timezone: The person's time zone.
    """
    zone = ZoneInfo(timezone)
    local = moment.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    at = hour(local.time().replace(minute=local.minute // 30 * 30))
    if days <= 0:
        return speak.say("today, about {hour}", hour=at)
    if days == 1:
        return speak.say("tomorrow, about {hour}", hour=at)
    return speak.say("{day}, about {hour}", day=day_of(speak, moment, timezone), hour=at)


def weekday(speak: Words, day: int) -> str:
    """The name of a weekday; Monday is 0."""
    return str(get_day_names("wide", locale=speak.language)[day])


def zone_name(speak: Words, timezone: str) -> str:
    """A time zone by its country."""
    return get_timezone_location(timezone, locale=speak.language)


def hour(at: time) -> str:
    """An hour, such as `07:00`, in the same digits everywhere."""
    return f"{at:%H:%M}"


def _last(due: datetime) -> datetime:
    return due - timedelta(microseconds=1)
