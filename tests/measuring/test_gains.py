"""Figures against published ones, and what is hidden of too few."""

from __future__ import annotations

from itertools import pairwise
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.assessments.gains import (
    APART,
    FEWEST,
    Pair,
    PartResult,
    disclosable_group,
    gains,
    mean_difference,
    paired_difference,
)
from scenarios.assessments.student_t import quantile, within

# The table that every textbook prints: R. A. Fisher and F. Yates, "Statistical Tables", 1938.
TABLE = {
    1: 12.706,
    2: 4.303,
    3: 3.182,
    4: 2.776,
    5: 2.571,
    6: 2.447,
    7: 2.365,
    8: 2.306,
    9: 2.262,
    10: 2.228,
    15: 2.131,
    20: 2.086,
    29: 2.045,
    30: 2.042,
    40: 2.021,
    60: 2.000,
    120: 1.980,
}
# Hours of sleep that ten people gained with each of two drugs (A. R. Cushny and A. R. Peebles,
# 1905), as Student used them in 1908. The intervals are those that R prints for them.
FIRST = (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
SECOND = (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)
SCORES = st.lists(st.integers(0, 100), min_size=FEWEST, max_size=60)


def took(score: float, form: str = "a", missed: float = 0, over: float = 0) -> PartResult:
    return PartResult(form, score, missed, over)


@pytest.mark.parametrize(("freedom", "t"), TABLE.items())
def test_quantiles_match_the_table(freedom: int, t: float) -> None:
    assert round(quantile(freedom), 3) == t


def test_many_degrees_of_freedom_are_nearly_the_normal_distribution() -> None:
    assert quantile(100_000) == pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-4)


def test_closed_forms() -> None:
    """With one degree of freedom half lies within 1; with two, t / √(2 + t²)."""
    assert within(1, 1) == pytest.approx(0.5)
    assert within(3, 2) == pytest.approx(3 / 11**0.5)
    ts = [quantile(freedom) for freedom in range(1, 200)]
    assert all(wide > narrow for wide, narrow in pairwise(ts))


def test_students_own_example() -> None:
    """R: t.test(second, first, paired = TRUE) has 0.7001142 to 2.4598858."""
    found = paired_difference([two - value for value, two in zip(FIRST, SECOND, strict=True)])
    assert found.value == pytest.approx(1.58)
    assert found.low == pytest.approx(0.7001142, abs=1e-6)
    assert found.high == pytest.approx(2.4598858, abs=1e-6)


def test_two_groups() -> None:
    """R: t.test(first, second) has -3.3654832 to 0.2054832, with 17.776 degrees of freedom."""
    found = mean_difference(FIRST, SECOND)
    assert found.value == pytest.approx(-1.58)
    assert found.low is not None
    assert found.high is not None
    assert -3.3754832 < found.low < -3.3654832
    assert 0.2054832 < found.high < 0.2154832


def test_ten_people_by_hand() -> None:
    """Differences 0, 10, …, 90: mean 45, variance 8250 / 9, t 2.262, half 21.66."""
    pairs = [(took(0, missed=40, over=5), took(n * 10, missed=20, over=5)) for n in range(10)]
    found = gains(pairs)
    assert found is not None
    assert (found.people, found.score.before, found.score.after) == (10, 0, 45)
    assert found.score.gain.low == pytest.approx(45 - 2.262 * (8250 / 9 / 10) ** 0.5, abs=0.01)
    assert found.score.gain.high == pytest.approx(45 + 2.262 * (8250 / 9 / 10) ** 0.5, abs=0.01)
    assert (found.missed.before, found.missed.after, found.missed.gain.value) == (40, 20, -20)
    assert found.missed.gain.low is None  # everybody changed by the same
    assert found.over_called.gain.value == 0


def test_nine_people_are_too_few() -> None:
    assert gains([(took(10), took(50))] * (FEWEST - 1)) is None
    assert gains([(took(10), took(50))] * FEWEST) is not None


@given(SCORES, st.integers(-30, 30))
def test_a_gain_of_everybody_is_found(scores: list[int], by: int) -> None:
    found = gains([(took(score), took(score + by)) for score in scores])
    assert found is not None
    assert found.score.gain.value == pytest.approx(by)
    assert found.score.after - found.score.before == pytest.approx(by)


@given(SCORES, SCORES)
def test_turned_round_it_is_a_loss(before: list[int], after: list[int]) -> None:
    pairs = [(took(number), took(two)) for number, two in zip(before, after, strict=False)]
    there, back = gains(pairs), gains([(two, taken_case) for taken_case, two in pairs])
    assert there is not None
    assert back is not None
    assert there.score.gain.value == pytest.approx(-back.score.gain.value)
    if there.score.gain.low is not None:
        assert back.score.gain.high == pytest.approx(-there.score.gain.low)


def test_a_form_that_stands_out_is_named() -> None:
    def begun(form: str, scores: range) -> list[Pair]:
        return [(took(score, form), took(60, "b" if form == "c" else "c")) for score in scores]

    even = begun("a", range(40, 60)) + begun("b", range(40, 60)) + begun("c", range(42, 62))
    found = gains(even)
    assert found is not None
    assert found.uneven == ()
    hard = begun("a", range(10, 30)) + begun("b", range(40, 60)) + begun("c", range(40, 60))
    found = gains(hard)
    assert found is not None
    assert [
        (uneven.form, uneven.points.value) for uneven in found.uneven if uneven.form == "a"
    ] == [("a", -30)]


def test_a_form_of_few_people_is_not_named() -> None:
    pairs = [(took(0, "a"), took(50, "b"))] * (FEWEST - 1) + [(took(90, "b"), took(50, "c"))] * 20
    found = gains(pairs)
    assert found is not None
    assert found.uneven == ()


@given(st.sets(st.integers(0, 40), min_size=10), st.sets(st.integers(0, 40), min_size=10))
def test_groups_differ_by_nobody_or_by_five(group: set[int], other: set[int]) -> None:
    first, second = set(map(str, group)), set(map(str, other))
    kept = disclosable_group("test-0000001", second, [first])
    assert kept <= second
    assert len(kept ^ first) == 0 or len(kept ^ first) >= APART
    if not 0 < len(first ^ second) < APART:
        assert kept == second
    assert kept == disclosable_group("test-0000001", sorted(second, reverse=True), [sorted(first)])
