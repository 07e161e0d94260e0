"""A year of many learners: the figures of others are found again, and the caps hold."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.refreshers import prompt_lifecycle, prompt_schedule
from scenarios.players import Dice
from tests.bench.learning import memory_models, simulation
from tests.bench.learning.comparison import by_caps, by_wish
from tests.bench.learning.simulation import (
    BUDGETS,
    LATE,
    OURS,
    PUNCTUAL,
    SCHEDULES,
    WISHES,
    Lateness,
    Outcome,
    Setting,
    frontier,
    over,
    settings,
    simulate,
)

SMALL = Setting(OURS, "fsrs", learners=12, days=120, items=8, weekly=3)


def test_simulated_caps_are_the_real_ones() -> None:
    """The simulation and the bot use the same caps."""
    assert simulation.A_WEEK == prompt_schedule.A_WEEK
    assert simulation.ITEMS_A_PROMPT == prompt_lifecycle.MOST
    assert simulation.PATIENCE == prompt_lifecycle.PATIENCE
    assert prompt_lifecycle.AWAY.days == simulation.AWAY
    assert simulation.BACKLOG == prompt_lifecycle.BACKLOG


@pytest.mark.parametrize(
    ("schedule", "late", "recall", "asked"),
    [
        ("none", PUNCTUAL, 0.506, 0.0),
        ("kerfoot", PUNCTUAL, 0.747, 2.4),
        ("fixed", PUNCTUAL, 0.841, 4.0),
        ("sm-2", PUNCTUAL, 0.956, 9.1),
        ("kerfoot", replace(LATE, never=0), 0.751, None),
        ("fixed", replace(LATE, never=0), 0.842, None),
        ("sm-2", replace(LATE, never=0), 0.947, None),
    ],
)
def test_published_simulation_is_reproduced(
    schedule: str, late: Lateness, recall: float, asked: float | None
) -> None:
    """100 learners, 20 items, a year, no caps: `docs/refreshers.md` tells from where."""
    found = simulate(Setting(schedule, "fsrs", learners=100, lateness=late, guess=0))

    assert found.recall == pytest.approx(recall, abs=0.02)
    assert asked is None or found.asked == pytest.approx(asked, abs=0.4)


@pytest.mark.parametrize("model", memory_models.MODELS)
@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("budget", BUDGETS[:5])
def test_within_the_caps_nobody_gets_more(
    schedule: str, model: str, budget: tuple[int, int]
) -> None:
    """One a day, some a week, and no more items than may be in each."""
    weekly, most = budget
    found = simulate(replace(SMALL, schedule=schedule, model=model, weekly=weekly, most=most))

    assert found.peak <= 1
    assert found.crowded == 0
    assert found.busiest <= weekly
    assert found.asked * SMALL.items <= found.prompts * most


def test_without_caps_a_first_wave_is_a_flood() -> None:
    """The caps exist for this reason."""
    found = simulate(replace(SMALL, schedule="fixed", weekly=None))

    assert found.peak == 3  # 8 items on one day, in messages of three
    assert found.crowded == 1


@pytest.mark.parametrize("model", memory_models.MODELS)
def test_refreshers_beat_none_and_favour_critical_items(model: str) -> None:
    """At every budget more than at the one before."""
    nothing = simulate(replace(SMALL, schedule="none", model=model, weekly=None))
    found = [
        simulate(replace(SMALL, model=model, weekly=weekly, most=most))
        for weekly, most in BUDGETS[:5]
    ]

    assert all(after.recall > before.recall for before, after in pairwise([nothing, *found]))
    assert all(outcome.critical > outcome.weighed > outcome.recall for outcome in found)
    assert nothing.gained(nothing) is None
    gained = found[0].gained(nothing)
    assert gained == pytest.approx(100 * (found[0].recall - nothing.recall) / found[0].prompts)


def test_late_answers_cost_and_none_cost_most() -> None:
    """The same learners, as they answer."""
    punctual, late, silent = (
        simulate(replace(SMALL, lateness=lateness))
        for lateness in (PUNCTUAL, LATE, Lateness(same_day=0, soon=0, never=1))
    )
    nothing = simulate(replace(SMALL, schedule="none", weekly=None))

    assert punctual.recall > late.recall > silent.recall
    assert silent.recall == pytest.approx(nothing.recall)
    assert silent.prompts == simulation.PATIENCE + 1  # three, and whether to go on


def test_the_same_seed_gives_the_same_and_another_another() -> None:
    """To the last digit."""
    assert simulate(SMALL) == simulate(SMALL)
    assert simulate(SMALL).recall != simulate(replace(SMALL, seed=1)).recall


def test_every_schedule_gets_the_same_learners() -> None:
    """So only the schedule differs; without refreshers there is no chance at all."""
    told: list[int] = []
    two = replace(SMALL, learners=2)

    uncapped = simulate(replace(two, schedule="none", weekly=None), told.append)
    capped = simulate(replace(two, schedule="none", weekly=3))

    assert told == [1, 2]
    assert uncapped.recall == capped.recall


@given(st.integers(0, 2**32))
def test_response_delays_match_the_parameters(seed: int) -> None:
    """And never by more days."""
    dice = Dice(seed, "late")
    drawn = [LATE.draw(dice) for _ in range(400)]

    assert {number for number in drawn if number is not None} <= {0, *range(1, 8), *range(8, 41)}
    assert drawn.count(0) / 400 == pytest.approx(LATE.same_day, abs=0.15)
    assert drawn.count(None) / 400 == pytest.approx(LATE.never, abs=0.08)


def test_comparison_ends_with_the_requested_caps() -> None:
    """Others as they were published, others within the caps, ours from little to much."""
    group, three = (settings(SMALL, weekly, "fsrs") for weekly in (1, 3))

    assert [(each.schedule, each.weekly) for each in three[:4]] == [
        ("none", None), ("kerfoot", None), ("fixed", None), ("sm-2", None),
    ]  # fmt: skip
    for found, few in ((group, 3), (three, 5)):
        ours = [each for each in found if each.schedule == OURS]
        wished = [(*BUDGETS[few - 1], wish) for wish in WISHES]
        usual = [(*budget, None) for budget in BUDGETS[:few]]
        assert [(each.weekly, each.most, each.wish) for each in ours] == [*wished, *usual]
    assert {each.weekly for each in three if each.schedule == "kerfoot"} == {None, 3}


def test_unanswered_item_waits_for_a_week() -> None:
    """Under ours: silence alone brings nothing twice."""
    silent = Lateness(same_day=0, soon=0, never=1)
    found = simulate(replace(SMALL, items=2, days=8, lateness=silent))

    assert found.asked == 1


def test_a_greater_wish_asks_more_and_keeps_more() -> None:
    """Of every item alike, within the same caps."""
    found = [simulate(replace(SMALL, wish=wish)) for wish in (0.85, 0.9, 0.95)]

    assert all(after.asked > before.asked for before, after in pairwise(found))
    assert all(after.recall > before.recall for before, after in pairwise(found))


def _came(schedule: str, weekly: int | None, wish: float | None, *of: float) -> Outcome:
    setting = replace(SMALL, schedule=schedule, weekly=weekly, wish=wish)
    return Outcome(setting, of[1], of[2], 0, of[0], 0, 0, 0, 0)


def test_ours_is_held_to_others_that_ask_as_often_and_to_the_best_in_the_same_caps() -> None:
    """A wish to both lines, narrower caps to what others recall in them."""
    found = [
        _came("none", None, None, 0, 0.5, 0.5),
        _came("fixed", None, None, 4, 0.9, 0.9),
        _came("sm-2", 1, None, 2, 0.6, 0.6),
        _came("sm-2", 3, None, 4, 0.8, 0.8),
        _came(OURS, 3, 0.9, 2, 0.7, 0.75),
        _came(OURS, 1, None, 2, 0.65, 0.8),
        _came(OURS, 3, None, 3, 0.85, 0.9),
    ]
    wished, narrow = by_wish(found), by_caps(found)

    assert [lead.setting.wish for lead in wished] == [0.9, None]
    assert wished[0].published[:2] == pytest.approx((0.0, 0.05))
    assert wished[0].capped[:2] == pytest.approx((0.05, 0.1))
    assert [lead.setting.weekly for lead in narrow] == [1, 3]
    assert [lead.capped[0] for lead in narrow] == pytest.approx([0.05, 0.05])
    assert narrow[0].published[0] == pytest.approx(-0.05)


POINTS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=9, unique=True
)


@given(POINTS)
def test_no_point_lies_over_its_frontier(whole: list[tuple[int, int]]) -> None:
    """And each corner lies on it."""
    points = [(asked / 4, recall / 40) for asked, recall in whole]
    corners = frontier(points)
    first = corners[0][0]

    assert all(over(point, corners) <= 1e-9 for point in points if point[0] >= first)
    assert all(over(corner, corners) == pytest.approx(0) for corner in corners)


def test_distance_over_a_frontier() -> None:
    """Between corners it runs straight; beyond the last one it is level."""
    corners = frontier([(0, 0.5), (2, 0.6), (4, 0.9), (5, 0.8)])

    assert corners == [(0, 0.5), (4, 0.9)]
    assert over((2, 0.75), corners) == pytest.approx(0.05)
    assert over((9, 0.8), corners) == pytest.approx(-0.1)


def test_weighted_recall_counts_critical_items_three_times() -> None:
    """With half the items critical."""
    found = Outcome(SMALL, 0.8, 0.9, 0, 0, 0, 0, 0, 0)

    assert found.weighed == pytest.approx((3 * 0.9 + 0.7) / 4)
