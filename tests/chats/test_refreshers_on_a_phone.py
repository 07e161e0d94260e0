"""A learner plays a case, and days later the bot asks by itself: over HTTP, through every part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.app import ports
from scenarios.case_library import CaseLibrary
from tests.helpers.front_desk import ManualClock
from tests.helpers.learner import Learner
from tests.helpers.recall_case import QUESTIONS, recall_case
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served

SHELF = CaseLibrary({"recalls": recall_case()})


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> ManualClock:
    """The program's clock, set by hand: a Wednesday morning in Bahrain."""
    hand = ManualClock()
    hand.at = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)
    monkeypatch.setattr(ports.SystemClock, "now", lambda _: hand.now())
    return hand


async def test_days_later_the_bot_asks_and_is_answered(
    sandbox: Served, sqlite_url: str, clock: ManualClock
) -> None:
    """Once, in one message that changes; a restart between brings nothing twice."""
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url, SHELF):
        await learner.arrives()
        await learner.opens("recalls")
        for n in range(QUESTIONS):
            await learner.answers(f"best{n}")
        assert "Done, and passed." in learner.text()

    clock.at += timedelta(days=4, hours=1)  # Sunday, half past nine
    async with running_bot(sandbox, sqlite_url, SHELF):
        await learner.phone.waits_for_text("A minute for you?")
        asked = learner.newest()["message_id"]
        assert learner.text() == "A minute for you?"
        await learner.turns_to(":rn:")
        while learner.button(":ra:"):
            assert "How sure are you?" in await learner.turns_to(":ra:")
            assert "You chose:" in await learner.turns_to(":rt:")
            await learner.turns_to(":rn:")
        assert learner.newest()["message_id"] == asked
        assert "Done. Thank you." in learner.text()
        assert "The next question comes" in learner.text()

    async with running_bot(sandbox, sqlite_url, SHELF):
        await learner.command("/refreshers")
    assert sum("A minute for you?" in text for text in learner.phone.texts()) == 0
    assert "Strong" in learner.text()


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_requested_prompt_uses_the_learners_language(
    sandbox: Served, sqlite_url: str, language: str
) -> None:
    """By a command, right after a case."""
    learner = Learner(sandbox.phone(1001), language)
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        await learner.command("/refresh")
        first = {"en": "Play one first", "ar": "تكفي حالة واحدة"}[language]
        assert first in learner.text()
