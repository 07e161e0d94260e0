"""The days of what is assigned, as they are meant in the cohort's time zone. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import get_month_names

from bot.app.cohorts.calendar_days import Span, read_span
from bot.locale import LANGUAGES

_NAMED = re.compile(r"(\d{1,2})\s+(\D+?)(?:\s+(\d{4}))?")  # digits of any script
LONGEST = timedelta(days=366)


@cache
def _months() -> dict[str, int]:
    """The numbers of months, by their names in every language; asked for where a day is typed."""
    return {
        name.casefold().rstrip("."): month
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for month, name in get_month_names(width, locale=language).items()
    }


def end_of(day: date, timezone: str) -> datetime:
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


def is_ahead(last_day: date, today: date) -> bool:
    """Whether something may be due on a day: today, or within a year or so."""
    return today <= last_day <= today + LONGEST


def read_day(text: str, today: date) -> date | None:
    """A day that was typed, such as `2026-12-05`, `5/12/2026` or `٥ ديسمبر`; None for none.

    Without a year it is the next such day.
    """
    span = read_span(text)
    if isinstance(span, Span):
        return span.first if span.first == span.last else None
    found = _NAMED.fullmatch(text.strip())
    month = _months().get(found[2].casefold().rstrip(".")) if found else None
    if found is None or month is None:
        return None
    years = (int(found[3]),) if found[3] else (today.year, today.year + 1)
    days = [_day(year, month, int(found[1])) for year in years]
    return next((one for one in days if one and (found[3] or one >= today)), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
