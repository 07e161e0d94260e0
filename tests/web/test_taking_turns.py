"""However many pages are opened, the chat goes on meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.app.access.rights import ADMIN
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import case_card
from bot.web import account
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.kit.templates import render
from storage.db.engines import READERS
from tests.bench.measuring.plan import CASE
from tests.helpers.console import TOKEN, URL, signed_in
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, Staff

PATIENCE = 30.0  # seconds; only a failure takes so long


@pytest_asyncio.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with front_desk(sqlite_url) as front:
        found = Staff(front)
        await found.person("admin", (ADMIN, AIRPORT))
        yield found


async def test_a_tap_is_answered_while_pages_are_drawn_one_at_a_time(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More of them than there are connections to read with."""
    begun, go = threading.Event(), threading.Event()
    drawing: list[str] = []
    most = [0]

    def slowly(template: str, *values: Any) -> str:
        drawing.append(template)
        most[0] = max(most[0], len(drawing))
        begun.set()
        assert go.wait(PATIENCE)
        drawing.remove(template)
        return render(template, *values)

    monkeypatch.setattr("bot.web.kit.dispatcher.render", slowly)
    web = asgi_app(staff.desk.parts.app, ConsoleOptions(URL, TOKEN))
    tab = await signed_in(staff, web, "admin")
    async with asyncio.timeout(PATIENCE):
        pages = [asyncio.create_task(tab.opens(account.account_page)) for _ in range(READERS + 2)]
        assert await asyncio.to_thread(begun.wait, PATIENCE)
        assert (await staff.taps("admin", call(case_card, CASE))).screen is not None
        assert not any(page.done() for page in pages)
        go.set()
        assert {page.status_code for page in await asyncio.gather(*pages)} == {200}
    assert most == [1]
