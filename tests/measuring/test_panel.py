"""The statistics of expert panels, against published examples."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scenarios.assessments.panel import (
    Doubt,
    KeyedDecision,
    Rating,
    agreement,
    cut_off,
    key_decision,
    reliability,
)

# Shrout and Fleiss, 1979, table 2: six targets, four judges.
TABLE = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))
HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


def given(*effects: int, takers: int = 0) -> list[Rating]:
    return [Rating(effect, takers) for effect in effects]


def keyed(**ratings: list[Rating]) -> KeyedDecision:
    return key_decision("desk", ratings, dict.fromkeys(ratings, Fraction()))


def test_intraclass_correlations_match_shrout_and_fleiss() -> None:
    found = reliability(TABLE)
    assert found is not None
    assert found.single == pytest.approx(0.29, abs=0.005)
    assert found.panel == pytest.approx(0.62, abs=0.005)


def test_no_correlation_without_differences_or_with_one_choice() -> None:
    assert reliability([(3, 3), (3, 3)]) is None
    assert reliability([(3, 4)]) is None
    assert reliability([]) is None


def test_agreement_is_whole_if_all_are_equal_and_none_at_random() -> None:
    assert agreement([4] * 8) == 1
    # s² = 0.5 with four ratings 3 4 4 ... by hand: mean 4, squares 2, 2 / 4 = 0.5; 1 - 0.5 / 2.
    assert agreement([3, 4, 4, 4, 5]) == pytest.approx(0.75)
    assert agreement([1, 2, 3, 4, 5]) == 0
    assert agreement([1, 1, 1, 1, 5, 5, 5, 5]) == 0


def test_the_key_is_the_nearest_quarter_and_the_best_earns_all() -> None:
    found = keyed(
        call=given(5, 5, 5, 4), log=given(3, 3, 3, 2), wait=given(1, 1, 1, 1), ask=given(3, 2, 3, 2)
    )
    assert [choice.proposed for choice in found.choices] == [1, HALF, 0, HALF]
    assert found.doubts == ()


def test_doubts() -> None:
    assert keyed(call=given(1, 5, 1, 5), log=given(1, 1, 1, 1)).doubts == (
        Doubt.NO_AGREEMENT,
        Doubt.NONE_GOOD,
    )
    assert keyed(call=given(5, 5), log=given(5, 5), wait=given(1, 1)).doubts == (
        Doubt.SEVERAL_BEST,
    )
    near = keyed(call=given(5, 5, 5, 5), log=given(5, 5, 5, 4), wait=given(1, 1, 1, 1))
    assert near.doubts == (Doubt.SEVERAL_BEST,)


def test_a_choice_differs_from_a_quarter_on() -> None:
    ratings = {"call": given(5, 5), "log": given(3, 3)}
    found = key_decision("desk", ratings, {"call": Fraction(1), "log": QUARTER})
    assert [choice.differs for choice in found.choices] == [False, True]
    found = key_decision("desk", ratings, {"call": Fraction(1), "log": Fraction(3, 8)})
    assert not found.choices[1].differs


def test_the_cut_off_is_the_mean_of_the_experts_judgements() -> None:
    # One expert: 6 of ten earn 1, 4 earn ½, so 80 %; the other: 8 and 2, so 90 %. On the second
    # decision, worth three times as much, 5 and 5 earn 1 and 0 with both: 50 %.
    first = {"call": [Rating(5, 6), Rating(5, 8)], "log": [Rating(3, 4), Rating(3, 2)]}
    second = {"stay": given(5, 5, takers=5), "go": given(1, 1, takers=5)}
    decisions = [
        key_decision("desk", first, {"call": Fraction(1), "log": HALF}),
        key_decision("door", second, {"stay": Fraction(1), "go": Fraction()}),
    ]
    worth = {"desk": Fraction(1), "door": Fraction(3)}
    found = cut_off(decisions, {"desk": first, "door": second}, worth)
    assert found is not None
    assert found.percent == pytest.approx((57.5 + 60) / 2)  # (80 + 150) / 4, (90 + 150) / 4
    assert found.error == pytest.approx(1.25)


def test_no_cut_off_without_scored_decisions() -> None:
    assert cut_off([], {}, {}) is None
