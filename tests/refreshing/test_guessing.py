"""A right answer that could be guessed counts for less, and answers of before count as they did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.model import FORMS
from scenarios.spaced_repetition.calibration import History, forecasts
from scenarios.spaced_repetition.guessing import GUESS, known_if_right, right_share
from scenarios.spaced_repetition.items import guess_in_form, guess_in_story, items
from scenarios.spaced_repetition.memory import (
    DEFAULTS,
    Grade,
    Review,
    recall,
    replay_reviews,
)
from tests.library.shelf import library

START = datetime(2026, 11, 26, 9, tzinfo=UTC)
CHANCES = st.floats(0.0, 1.0)


def _reviews(guess: float, grade: Grade = Grade.GOOD) -> list[Review]:
    later = START + timedelta(days=9)
    return [
        Review(Grade.GOOD, "story", START, guess=guess),
        Review(grade, "same-move", later, guess=guess),
    ]


@given(CHANCES, CHANCES)
def test_a_right_answer_says_more_the_harder_it_was_to_guess(recalled: float, guess: float) -> None:
    known = known_if_right(recalled, guess)

    assert known >= recalled - 1e-9
    assert known * right_share(recalled, guess) == pytest.approx(recalled)
    assert known_if_right(recalled, 0) == (1 if recalled else 0)
    assert known_if_right(recalled, 1) == pytest.approx(recalled)


def test_guessable_answers_last_shorter() -> None:
    sure, three, two = (replay_reviews(_reviews(guess)) for guess in (0, 1 / 3, 1 / 2))

    assert sure.stability > three.stability > two.stability
    assert sure.difficulty < three.difficulty < two.difficulty


def test_a_wrong_answer_was_no_guess() -> None:
    first = _reviews(0)[:1]
    wrong = Review(Grade.AGAIN, "same-move", START + timedelta(days=9), guess=0.5)
    plain = Review(Grade.AGAIN, "same-move", START + timedelta(days=9))

    assert replay_reviews([*first, wrong]) == replay_reviews([*first, plain])


def test_forecasts_of_answers_have_a_floor() -> None:
    """Observed scores are g + (1 - g) R; the recall by itself has no guesses in it."""
    reviews = _reviews(GUESS)
    recalled = recall(replay_reviews(reviews[:1]), reviews[1].at)

    (found,) = forecasts([History("a", reviews)], DEFAULTS)

    assert found.predicted == pytest.approx(GUESS + (1 - GUESS) * recalled)
    assert found.predicted > recalled


def test_nearly_all_items_of_the_library_are_guessed_once_in_three() -> None:
    """So simulations and forecasts may take `GUESS` for all."""
    found = [
        guess_in_form(source, form)
        for case in library().values()
        for source in items(case).values()
        for form in FORMS
        if form in source.forms
    ]
    usual = sum(abs(guess - GUESS) < 0.1 for guess in found)

    assert usual / len(found) > 0.85
    assert all(guess < 1 for guess in found)


def test_the_story_is_guessed_by_its_own_answers() -> None:
    (source, *_) = items(library()["late-pay"]).values()

    assert 0 < guess_in_story(source) < 1
