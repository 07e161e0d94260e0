"""A certificate on a phone: sent, checked by a stranger, and gone with its holder."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, select

from bot import wiring
from bot.sandbox import Sandbox
from storage import Database
from storage.assignments import assignments
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables as t
from tests.chats.test_training_conversations import Someone, sent
from tests.helpers.certifying import COHORT, HOTELS, played, steps
from tests.helpers.front_desk import ManualClock
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served, served
from tests.helpers.staff import AIRPORT, ZONE

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)
CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")
NAME = {"en": "Sara Ahmed", "ar": "سارة أحمد"}
INITIALS = {"en": "S. A.", "ar": "س. أ."}
HOLDS = {"en": "This certificate is valid.", "ar": "الشهادة سارية."}
UNKNOWN = {"en": "No certificate has this code.", "ar": "لا توجد شهادة بهذا الرمز."}


@pytest.fixture
async def sandbox(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    clock = ManualClock()
    clock.at = NOW
    monkeypatch.setattr(wiring, "SystemClock", lambda: clock)
    async with served(Sandbox(limits=None)) as request:
        yield request


async def pass_all(url: str) -> None:
    """Whoever has arrived was given a programme, and passed it."""

    def prepare(conn: Connection) -> None:
        person = conn.execute(select(t.people.c.id)).scalar_one()
        cohorts.create(conn, Cohort(COHORT, "Gates", AIRPORT, ZONE, NOW), person)
        cohorts.join(conn, "member-00001", COHORT, person, NOW)
        for step in steps(HOTELS, COHORT, NOW).values():
            assignments.create(conn, step)
            played(conn, person, step, NOW)

    database = Database.open(url)
    await database.write(prepare)
    await database.close()


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_from_the_news_of_a_certificate_to_its_end(
    sandbox: Served, sqlite_url: str, language: str
) -> None:
    """Told, sent with the name that is typed, checked by link and code, and erased."""
    holder, stranger = Someone(sandbox.phone(1001), language), Someone(sandbox.phone(1002), "en")
    async with running_bot(sandbox, sqlite_url):
        await holder.arrives()
    await pass_all(sqlite_url)
    async with running_bot(sandbox, sqlite_url):
        await holder.phone.waits_for(lambda chat: holder.button(":zc:"))  # it is told
        await holder.command("/certificates")
        await holder.goes(":zb:", ":zc:")
        found = CODE.search(holder.text())
        assert found is not None, holder.text()
        code = found.group()
        await holder.phone.taps(holder.button(":zc:") or "")
        await holder.phone.waits_for(lambda chat: not holder.button(":zc:"))
        await holder.phone.says(NAME[language])
        await holder.phone.waits_for(lambda chat: sent(chat) == ["photo", "document"])

        await stranger.phone.look()
        for typed in (f"/verify {code.lower()}", f"/start v_{code.replace('-', '')}"):
            said = await stranger.command(typed)
            assert HOLDS["en"] in said
            assert INITIALS[language] in said
            assert NAME[language] not in said
        assert UNKNOWN["en"] in await stranger.command("/verify 2222-2222-2222")

        await holder.command("/verify " + code)
        assert HOLDS[language] in holder.text()
        await holder.command("/erase")
        await holder.goes("1:pc", "1:px:")
        await holder.phone.taps(holder.button("1:px:") or "")
        await holder.phone.waits_for_text({"en": "Done: everything", "ar": "تم: مُسح"}[language])
        assert UNKNOWN["en"] in await stranger.command(f"/verify {code}")
