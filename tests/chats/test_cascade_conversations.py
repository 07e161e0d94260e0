"""The cascade on phones: a member is named, sees the way, and stands in the picture."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, select

from bot import wiring
from bot.app.access.rights import MASTER
from bot.app.certificates.trainer_programme import programme
from bot.sandbox import Sandbox
from storage import Database
from storage.assignments import assignments
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables as t
from storage.people import names, roles
from storage.people.roles import Role
from tests.chats.test_training_conversations import Someone, sent
from tests.helpers.certifying import COHORT, steps
from tests.helpers.front_desk import ManualClock
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served, served
from tests.helpers.staff import AIRPORT, ZONE

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)
NAME = {"en": "Sara Ahmed", "ar": "سارة أحمد"}
WAY = {"en": "Your path to becoming a trainer", "ar": "طريقك إلى دور التدريب"}
NONE = {"en": "0 of 3 parts complete", "ar": "الأجزاء المكتملة"}


@pytest.fixture
async def sandbox(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    clock = ManualClock()
    clock.at = NOW
    monkeypatch.setattr(wiring, "SystemClock", lambda: clock)
    async with served(Sandbox(limits=None)) as request:
        yield request


async def begin(url: str, name: str) -> None:
    """The first who arrived is a master trainer, and the second in their cohort."""

    def prepare(conn: Connection) -> None:
        by_account = select(t.accounts.c.person).order_by(t.accounts.c.telegram_id)
        master, member = conn.execute(by_account).scalars()
        roles.grant(conn, Role("role-0000001", master, MASTER, AIRPORT, None, NOW))
        names.put(conn, member, "latin" if name.isascii() else "arabic", name)
        cohorts.create(conn, Cohort(COHORT, "Trainers to be", AIRPORT, ZONE, NOW), master)
        cohorts.join(conn, "member-00001", COHORT, member, NOW)
        for step in steps(programme(), COHORT, NOW).values():
            assignments.create(conn, step)

    database = Database.open(url)
    await database.write(prepare)
    await database.close()


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_trainee_of_a_master_trainer_sees_the_pathway(
    sandbox: Served, sqlite_url: str, language: str
) -> None:
    """Named by a tap, told, and on the picture that comes."""
    master, member = (Someone(sandbox.phone(1001 + n), language) for n in range(2))
    async with running_bot(sandbox, sqlite_url):
        await master.arrives()
        await member.arrives()
    await begin(sqlite_url, NAME[language])
    async with running_bot(sandbox, sqlite_url):
        await master.command("/trainers")
        await master.goes(":uc:0", ":un:")
        assert NAME[language] in str(master.buttons())
        await master.goes(":un:", ":uk:")
        assert master.text().count("○") == 3
        await master.goes(":uk:", ":ud:")
        await master.goes(":ud:", ":uk:")
        await member.phone.waits_for(lambda chat: member.button(":uo"))
        assert WAY[language] in str(member.buttons())

        await member.command("/trainers")
        assert member.text().startswith(WAY[language])
        assert "Trainers to be" in str(member.buttons())
        await master.command("/trainers")
        assert NONE[language] in str(master.buttons())
        await master.phone.taps(master.button(":up") or "")
        await master.phone.waits_for(lambda chat: sent(chat) == ["photo"])
