"""What is known of an item follows from its reviews, and from nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import example, given
from hypothesis import strategies as st

from bot.app.progress.cohort_readiness import RETENTIONS
from scenarios.model import FORMS
from scenarios.spaced_repetition.memory import (
    DEFAULTS,
    UNPROVEN,
    AskedForm,
    Grade,
    Memory,
    Parameters,
    Review,
    apply_review,
    grade_of,
    interval,
    interval_progress,
    recall,
    replay_reviews,
    retention_after,
    validate_parameters,
)
from scenarios.spaced_repetition.optimal_intervals import RESTS

START = datetime(2026, 11, 26, 9, tzinfo=UTC)
WAYS: tuple[AskedForm, ...] = ("story", *FORMS)
REVIEWS = st.lists(
    st.builds(
        lambda grade, told, day, sure: Review(grade, told, START + timedelta(days=day), sure),
        st.sampled_from(Grade),
        st.sampled_from(WAYS),
        st.integers(0, 400),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


def _days(memory: Memory) -> int:
    return interval(memory, 0.9)


@pytest.mark.parametrize(
    ("credit", "critical", "grade"),
    [
        (0.0, False, Grade.AGAIN),
        (0.49, False, Grade.AGAIN),
        (0.5, False, Grade.HARD),
        (0.99, False, Grade.HARD),
        (1.0, False, Grade.GOOD),
        (1.0, True, Grade.AGAIN),
    ],
)
def test_the_grade_of_an_answer(credit: float, critical: bool, grade: Grade) -> None:
    """What would have endangered someone is wrong, whatever else it earned."""
    assert grade_of(credit, critical=critical) is grade


@given(
    st.lists(
        st.tuples(
            st.sampled_from(Grade),
            st.sampled_from(WAYS),
            st.integers(0, 10) | st.floats(0, 200),  # days; within one, the formulas are others
        ),
        min_size=1,
        max_size=9,
    ),
    st.sampled_from([DEFAULTS, validate_parameters([*DEFAULTS[:17], 0.9, 0.4, 0.02, 0.3])]),
)
def test_reviews_match_fsrs(
    answers: list[tuple[Grade, AskedForm, float]], parameters: Parameters
) -> None:
    """The package's own numbers, review by review, for any grade and time between two."""
    scheduler = Scheduler(
        parameters=parameters, enable_fuzzing=False, learning_steps=(), relearning_steps=()
    )
    card, memory, at = Card(card_id=1, due=START), Memory(), START
    for grade, told, days in answers:
        at += timedelta(days=days)
        card, _ = scheduler.review_card(card, Rating(grade), at)
        memory = apply_review(memory, Review(grade, told, at), parameters)
        assert card.stability is not None
        card.stability = card.stability if memory.proven else min(card.stability, UNPROVEN)
        assert memory.stability == pytest.approx(card.stability, rel=1e-12)
        assert memory.difficulty == pytest.approx(card.difficulty, rel=1e-12)
        card.stability, card.difficulty = memory.stability, memory.difficulty


@given(st.floats(0.01, 400), st.floats(0, 1000))
def test_recall_falls_with_time_and_is_nine_of_ten_at_the_stability(
    stability: float, days: float
) -> None:
    """By the definition of stability."""
    assert retention_after(stability, stability) == pytest.approx(0.9)
    assert 0 < retention_after(days + 1, stability) < retention_after(days, stability) <= 1


@given(REVIEWS)
def test_memory_is_rebuilt_from_its_reviews(reviews: list[Review]) -> None:
    """Reviewing one by one and rebuilding from all of them come to the same."""
    memory = Memory()
    for review in reviews:
        memory = apply_review(memory, review)

    assert replay_reviews(reviews) == memory
    assert memory.reviews == len(reviews)
    assert memory.lapses == sum(entry.grade is Grade.AGAIN for entry in reviews)


@given(REVIEWS)
def test_clock_set_back_makes_no_memory_younger(reviews: list[Review]) -> None:
    """A review never counts as given before the one before it."""
    seen, memory = START, Memory()
    for review in reviews:
        memory = apply_review(memory, review)
        assert memory.reviewed_at is not None
        assert memory.reviewed_at >= seen
        seen = memory.reviewed_at


@given(REVIEWS, st.timedeltas(timedelta(0), timedelta(days=400)))
@example([Review(Grade.AGAIN, "story", START)], timedelta(days=1.19e-07))
def test_ripeness_is_the_elapsed_share_of_the_interval(
    reviews: list[Review], waited: timedelta
) -> None:
    """At its end all of it; and nothing that was never reviewed is waited for."""
    memory = replay_reviews(reviews)
    assert memory.reviewed_at is not None
    at = memory.reviewed_at + waited

    assert interval_progress(memory, 0.95, at) == pytest.approx(
        waited / timedelta(days=interval(memory, 0.95))
    )
    assert interval_progress(memory, 0.95, memory.reviewed_at - timedelta(days=1)) == 0
    assert interval_progress(Memory(), 0.95, at) == 0


@pytest.mark.parametrize("wish", [retention / 100 for retention in RETENTIONS])
def test_hard_item_comes_once_a_week(wish: float) -> None:
    """It is not given up, and does not take every place, whatever a cohort may wish for."""
    days = [START + timedelta(days=7 * index) for index in range(20)]
    wrong = replay_reviews(Review(Grade.AGAIN, "same-move", day) for day in days)
    at_once = replay_reviews([Review(Grade.AGAIN, "story", START)] * 6)

    assert interval(wrong, wish) == interval(at_once, wish) == RESTS


@given(REVIEWS)
def test_item_right_in_one_form_only_gets_a_short_interval(reviews: list[Review]) -> None:
    """It may be known by its words."""
    memory = replay_reviews(reviews)

    assert memory.proven == (len({review.form for review in reviews if review.grade > 1}) >= 2)
    assert memory.proven or memory.stability <= UNPROVEN


def test_a_wrong_answer_brings_an_item_back_sooner_than_a_right_one() -> None:
    """And it is remembered whether its giver was sure."""
    before = replay_reviews([Review(Grade.GOOD, "story", START)])
    later = START + timedelta(days=4)
    wrong = apply_review(before, Review(Grade.AGAIN, "same-move", later, sure=True))
    right = apply_review(before, Review(Grade.GOOD, "same-move", later, sure=True))

    assert _days(wrong) < _days(right)
    assert (wrong.sure, right.sure) == (True, False)


def test_unreviewed_item_is_unknown() -> None:
    """There is nothing to go by."""
    assert recall(Memory(), START) == 0


@pytest.mark.parametrize("parameters", [DEFAULTS[:-1], (*DEFAULTS[:-1], 5.0), (0.0,) * 21])
def test_parameters_that_cannot_be_are_refused(parameters: tuple[float, ...]) -> None:
    """With what is wrong about them."""
    with pytest.raises(ValueError, match="parameter"):
        validate_parameters(parameters)
