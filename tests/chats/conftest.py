"""For whole conversations over HTTP: a sandbox, and a morning; and a learner with refreshers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import telegram

from bot import wiring
from bot.app import ports
from bot.sandbox import Sandbox
from scenarios.case_library import CaseLibrary
from tests.helpers.front_desk import ManualClock, front_desk
from tests.helpers.recall_case import recall_case
from tests.helpers.refresher_world import RefresherWorld, again
from tests.helpers.sandbox import Clock, Served, served
from tests.helpers.telegram_wire import bot_at


@pytest.fixture
async def sandbox() -> AsyncIterator[Served]:
    """A sandbox over HTTP, without Telegram's limits."""
    async with served(Sandbox(limits=None)) as request:
        yield request


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> ManualClock:
    """It is half past eight in Bahrain, on a Wednesday, for the bot and for commands alike."""
    hand = ManualClock()
    hand.at = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)
    for place in (wiring, ports):
        monkeypatch.setattr(place, "SystemClock", lambda: hand)
    return hand


@pytest.fixture
async def school(database_url: str) -> AsyncIterator[RefresherWorld]:
    async with front_desk(database_url, CaseLibrary({"recalls": recall_case()})) as desk:
        yield again(desk)


@pytest.fixture
async def here() -> AsyncIterator[Served]:
    """A sandbox with a clock of its own, and Telegram's limits."""
    async with served(Sandbox(now=Clock())) as found:
        yield found


@pytest.fixture
async def bot(here: Served) -> AsyncIterator[telegram.Bot]:
    """A bot of that sandbox."""
    async with bot_at(here.url) as found:
        yield found
