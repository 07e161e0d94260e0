"""How good forecasts were is told as it is, and never of fewer than five people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.spaced_repetition.calibration import (
    Forecast,
    History,
    bins,
    by_form,
    forecasts,
    people,
    score,
)
from scenarios.spaced_repetition.memory import DEFAULTS, Grade, Memory, Review, apply_review, recall

START = datetime(2026, 11, 26, 9, tzinfo=UTC)
FOUND = st.lists(
    st.builds(
        Forecast,
        st.sampled_from("abcdefgh"),
        st.sampled_from(["story", "look-alike"]),
        st.floats(0, 1),
        st.booleans(),
    ),
    max_size=40,
)


def _told(predicted: float, rights: str) -> list[Forecast]:
    """Of as many people as there are letters: `r` right, `w` wrong."""
    return [Forecast(str(n), "story", predicted, name == "r") for n, name in enumerate(rights)]


def test_forecast_is_the_memory_just_before_the_answer() -> None:
    """The first answer to an item is foretold by nothing."""
    reviews = [
        Review(Grade.GOOD, "story", START),
        Review(Grade.HARD, "same-move", START + timedelta(days=5)),
        Review(Grade.AGAIN, "look-alike", START + timedelta(days=30)),
    ]
    first = apply_review(Memory(), reviews[0])
    second = apply_review(first, reviews[1])

    assert forecasts([History("p", reviews)], DEFAULTS) == [
        Forecast("p", "same-move", recall(first, reviews[1].at), True),
        Forecast("p", "look-alike", recall(second, reviews[2].at), False),
    ]
    assert forecasts([History("p", reviews[:1])], DEFAULTS) == []


def test_calibration_figures_match_the_literature() -> None:
    """Four of five right where three of four were forecast."""
    found = score(_told(0.75, "rrrrw"))

    assert found.reviews == 5
    assert found.log_loss == pytest.approx(-(4 * log(0.75) + log(0.25)) / 5)
    assert found.rmse == pytest.approx(0.05)
    assert score([]).log_loss == 0


def test_perfect_forecasts_score_best() -> None:
    """And a certain forecast that is wrong costs much, yet not everything."""
    assert score([*_told(1, "rrr"), *_told(0, "www")]).rmse == 0
    assert 1 < score(_told(1, "w")).log_loss < 100


@given(FOUND, st.integers(1, 6))
def test_every_bin_has_enough_people(found: list[Forecast], fewest: int) -> None:
    """And every answer of the others is in one."""
    row = bins(found, fewest)

    for bucket in row:
        within = [each for each in found if min(int(each.predicted * 10), 9) == bucket.low * 10]
        assert people(within) >= fewest
        assert bucket.reviews == len(within)
        assert bucket.observed == sum(each.right for each in within) / len(within)
    assert sum(bucket.reviews for bucket in bins(found, 1)) == len(found)
    for own in by_form(found, fewest).values():
        assert people(own) >= fewest
