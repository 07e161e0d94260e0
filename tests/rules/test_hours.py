"""When someone may be written to unasked, and how days are said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.preferences.dates import due_of
from bot.services.preferences.hours import QUIET, SLOTS, next_moment, rest_days_of, slots_of
from bot.words import words
from storage.people import Person

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
    found = next_moment(someone(), datetime(2026, 11, day, hour, minute, tzinfo=UTC))
    day, hour, minute = moment
    assert found == datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@settings(deadline=None)
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

    found = next_moment(person, earliest)

    local = found.astimezone(ZoneInfo(timezone))
    assert earliest <= found <= earliest + timedelta(days=8)
    assert local.weekday() not in rests
    assert QUIET[1] <= local.time() < QUIET[0]
    assert any(SLOTS[one][0] <= local.time() < SLOTS[one][1] for one in slots)


def test_who_chose_nothing_rests_on_friday_and_saturday() -> None:
    assert rest_days_of(someone()) == (4, 5)
    assert rest_days_of(someone(rest_days=[])) == ()
    assert slots_of(someone()) == ("morning", "evening")


@pytest.mark.parametrize(
    ("hours", "english", "arabic"),
    [
        (-24, "was due on Tuesday 24 November", "فات موعدها: \u2068الثلاثاء 24 نوفمبر\u2069"),
        (5, "due today", "موعدها اليوم"),
        (15, "due today", "موعدها اليوم"),  # midnight there belongs to the day that it ends
        (20, "due tomorrow", "موعدها غدًا"),
        (24 * 8, "due by Thursday 3 December", "موعدها \u2068الخميس 3 ديسمبر\u2069"),
    ],
)
def test_a_date_is_said_in_plain_words(hours: int, english: str, arabic: str) -> None:
    now = WEDNESDAY + timedelta(hours=6)
    due = now + timedelta(hours=hours)

    assert due_of(words("en"), due, now, BAHRAIN) == english
    assert due_of(words("ar"), due, now, BAHRAIN) == arabic
