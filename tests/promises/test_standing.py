"""How far someone is in a programme: pure, and checked against what it means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.certificates.programme_progress import (
    RENEWING,
    initials,
    months_after,
    programme_progress,
)
from scenarios.programmes import programmes
from storage.certificates.certificates import Certificate, Try

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOTELS = programmes()["hotels"]
DAY = timedelta(days=1)


def a_try(scenario: str, score: int, at: datetime = NOON, assignment: str = "g1") -> Try:
    return Try(f"{assignment}-{scenario}", "best", scenario, "e", "airport", True, score, at)


def test_months_end_where_there_is_no_such_day() -> None:
    assert months_after(datetime(2026, 8, 31, tzinfo=UTC), 6) == datetime(2027, 2, 28, tzinfo=UTC)
    assert months_after(datetime(2027, 8, 31, tzinfo=UTC), 6) == datetime(2028, 2, 29, tzinfo=UTC)
    assert months_after(NOON, 12) == NOON.replace(year=2027)


@given(
    st.datetimes(timezones=st.just(UTC)).filter(lambda moment: moment.year < 9000),
    st.integers(1, 60),
)
def test_adding_months_keeps_the_day(moment: datetime, months: int) -> None:
    later = months_after(moment, months)
    assert (later.year * 12 + later.month) - (moment.year * 12 + moment.month) == months
    assert later.day == moment.day or (later + DAY).day == 1
    assert later.time() == moment.time()


@given(st.lists(st.integers(0, 100), min_size=3, max_size=3))
def test_a_step_is_passed_by_its_mark_and_an_example_by_being_played(scores: list[int]) -> None:
    cases = [step.scenario for step in HOTELS.steps]
    way = programme_progress(HOTELS, [a_try(*pair) for pair in zip(cases, scores, strict=True)], [])
    for stood, score in zip(way.steps, scores, strict=True):
        mark = stood.step.pass_mark
        assert (stood.passed is not None) == (mark is None or score >= mark)
    assert way.passed == sum(entry.passed is not None for entry in way.steps)
    assert (way.next is None) == (way.passed == len(way.steps))


@pytest.mark.parametrize(("before", "counts"), [(RENEWING, True), (RENEWING + DAY, False)])
def test_renewal_counts_work_begun_near_the_end(before: timedelta, counts: bool) -> None:
    end = NOON + timedelta(days=365)
    old = Certificate("c", "p", "hotels", 0, "airport", "CODE", NOON, end, [])
    marked = HOTELS.steps[-1].scenario
    way = programme_progress(HOTELS, [a_try(marked, 100, end - before)], [old])
    assert (way.steps[-1].passed is not None) == counts


def test_initials_give_no_name_away() -> None:
    assert initials("Sara  Ahmed") == "S. A."
    assert initials("سارة أحمد") == "س. أ."
