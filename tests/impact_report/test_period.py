"""A report is of whole months that are over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.export.impact_report.report_period import (
    ReportPeriod,
    ReportPeriodError,
    name_of,
    period,
    short_name_of,
)
from bot.locale import words

NOW = datetime(2026, 12, 3, 9, tzinfo=UTC)


def test_left_out_it_is_the_last_twelve_months() -> None:
    assert period(None, None, NOW) == ReportPeriod("2025-12", "2026-11")
    assert period(None, "2026-03", NOW) == ReportPeriod("2025-04", "2026-03")
    assert period("2026-05", None, NOW).months == [f"2026-{index:02}" for index in range(5, 12)]


def test_period_ends_at_month_borders_in_utc() -> None:
    scope = period("2026-02", "2026-02", NOW).scope("airport")

    assert (scope.agency, scope.since, scope.until) == (
        "airport",
        datetime(2026, 2, 1, tzinfo=UTC),
        datetime(2026, 3, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("since", "until", "why"),
    [
        (None, "2026-12", "that are over. The last one is 2026-11"),
        ("2026-12", None, "comes after the last"),
        ("2026-05", "2026-04", "comes after the last"),
        ("2026-13", None, "written as 2026-05"),
        ("2026-1", None, "written as 2026-05"),
        ("٢٠٢٦-٠١", None, "written as 2026-05"),
        ("2023-11", None, "36 months at most"),
    ],
)
def test_unfinished_or_invalid_month_is_refused(
    since: str | None, until: str | None, why: str
) -> None:
    """A month that still runs would tell from one day to the next what somebody did."""
    with pytest.raises(ReportPeriodError, match=why):
        period(since, until, NOW)


def test_a_month_is_over_when_it_is_in_utc() -> None:
    """In Bahrain it is December already, in UTC not yet."""
    bahrain = timezone(timedelta(hours=3))
    at = datetime(2026, 12, 1, 2, tzinfo=bahrain)

    assert period(None, None, at).last == "2026-10"


def test_months_have_names_in_both_languages() -> None:
    english, arabic = words("en"), words("ar")
    assert (name_of(english, "2026-05"), short_name_of(english, "2026-05")) == ("May 2026", "May")
    assert (name_of(arabic, "2026-05"), short_name_of(arabic, "2026-05")) == ("مايو 2026", "مايو")
