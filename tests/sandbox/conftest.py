from collections.abc import AsyncIterator

import pytest
import telegram

from bot.sandbox import Sandbox
from tests.helpers.sandbox import Clock, Phone, Served, served


@pytest.fixture(autouse=True)
def _timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library warns of its old ways of telling a wait; take the new one."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def here(clock: Clock) -> AsyncIterator[Served]:
    """A sandbox that is served, whose time goes only when told, and where nobody waits."""

    async def sleep(seconds: float) -> None:
        clock.goes(seconds=seconds)

    async with served(Sandbox(now=clock, sleep=sleep)) as found:
        yield found


@pytest.fixture
async def bot(here: Served) -> AsyncIterator[telegram.Bot]:
    """The real library, pointed at the sandbox."""
    async with here.bot() as found:
        yield found


@pytest.fixture
async def phone(here: Served) -> Phone:
    """The phone of somebody who has begun a chat."""
    found = here.phone(501)
    await found.says("/start")
    return found
