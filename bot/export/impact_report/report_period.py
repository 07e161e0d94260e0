"""The period of a report: whole months that are over.

Two reports that end a day apart would differ by what one person did on that day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from babel.dates import format_date

from bot.locale import Words
from storage.db.months import month_of, month_range, shift
from storage.exports.scope import Scope

USUAL = 12
MOST = 36
"""Months."""
_FORM = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class ReportPeriodError(ValueError):
    """There can be no report of these months; the message says why."""


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """From the first of a month to the end of another, both included, in UTC."""

    first: str
    last: str

    @property
    def months(self) -> list[str]:
        """All months, such as ``2026-11``."""
        return month_range(self.first, self.last)

    def scope(self, agency: str | None) -> Scope:
        until = _begin(shift(self.last, 1))
        return Scope(agency, since=_begin(self.first), until=until)


def period(since: str | None, until: str | None, now: datetime) -> ReportPeriod:
    """Choose the months of a report.

    Args:
        since: The first, such as ``2026-01``; None for a year before the last.
        until: The last; None for the last that is over.

    Raises:
        ReportPeriodError: They are not months, not over, or too many.
    """
    over = shift(month_of(now.astimezone(UTC)), -1)
    last = until or over
    first = since or shift(last, 1 - USUAL)
    if not (_FORM.fullmatch(first) and _FORM.fullmatch(last)):
        raise ReportPeriodError("A month is written as 2026-05.")
    if last > over:
        raise ReportPeriodError(f"A report is of months that are over. The last one is {over}.")
    if first > last:
        raise ReportPeriodError("The first month comes after the last.")
    if len(month_range(first, last)) > MOST:
        raise ReportPeriodError(f"A report is of {MOST} months at most.")
    return ReportPeriod(first, last)


def name_of(speak: Words, month: str) -> str:
    """Name a month with its year, such as `May 2026`."""
    return format_date(_begin(month).date(), "LLLL y", locale=speak.language)


def span_of(speak: Words, months: ReportPeriod) -> str:
    """Name a period, such as `September 2026 to November 2026`."""
    first, last = name_of(speak, months.first), name_of(speak, months.last)
    return first if first == last else speak.say("{first} to {last}", first=first, last=last)


def short_name_of(speak: Words, month: str) -> str:
    """Name a month below a column, such as `May`."""
    return format_date(_begin(month).date(), "LLL", locale=speak.language)


def _begin(month: str) -> datetime:
    return datetime(int(month[:4]), int(month[5:]), 1, tzinfo=UTC)


def last_months(now: datetime, months: int) -> ReportPeriod:
    """The last so many months that are over."""
    last = period(None, None, now).last
    return ReportPeriod(shift(last, 1 - months), last)
