"""Months as texts such as ``2026-05``: they sort as they follow each other, and name no day."""

from datetime import date


def month_of(day: date) -> str:
    """The month of a day, or of a moment by the clock of its own time zone."""
    return f"{day.year:04}-{day.month:02}"


def moved(month: str, by: int) -> str:
    """The month that is so many months later, or earlier where it is less than 0."""
    year, place = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + by, 12)
    return f"{year:04}-{place + 1:02}"


def from_to(first: str, last: str) -> list[str]:
    """Every month from one to another, both included."""
    found = []
    while first <= last:
        found.append(first)
        first = moved(first, 1)
    return found
