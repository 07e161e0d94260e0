"""The last days of assignments, in the cohort's time zone. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST = timedelta(days=366)


class WrongDay(Exception):
    """A day that cannot be a last day: it is over, or more than a year away."""


def end_of_day(day: date, timezone: str) -> datetime:
    """The end of a day in a zone: the midnight that belongs to it.

    Where clocks are put forward at midnight there is none; it is the moment at which they are.
    """
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone))


def last_day_of(due_at: datetime, timezone: str) -> date:
    """The last day of something that is due at a midnight."""
    return (due_at - timedelta(microseconds=1)).astimezone(ZoneInfo(timezone)).date()


def today_in(now: datetime, timezone: str) -> date:
    """The day it is in a zone."""
    return now.astimezone(ZoneInfo(timezone)).date()


def can_be_due(last_day: date, today: date) -> bool:
    """Whether a day can be a due day: today, or within a year."""
    return today <= last_day <= today + LONGEST


def ensure_can_be_due(last_day: date, timezone: str, now: datetime) -> None:
    """Go on only if something may be due on a day.

    Raises:
        WrongDay: It may not.
    """
    if not can_be_due(last_day, today_in(now, timezone)):
        raise WrongDay
