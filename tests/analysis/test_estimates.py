"""Figures against published examples, against another implementation, and for what must hold."""

from __future__ import annotations

import statistics
from math import log, sqrt
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scenarios.analysis.estimates import correlation, mask_share, mean, quartiles, wilson

numbers = st.floats(-100, 100, allow_nan=False).map(lambda x: round(x, 3))
pairs = st.lists(st.tuples(numbers, numbers), min_size=4, max_size=40)
credits_ = st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("right", "people", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_is_as_published(right: int, people: int, low: float, high: float) -> None:
    """R. G. Newcombe, "Two-sided confidence intervals for the single proportion", 1998."""
    assert list(wilson(right, people)) == pytest.approx([low, high], abs=5e-5)


def test_an_interval_of_fisher_by_hand() -> None:
    """r = 0.5 of 28 people: z = 0.5493 ± 1.96 / 5, which is 0.1573 to 0.9413."""
    x = [1.0, -1.0] * 14
    y = [
        0.5 * value + sqrt(0.75) * other for value, other in zip(x, [1, 1, -1, -1] * 7, strict=True)
    ]
    found = correlation(list(zip(x, y, strict=True)))
    assert found is not None
    assert found.value == pytest.approx(0.5)
    assert found.low == pytest.approx(0.1560, abs=1e-4)
    assert found.high == pytest.approx(0.7358, abs=1e-4)


@given(pairs)
def test_correlation_matches_another_implementation(some: list[tuple[float, float]]) -> None:
    xs, ys = [x for x, _ in some], [y for _, y in some]
    found = correlation(some)
    if found is None or min(statistics.pvariance(xs), statistics.pvariance(ys)) < 1e-6:
        return
    assert found.value == pytest.approx(statistics.correlation(xs, ys), abs=1e-6)
    assert -1 <= found.low <= found.value <= found.high <= 1
    if abs(found.value) < 0.999:  # in Fisher's own scale it lies in the middle
        z = [0.5 * log((1 + r) / (1 - r)) for r in (found.low, found.value, found.high)]
        assert z[1] - z[0] == pytest.approx(z[2] - z[1])
        assert z[2] - z[1] == pytest.approx(1.959964 / sqrt(len(some) - 3))


@given(pairs)
def test_turned_round_it_is_the_same_with_another_sign(some: list[tuple[float, float]]) -> None:
    estimate, other = correlation(some), correlation([(-x, y) for x, y in some])
    if estimate is None or other is None:
        assert estimate is other
        return
    turned = [-estimate.value, -estimate.high, -estimate.low]
    assert [other.value, other.low, other.high] == pytest.approx(turned)


def test_small_or_constant_samples_have_no_correlation() -> None:
    assert correlation([(0, 1), (1, 2), (2, 4)]) is None
    assert correlation([(1, n) for n in range(9)]) is None
    assert correlation([(0.1 + 0.2, n) for n in range(9)]) is None


@given(credits_)
def test_a_mean_lies_in_its_interval_and_is_the_mean(some: list[float]) -> None:
    found = mean(some)
    assert found is not None
    assert found.value == pytest.approx(statistics.fmean(some))
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_right_and_wrong_have_wilsons_own_interval() -> None:
    found = mean([1.0] * 15 + [0.0] * 133)
    assert found is not None
    assert (found.low, found.high) == wilson(15, 148)
    assert mean([]) is None


@pytest.mark.parametrize("people", [10, 25, 80])
@pytest.mark.parametrize("true", [0.15, 0.5, 0.8])
def test_the_true_mean_lies_in_the_interval_19_times_in_20(people: int, true: float) -> None:
    """Drawn with a known mean, some of it in half credits, which can only make it surer."""
    rng, inside = Random(people), 0
    for _ in range(1000):
        some = [
            0.5 if rng.random() < 0.2 else float(rng.random() < (true - 0.1) / 0.8)
            for _ in range(people)
        ]
        found = mean(some)
        assert found is not None
        inside += found.low <= true <= found.high
    assert inside >= 930


def test_quartiles_by_hand() -> None:
    """As a spreadsheet's QUARTILE has it."""
    found = quartiles([1, 2, 4, 8, 16, 32])
    assert found is not None
    assert (found.lower, found.middle, found.upper) == (2.5, 6, 14)
    assert quartiles([1]) is None


@pytest.mark.parametrize("people", [5, 11, 40])
def test_unanimous_share_is_rounded_like_all_but_one(people: int) -> None:
    """Or it would be known what each of them did, and so would nobody and one."""
    assert mask_share(people, people) == mask_share(people - 1, people)
    assert mask_share(0, people) == mask_share(1, people)
    assert mask_share(people, people).end == 1
    assert mask_share(0, people).end == -1
    assert mask_share(2, people).end == 0
    assert (mask_share(5, 5).percent, mask_share(0, 5).percent, mask_share(2, 5).percent) == (
        80,
        20,
        40,
    )


@given(st.integers(3, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
@example((69, 120))  # 57.5 %, and as floats 100 * (69 / 120) is less
def test_text_matches_its_interval(drawn: tuple[int, int]) -> None:
    some, everybody = drawn
    found = mask_share(some, everybody)
    above = found.percent * everybody - 100 * some  # in integers, which do not round
    assert found.low <= some / everybody <= found.high
    if found.end == 0:
        assert 2 * abs(above) <= everybody
    else:
        assert above * found.end <= 0
