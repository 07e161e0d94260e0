"""Accounts that nobody registered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.chat.kit.request import Visitor
from storage.db.database import Database
from tests.helpers.front_desk import BOT, FrontDesk, front_desk

STRANGER = Visitor(BOT, 990_001, 1, "en")


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(sqlite_url) as found:
        yield found


@pytest.mark.parametrize("rest", ["", "hello", "K7QM-4PXD-9RTW"])
@pytest.mark.parametrize("command", ["verify", "join", "help", "privacy"])
async def test_their_commands_do_not_take_the_writer(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch, command: str, rest: str
) -> None:
    """Or they could hold up the answers of learners."""
    if (command, rest) == ("join", "K7QM-4PXD-9RTW"):
        rest = "K7"  # a code is looked up as an invitation

    def write(_database: Database, _work: Any) -> None:
        pytest.fail("a stranger's command writes")

    monkeypatch.setattr(Database, "write", write)
    reply = await desk.parts.router.command(STRANGER, command, rest)
    assert reply.screen is not None
