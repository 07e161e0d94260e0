"""When someone may be written to unasked, and how days are said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.preferences.contact_hours import QUIET, SLOTS, hours_of, rest_days_of, slots_of
from bot.locale import words
from bot.phrases.date_phrases import due_of
from storage.people.people import Person

BAHRAIN = "Asia/Bahrain"  # three hours before UTC, the whole year
WEDNESDAY = datetime(2026, 11, 25, tzinfo=UTC)


def someone(**more: object) -> Person:
    return Person("p1", "en", BAHRAIN, WEDNESDAY, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("earliest", "moment"),
    [
        ((25, 6, 0), (25, 6, 0)),  # 09:00 there: in the morning slot
        ((25, 2, 0), (25, 5, 0)),  # 05:00: when the morning begins
        ((25, 10, 0), (25, 14, 0)),  # 13:00: in the evening
        ((26, 20, 0), (29, 5, 0)),  # Thursday 23:00: past Friday and Saturday, to Sunday morning
    ],
)
def test_the_next_moment_is_in_a_slot_and_on_no_rest_day(
    earliest: tuple[int, int, int], moment: tuple[int, int, int]
) -> None:
    day, hour, minute = earliest
    found = hours_of(someone()).next(datetime(2026, 11, day, hour, minute, tzinfo=UTC))
    day, hour, minute = moment
    assert found == datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@given(
    st.lists(st.sampled_from(list(SLOTS)), unique=True, min_size=1),
    st.lists(st.integers(0, 6), unique=True, max_size=6),
    st.sampled_from([BAHRAIN, "Europe/Berlin", "Africa/Cairo", "America/St_Johns"]),
    st.integers(0, 2 * 365 * 24 * 60),
)
def test_nobody_is_written_to_at_rest_or_at_night(
    slots: list[str], rests: list[int], timezone: str, minutes: int
) -> None:
    person = Person("p1", "en", timezone, WEDNESDAY, hours={"slots": slots}, rest_days=rests)
    earliest = WEDNESDAY + timedelta(minutes=minutes)

    found = hours_of(person).next(earliest)

    local = found.astimezone(ZoneInfo(timezone))
    assert earliest <= found <= earliest + timedelta(days=8)
    assert local.weekday() not in rests
    assert QUIET[1] <= local.time() < QUIET[0]
    assert any(SLOTS[slot][0] <= local.time() < SLOTS[slot][1] for slot in slots)


def test_default_rest_days_are_friday_and_saturday() -> None:
    assert rest_days_of(someone()) == (4, 5)
    assert rest_days_of(someone(rest_days=[])) == ()
    assert slots_of(someone()) == ("morning", "evening")


@pytest.mark.parametrize(
    ("hours", "english", "arabic"),
    [
        (-24, "was due on Tuesday 24 November", "فات آخر موعد لها: \u2068الثلاثاء 24 نوفمبر\u2069"),
        (5, "due today", "آخر موعد لها اليوم"),
        (15, "due today", "آخر موعد لها اليوم"),  # midnight there belongs to the day that it ends
        (20, "due tomorrow", "آخر موعد لها غدًا"),
        (24 * 8, "due by Thursday 3 December", "آخر موعد لها: \u2068الخميس 3 ديسمبر\u2069"),
    ],
)
def test_a_date_is_said_in_plain_words(hours: int, english: str, arabic: str) -> None:
    now = WEDNESDAY + timedelta(hours=6)
    due = now + timedelta(hours=hours)

    assert due_of(words("en"), due, now, BAHRAIN) == english
    assert due_of(words("ar"), due, now, BAHRAIN) == arabic


def at(day: int, hour: int, month: int = 11) -> datetime:
    """A moment in Bahrain, in 2026."""
    return datetime(2026, month, day, hour, tzinfo=ZoneInfo(BAHRAIN))


def hour_of(calendar: Mapping[str, object], earliest: datetime, **more: object) -> datetime:
    """The next moment for someone in a cohort with a calendar, in Bahrain."""
    found = hours_of(someone(**more), [calendar, None]).next(earliest)
    return found.astimezone(ZoneInfo(BAHRAIN))


def test_holidays_of_a_cohort_are_days_of_rest() -> None:
    """Sunday and Monday are; so it is Tuesday."""
    calendar = {"holidays": ["2026-11-29", "2026-11-30"]}
    assert hour_of(calendar, at(26, 21)) == at(1, 8, month=12)


def test_in_ramadan_the_hours_are_others() -> None:
    """The morning begins later, and the evening after the meal."""
    calendar = {"ramadan": [["2026-11-01", "2026-11-30"]]}
    assert hour_of(calendar, at(25, 6)) == at(25, 10)
    assert hour_of(calendar, at(25, 13)) == at(25, 20)
    assert hour_of(calendar, at(30, 21)) == at(1, 8, month=12)


def test_a_shift_decides_how_a_day_is_worked() -> None:
    """By day as ever, off not at all, and by night in the late afternoon."""
    calendar = {"shift": "DNO", "since": "2026-11-24"}  # Tuesday; Wednesday by night; Thursday off
    assert hour_of(calendar, at(24, 6)) == at(24, 8)
    assert hour_of(calendar, at(24, 21)) == at(25, 16)
    assert hour_of(calendar, at(25, 20)) == at(30, 8)  # by Sunday it is O again, and then D


def test_night_shift_worker_is_not_woken() -> None:
    """Until the day they named."""
    nights = at(26, 12)
    hours = hours_of(someone(), nights_until=nights)
    assert hours.next(at(25, 6)) == at(25, 16)
    assert hours.next(at(26, 6)) == at(26, 16)
    assert hours.next(at(29, 6)) == at(29, 8)


@given(
    st.integers(0, 2 * 365 * 24 * 60),
    st.sampled_from([BAHRAIN, "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]),
    st.sampled_from(["", "D", "DDNNOO", "N", "NO"]),
    st.booleans(),
    st.booleans(),
)
def test_every_moment_lies_in_a_slot_of_any_calendar(
    minutes: int, timezone: str, shift: str, fasting: bool, nights: bool
) -> None:
    """Through daylight saving too; the slot names when it ends."""
    calendar: Mapping[str, object] = {
        "shift": shift,
        "since": "2026-01-01",
        "ramadan": [["2026-02-01", "2027-12-31"]] if fasting else [],
    }
    earliest = WEDNESDAY + timedelta(minutes=minutes)
    until = earliest + timedelta(days=7) if nights else None
    person = replace(someone(), timezone=timezone)
    hours = hours_of(person, [calendar], until)

    found = hours.next(earliest)
    slot = hours.slot(found)
    local = found.astimezone(ZoneInfo(timezone))

    assert slot is not None
    assert found < slot[1] <= found + timedelta(hours=5)
    assert QUIET[1] <= local.time() < QUIET[0]
    assert local.weekday() not in (4, 5)
