"""What is told of refreshers together: rates, loads, and nothing of fewer than five people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.app.refreshers.forecast_quality import WEEK, past_forecasts, prompt_load, report, slots
from storage.refreshers.memories import Review
from storage.refreshers.prompts import ANSWERED, ASKED, LEFT, OPEN
from storage.refreshers.recall_rates import SentPrompt

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


def _ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def _sent(
    person: str = "a", days: float = 20, slot: str = "morning", turn: int = 0, state: str = LEFT
) -> SentPrompt:
    return SentPrompt(person, _ago(days), slot, turn, state)


def _review(person: str, predicted: float | None, grade: int = 3) -> Review:
    return Review(person, "hall", "s1", 0, NOW, "same-move", "best", grade, predicted=predicted)


def test_a_prompt_counts_as_answered_with_its_first_item() -> None:
    """One that has come only now counts neither way."""
    sent = [
        _sent(state=ANSWERED, turn=2),
        _sent(state=LEFT, turn=1),
        _sent(state=LEFT),
        _sent(days=30, state=OPEN),
        _sent(days=1, state=OPEN),
        _sent("b", slot="evening", state=ANSWERED, turn=1),
    ]

    assert [(slot.slot, slot.people, slot.prompts, slot.answered) for slot in slots(sent, NOW)] == [
        ("evening", 1, 1, 1),
        ("morning", 1, 4, 2),
    ]


def test_scheduled_prompts_are_counted_per_person_and_week() -> None:
    """What somebody asked for is no load."""
    sent = [
        *(_sent("a", days) for days in (28, 26, 24, 21, 10)),
        _sent("a", 5, slot=ASKED),
        _sent("b", 1),
    ]
    found = prompt_load(sent, NOW)

    assert (found.people, found.prompts) == (2, 6)
    assert found.per_week == pytest.approx(6 / (4 + 1))
    assert found.most == 3  # the fourth comes seven days after the first
    assert prompt_load([], NOW).per_week == 0
    assert timedelta(days=7) == WEEK


def test_only_forecast_answers_are_rated() -> None:
    """A wrong answer is the lowest grade."""
    found = past_forecasts([_review("a", None), _review("b", 0.7, 1), _review("c", 0.9, 2)])

    assert [(forecast.person, forecast.predicted, forecast.right) for forecast in found] == [
        ("b", 0.7, False),
        ("c", 0.9, True),
    ]


def test_quality_is_shown_from_five_people() -> None:
    """Neither forecasts, nor slots, nor how much came."""
    four, five = (
        report(
            [_review(person, 0.85) for person in people],
            [_sent(person, state=ANSWERED, turn=1) for person in people],
            NOW,
        )
        for people in ("abcd", "abcde")
    )

    assert four == {"forecasts": None, "forms": {}, "slots": [], "prompts": None}
    assert five["forecasts"]["people"] == 5
    assert five["forecasts"]["bins"][0]["predicted"] == pytest.approx(0.85)
    assert set(five["forms"]) == {"same-move"}
    assert five["slots"][0]["answered"] == 5
    assert five["prompts"]["prompts"] == 5
