"""The calendar of a cohort: what is read from typed text, refused, and stored."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.cohorts.calendar_days import (
    HOLIDAYS,
    KINDS,
    LONGEST,
    MOST_DAYS,
    MOST_MONTHS,
    RAMADAN,
    SHIFT,
    CalendarProblem,
    DateSpan,
    coming,
    leaves_room,
    read_span,
    spans,
    to_json,
    with_typed,
    without,
)
from bot.app.preferences.contact_hours import Calendar, calendar

TODAY = date(2026, 11, 26)
NONE = Calendar()
DAY = timedelta(days=1)
NATIONAL = DateSpan(date(2026, 12, 16), date(2026, 12, 17))


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-16 to 2026-12-17",
        "  2026-12-16 – 2026-12-17 ",
        "2026-12-16 - 2026-12-17",
        "2026/12/16 until 2026/12/17",
        "16/12/2026 - 17/12/2026",
        "١٦/١٢/٢٠٢٦ إلى 2026-12-17",
        "2026.12.16 TO 2026.12.17",
        "٢٠٢٦-١٢-١٦ إلى ٢٠٢٦-١٢-١٧",
        "۲۰۲۶/۱۲/۱۶ الى ۲۰۲۶/۱۲/۱۷",
        "\u2068\u20682026-12-16\u2069 إلى \u20682026-12-17\u2069\u2069",  # as the bot wrote it
        "\u200f2026-12-16 حتى 2026-12-17",
    ],
)
def test_two_days_are_read_as_people_write_them(text: str) -> None:
    assert read_span(text) == NATIONAL


def test_a_single_day_is_read() -> None:
    assert read_span("2026-12-16") == read_span("٢٠٢٦ - ١٢ - ١٦")
    assert read_span("2026-12-16") == DateSpan(NATIONAL.first, NATIONAL.first)


@pytest.mark.parametrize(
    "text",
    [
        "16-12-26", "12/16/2026", "16/12/20261", "116/12/2026", "", "next week", "2026-13-01",
        "2026-02-30", "2026-12-161", "2026-12",
        "2026-12-16 2026-12-17", "2026-12-16 or 2026-12-17", "on 2026-12-16", "2026-12-16!",
        "2026-12-16 to 2026-12-17 to 2026-12-18", "0000-01-01",
    ],
)  # fmt: skip
def test_malformed_days_are_refused(text: str) -> None:
    assert read_span(text) is CalendarProblem.UNREAD


@pytest.mark.parametrize(
    ("kind", "text", "wrong"),
    [
        (HOLIDAYS, "2026-12-17 to 2026-12-16", CalendarProblem.BACKWARDS),
        (HOLIDAYS, "2026-11-25", CalendarProblem.PAST),
        (HOLIDAYS, "2029-11-25", CalendarProblem.FAR),
        (HOLIDAYS, "2026-12-01 to 2026-12-22", CalendarProblem.LONG),
        (RAMADAN, "2027-02-08 to 2027-03-11", CalendarProblem.LONG),
        (RAMADAN, "2027-02-08", CalendarProblem.ENDLESS),
        (SHIFT, "DDNNOO", CalendarProblem.UNREAD),
        (SHIFT, "2026-12-01", CalendarProblem.UNREAD),
        (SHIFT, "DXN 2026-12-01", CalendarProblem.UNREAD),
        (SHIFT, "DDN 2026-12-01 please", CalendarProblem.UNREAD),
        (SHIFT, f"{'DN' * 29} 2026-12-01", CalendarProblem.LONG),
        (SHIFT, "DN 1926-12-01", CalendarProblem.FAR),
        (SHIFT, "OOO 2026-12-01", CalendarProblem.NEVER),
        (SHIFT, "OOOODOO 2026-11-30", CalendarProblem.NEVER),  # Fridays alone, on which people rest
    ],
)
def test_each_refusal_has_its_reason(kind: str, text: str, wrong: CalendarProblem) -> None:
    assert with_typed(NONE, kind, text, TODAY) is wrong


def test_a_calendar_holds_a_limited_number_of_days() -> None:
    """So many that those who rest on the usual days are still written to."""
    days = frozenset(date(2027, 1, 3) + n * DAY for n in range(MOST_DAYS))
    full = Calendar(holidays=days)
    assert with_typed(full, HOLIDAYS, "2026-12-16", TODAY) is CalendarProblem.MANY
    assert with_typed(full, HOLIDAYS, "2027-01-03", TODAY) == full
    months = tuple((date(2027, m, 1), date(2027, m, 20)) for m in range(1, MOST_MONTHS + 1))
    assert (
        with_typed(Calendar(ramadan=months), RAMADAN, "2028-01-28 to 2028-02-26", TODAY)
        is CalendarProblem.MANY
    )


def test_shifts_are_read_in_any_case_with_spaces_or_without() -> None:
    wanted = Calendar(shift="DDNNOO", since=date(2026, 12, 1))
    for text in ("DDNNOO 2026-12-01", "d d n n o o 2026-12-01", "D-D-N-N-O-O, ٢٠٢٦-١٢-٠١"):
        assert with_typed(NONE, SHIFT, text, TODAY) == wanted
    assert without(wanted, SHIFT, TODAY) == NONE


def test_past_days_are_dropped_and_days_in_a_row_joined() -> None:
    kept = Calendar(frozenset({TODAY - DAY, TODAY, TODAY + DAY, TODAY + 9 * DAY}))
    ahead = coming(kept, TODAY)
    assert spans(ahead.holidays) == [
        DateSpan(TODAY, TODAY + DAY), DateSpan(TODAY + 9 * DAY, TODAY + 9 * DAY),
    ]  # fmt: skip
    assert without(ahead, HOLIDAYS, TODAY).holidays == {TODAY + 9 * DAY}
    assert without(ahead, HOLIDAYS, TODAY + DAY) == ahead  # begins nothing: an old button


def test_a_ramadan_that_began_is_kept_to_its_end() -> None:
    month = (TODAY - 5 * DAY, TODAY)
    found = with_typed(NONE, RAMADAN, f"{month[0]} to {month[1]}", TODAY)
    assert found == Calendar(ramadan=(month,))
    assert coming(found, TODAY + DAY) == NONE
    assert without(found, RAMADAN, month[0]) == NONE


DATES = st.dates(TODAY, TODAY + timedelta(days=700))
CALENDARS = st.builds(
    Calendar,
    st.frozensets(DATES, max_size=MOST_DAYS),
    st.lists(DATES, max_size=2, unique=True).map(
        lambda days: tuple(sorted((day, day + 29 * DAY) for day in days))
    ),
    st.just(""),
    st.none(),
) | st.builds(lambda shift, since: Calendar(shift=shift, since=since),
              st.text("DNO", min_size=1, max_size=14), DATES)  # fmt: skip


@given(CALENDARS)
def test_stored_calendars_are_read_back(made: Calendar) -> None:
    assert calendar(to_json(made) or {}) == made


READABLE = ("2026-12-16", "2026-12-16 to 2026-12-30", "DDNNOO 2026-12-01", "O 2026-12-01")


@given(CALENDARS, st.sampled_from(KINDS), st.text(max_size=40) | st.sampled_from(READABLE))
def test_any_calendar_leaves_room_for_messages(made: Calendar, kind: str, text: str) -> None:
    found = with_typed(made, kind, text, TODAY)
    if isinstance(found, Calendar):
        assert leaves_room(found, TODAY)
        assert len(found.holidays) <= MOST_DAYS


def test_readable_calendars_are_taken() -> None:
    """Or the test before this one would look at refusals alone."""
    found = {(kind, text) for kind in KINDS for text in READABLE
             if isinstance(with_typed(NONE, kind, text, TODAY), Calendar)}  # fmt: skip

    assert {kind for kind, _ in found} == set(KINDS)


def test_the_longest_holiday_still_leaves_room() -> None:
    last = TODAY + timedelta(days=LONGEST[HOLIDAYS] - 1)
    assert isinstance(with_typed(NONE, HOLIDAYS, f"{TODAY} to {last}", TODAY), Calendar)
