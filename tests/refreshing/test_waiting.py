"""An item waits for as long as does the most good, where every question has a price."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.progress.cohort_readiness import RETENTIONS
from scenarios.spaced_repetition.fsrs_formulas import AGAIN, DEFAULTS, GOOD, Parameters, fsrs
from scenarios.spaced_repetition.memory import validate_parameters
from scenarios.spaced_repetition.optimal_intervals import FAR, LONGEST, RESTS, interval_table, price

OTHER: Parameters = validate_parameters([*DEFAULTS[:8], 1.4, *DEFAULTS[9:20], 0.3])
WISHED = st.sampled_from([retention / 100 for retention in RETENTIONS])
STABILITIES, DIFFICULTIES = st.floats(0.001, 4000), st.floats(1, 10)


def _worth(wait: Callable[[float, float], int], cost: float, parameters: Parameters) -> float:
    """What is recalled after a first right answer, less the price of all questions, in days.

    Every course of right and wrong answers is followed, until it is too rare or too far to count.
    """
    model, whole = fsrs(parameters), 0.0
    open_ends = [(*model.first(GOOD), 0, 1.0)]  # stability, difficulty, day, how much it counts
    while open_ends:
        stability, difficulty, day, share = open_ends.pop()
        days = wait(stability, difficulty)
        middles = (index + 0.5 for index in range(days))
        whole += share * sum(
            model.retention(middle, stability) * exp(-middle / FAR) for middle in middles
        )
        counts = share * exp(-days / FAR)
        whole -= counts * cost
        chance = model.retention(days, stability)
        for grade, likely in ((GOOD, chance), (AGAIN, 1 - chance)):
            if counts * likely > 1e-3:
                after = model.after(stability, difficulty, chance, grade)
                open_ends.append((*after, day + days, counts * likely))
            else:  # to all that does not count any more, the same
                whole += counts * likely * FAR * 0.9
    return whole


@pytest.mark.parametrize("parameters", [DEFAULTS, OTHER])
@pytest.mark.parametrize("wish", [0.8, 0.9, 0.95])
def test_any_other_interval_recalls_less_at_the_same_cost(
    wish: float, parameters: Parameters
) -> None:
    """For the same price: the waits that are found are the best of their kind."""
    cost, found = price(wish), interval_table(parameters, wish)

    def scaled(by: float) -> Callable[[float, float], int]:
        return lambda *state: min(max(round(by * found.days(*state)), 1), LONGEST)

    best = _worth(found.days, cost, parameters)
    assert all(best > _worth(scaled(by), cost, parameters) for by in (0.3, 0.5, 2, 3))
    assert best > _worth(lambda *_: 30, cost, parameters)
    assert best > _worth(lambda stability, _: max(1, round(stability)), cost, parameters)


@given(STABILITIES, DIFFICULTIES, WISHED)
def test_an_item_waits_a_day_at_the_least_and_a_year_at_the_most(
    stability: float, difficulty: float, wish: float
) -> None:
    """And where more is wished it comes sooner, or as soon."""
    days = interval_table(DEFAULTS, wish).days(stability, difficulty)

    assert 1 <= days <= LONGEST
    assert interval_table(DEFAULTS, 0.98).days(stability, difficulty) <= days


@given(st.lists(st.floats(1, 1000), min_size=2, max_size=9), DIFFICULTIES, WISHED)
def test_stabler_items_wait_longer(
    stabilities: list[float], difficulty: float, wish: float
) -> None:
    """Or as long. What is less stable than a day may be as good as lost; see below."""
    found = interval_table(DEFAULTS, wish)
    days = [
        found.days(stability, difficulty) for stability in sorted(stabilities) if _sticks(stability)
    ]

    assert all(after >= before for before, after in pairwise(days))


def _sticks(stability: float) -> bool:
    return fsrs(DEFAULTS).retention(RESTS, stability) >= 0.5


@given(STABILITIES, DIFFICULTIES, WISHED)
def test_hard_item_rests_for_a_week(stability: float, difficulty: float, wish: float) -> None:
    """It is not given up, and does not take every place, whatever a cohort may wish for."""
    days = interval_table(DEFAULTS, wish).days(stability, difficulty)

    assert _sticks(stability) or days >= RESTS


def test_a_greater_wish_makes_a_question_cheaper() -> None:
    """Down to nothing, where all is wished."""
    prices = [price(number / 100) for number in (75, *RETENTIONS, 100)]

    assert all(after < before for before, after in pairwise(prices))
    assert prices[-1] == pytest.approx(0)
