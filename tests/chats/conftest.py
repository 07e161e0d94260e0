"""For whole conversations over HTTP: a sandbox, and a morning."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot import wiring
from bot.sandbox import Sandbox
from bot.services import ports
from tests.helpers.front_desk import Hand
from tests.helpers.sandbox import Served, served


@pytest.fixture
async def sandbox() -> AsyncIterator[Served]:
    """A sandbox over HTTP, without Telegram's limits."""
    async with served(Sandbox(limits=None)) as one:
        yield one


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Hand:
    """It is half past eight in Bahrain, on a Wednesday, for the bot and for commands alike."""
    hand = Hand()
    hand.at = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)
    for place in (wiring, ports):
        monkeypatch.setattr(place, "SystemClock", lambda: hand)
    return hand
