"""The last day of assigned work is a day of the cohort's zone, wherever that is."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import available_timezones

from hypothesis import given
from hypothesis import strategies as st

from bot.app.assignments.due_days import LONGEST, can_be_due, end_of_day, last_day_of, today_in

ZONES = st.sampled_from(sorted(available_timezones() - {"localtime"}))
DAYS = st.dates(date(2000, 1, 1), date(2037, 12, 31))


@given(ZONES, DAYS)
def test_a_day_ends_where_the_next_begins(zone: str, day: date) -> None:
    """Also where clocks are changed at midnight: a moment before it is still that day.

    Where a day was left out, as when an island went over the date line, nothing ends.
    """
    if today_in(end_of_day(day - timedelta(days=1), zone), zone) == day:
        assert last_day_of(end_of_day(day, zone), zone) == day


@given(DAYS, st.integers(-800, 800))
def test_a_last_day_is_today_or_within_a_year_or_so(today: date, days: int) -> None:
    day = today + timedelta(days=days)
    assert can_be_due(day, today) == (0 <= days <= LONGEST.days)
