"""The days of a test in a cohort's zone: midnights, nights that are short or have none, moving."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.assessments.assessment_plan import (
    DELAYS,
    OPEN,
    Plan,
    can_postpone,
    first_day,
    last_day,
    postponed_one_week,
    spans,
    with_course_ended,
)
from storage.assessments.assessments import AFTER, BEFORE, DELAYED

# Without summer time; with it at two at night; with it at midnight, which then is not there.
ZONES = ("Asia/Bahrain", "Europe/Berlin", "Asia/Beirut", "Africa/Cairo", "America/Santiago")
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def plans(draw: st.DrawFn) -> tuple[Plan, datetime, str]:
    today, zone = draw(DAYS), draw(st.sampled_from(ZONES))
    before = today + timedelta(days=draw(st.integers(0, 60)))
    after = before + timedelta(days=draw(st.integers(1, 366)))
    plan = Plan(before, after, draw(st.sampled_from((0, *DELAYS))))
    at = time(draw(st.integers(0, 23)), draw(st.integers(0, 59)))
    return plan, datetime.combine(today, at, ZoneInfo(zone)).astimezone(UTC), zone


@given(plans())
def test_parts_follow_each_other_and_begin_and_end_with_days(
    planned: tuple[Plan, datetime, str],
) -> None:
    plan, now, zone = planned
    assert plan.is_fit(now.astimezone(ZoneInfo(zone)).date())
    found = spans(plan, now, zone)
    assert list(found) == [BEFORE, AFTER, DELAYED][: 3 if plan.delayed else 2]
    assert found[BEFORE].opens_at == now < found[BEFORE].due_at <= found[AFTER].opens_at
    assert last_day(found[BEFORE], zone) == plan.before
    assert first_day(found[AFTER], zone) == plan.after
    assert last_day(found[AFTER], zone) == plan.after + timedelta(days=OPEN - 1)
    if plan.delayed:
        assert first_day(found[DELAYED], zone) == plan.after + timedelta(days=plan.delayed)
        assert found[AFTER].due_at < found[DELAYED].opens_at < found[DELAYED].due_at


@given(plans(), st.integers(0, 500))
def test_additional_week_moves_later_dates_by_seven_days(
    planned: tuple[Plan, datetime, str], later: int
) -> None:
    plan, begun, zone = planned
    old, now = spans(plan, begun, zone), begun + timedelta(days=later)
    new = postponed_one_week(old, now, zone)
    for part, span in old.items():
        for was, has in ((span.opens_at, new[part].opens_at), (span.due_at, new[part].due_at)):
            if was <= now:
                assert has == was
            else:
                days = has.astimezone(ZoneInfo(zone)).date() - was.astimezone(ZoneInfo(zone)).date()
                assert days == timedelta(days=7)
        assert new[part].opens_at < new[part].due_at
    assert new[BEFORE].due_at <= new[AFTER].opens_at


@given(plans(), st.integers(0, 430))
def test_a_course_that_is_over_closes_the_first_part_and_opens_the_second(
    planned: tuple[Plan, datetime, str], later: int
) -> None:
    plan, begun, zone = planned
    old, now = spans(plan, begun, zone), begun + timedelta(days=later, seconds=1)
    if now >= old[AFTER].opens_at:
        return
    new = with_course_ended(old, now, zone)
    assert new[BEFORE].due_at == min(old[BEFORE].due_at, now)
    assert new[AFTER].opens_at == now
    today = now.astimezone(ZoneInfo(zone)).date()
    assert last_day(new[AFTER], zone) == today + timedelta(days=OPEN - 1)
    if plan.delayed:
        assert first_day(new[DELAYED], zone) == today + timedelta(days=plan.delayed)


@pytest.mark.parametrize(
    ("zone", "before", "closes"),
    [
        # The clocks of Beirut and Cairo go from midnight to one: that day begins at one.
        ("Asia/Beirut", date(2026, 3, 28), datetime(2026, 3, 28, 22, tzinfo=UTC)),
        ("Africa/Cairo", date(2026, 4, 23), datetime(2026, 4, 23, 22, tzinfo=UTC)),
        ("Asia/Bahrain", date(2026, 3, 28), datetime(2026, 3, 28, 21, tzinfo=UTC)),
    ],
)
def test_a_day_without_a_midnight_ends_when_the_next_begins(
    zone: str, before: date, closes: datetime
) -> None:
    found = spans(
        Plan(before, before + timedelta(days=8), 0), datetime(2026, 3, 20, tzinfo=UTC), zone
    )
    assert found[BEFORE].due_at == closes
    assert last_day(found[BEFORE], zone) == before
    moved = postponed_one_week(found, datetime(2026, 3, 21, tzinfo=UTC), zone)
    assert last_day(moved[BEFORE], zone) == before + timedelta(days=7)
    assert moved[BEFORE].due_at.astimezone(ZoneInfo(zone)).hour == 0


def test_assessment_plan_ends() -> None:
    now = datetime(2026, 11, 25, tzinfo=UTC)
    found = spans(Plan(date(2026, 12, 2), date(2026, 12, 17), 180), now, "Asia/Bahrain")
    weeks = 0
    while can_postpone(found, now):
        found, weeks = postponed_one_week(found, now, "Asia/Bahrain"), weeks + 1
    assert 100 < weeks < 160
    assert not can_postpone(found, max(period.due_at for period in found.values()))
