"""From the cohort to what it gets wrong, and the picture of it: over HTTP, in both languages."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, insert

from bot.app.access.rights import TRAINER
from bot.app.onboarding.consent import NOTICE
from bot.sandbox import TOKEN
from scenarios.case_library import CaseLibrary
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables as t
from storage.db.database import Database
from storage.people import people, roles
from storage.people.people import Account, Person
from storage.people.roles import Role
from tests.helpers.crowd import crowd, keep
from tests.helpers.kinds_case import kinds_case
from tests.helpers.learner import Learner
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served
from tests.helpers.staff import AIRPORT, ZONE

pytestmark = pytest.mark.slow

BOT = int(TOKEN.partition(":")[0])
THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)
SAID = {
    "en": ("Common mistakes", "the first try of 15 people", "What they chose"),
    "ar": ("مواضع الخطأ", "15", "ما اختاروه"),
}


def trained(conn: Connection, bot: int, language: str) -> None:
    """A trainer whose cohort of seventeen has played the case of all kinds."""
    trainer = Person(
        "trainer", language, ZONE, THEN, notice=NOTICE, notice_at=THEN, enrolled_at=THEN
    )
    people.add(conn, trainer, Account(bot, 1001, "trainer"))
    roles.grant(conn, Role("role-0000001", "trainer", TRAINER, AIRPORT, None, THEN))
    cohorts.create(conn, Cohort("cohort-00001", "Gates", AIRPORT, ZONE, THEN), "trainer")
    due = THEN + timedelta(days=900)
    given = Assignment("given-000001", "cohort-00001", "kinds", "practice", due, 70, None, THEN)
    assignments.create(conn, given)
    names = [f"person-{n:05}" for n in range(17)]
    conn.execute(insert(t.people), [asdict(replace(trainer, id=name)) for name in names])
    for name in names:
        cohorts.join(conn, f"in-{name}", "cohort-00001", name, THEN)
    played = crowd(kinds_case(), 17)
    keep(conn, kinds_case(), zip(names, played, strict=True), given.id, THEN, "practice")


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_trainer_reads_the_analysis_of_a_cohort(
    sandbox: Served, sqlite_url: str, language: str
) -> None:
    """The list, a decision, back, all cohorts, and a picture as a photo."""
    shelf = CaseLibrary({"kinds": kinds_case()})
    trainer = Learner(sandbox.phone(1001), language)
    async with running_bot(sandbox, sqlite_url, shelf):
        pass  # so that the editions of the shelf are kept
    database = Database.open(sqlite_url)
    await database.write(lambda conn: trained(conn, BOT, language))
    await database.close()
    title, rests_on, chose = SAID[language]
    async with running_bot(sandbox, sqlite_url, shelf):
        await trainer.phone.says("/cohorts")
        await trainer.phone.waits_for(lambda chat: trainer.button(":co:"))
        await trainer.turns_to(":co:")
        await trainer.turns_to(":cf:")
        assert title in trainer.labels()
        listed = await trainer.turns_to(":wl:")
        assert listed.startswith(title)
        assert rests_on in listed
        assert "▰" in listed
        counter = await trainer.turns_to(":counter")
        assert chose in counter
        assert await trainer.turns_to(":wl:") == listed
        assert "Gates" not in await trainer.turns_to(":wl:given-000001:1")
        await trainer.tap(":wg:")
        await trainer.phone.waits_for(
            lambda chat: any("photo" in entry for entry in chat["messages"])
        )
