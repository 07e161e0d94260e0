"""Reading days that people type. Pure."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from babel.dates import get_month_names

from bot.app.cohorts.calendar_days import DateSpan, read_span
from scenarios.languages import LANGUAGES

_NAMED = re.compile(r"(\d{1,2})\s+(\D+?)(?:\s+(\d{4}))?")  # digits of any script


@cache
def _months() -> dict[str, int]:
    """The numbers of months by their names in every language."""
    return {
        name.casefold().rstrip("."): month
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for month, name in get_month_names(width, locale=language).items()
    }


def read_day(text: str, today: date) -> date | None:
    """A day that was typed, such as `2026-12-05`, `5/12/2026` or `٥ ديسمبر`; None for none.

    Without a year it is the next such day.
    """
    span = read_span(text)
    if isinstance(span, DateSpan):
        return span.first if span.first == span.last else None
    found = _NAMED.fullmatch(text.strip())
    month = _months().get(found[2].casefold().rstrip(".")) if found else None
    if found is None or month is None:
        return None
    years = (int(found[3]),) if found[3] else (today.year, today.year + 1)
    days = [_day(year, month, int(found[1])) for year in years]
    return next((day for day in days if day and (found[3] or day >= today)), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
