"""Months as sortable text such as ``2026-05``."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def month_of(day: date) -> str:
    """The month of a date, or of a datetime in its own time zone."""
    return f"{day.year:04}-{day.month:02}"


def month_in(timezone: str, moment: datetime) -> str:
    """The month of a moment in a time zone."""
    return month_of(moment.astimezone(ZoneInfo(timezone)))


def shift(month: str, by: int) -> str:
    """The month some months later; negative for earlier."""
    year, place = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + by, 12)
    return f"{year:04}-{place + 1:02}"


def month_range(first: str, last: str) -> list[str]:
    """Every month from one to another, inclusive."""
    found = []
    while first <= last:
        found.append(first)
        first = shift(first, 1)
    return found
