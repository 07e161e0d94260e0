"""A whole assessment on a phone: the real bot over HTTP, restarted in the middle of confirming."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.app.ports import SystemClock
from bot.sandbox import Sandbox
from scenarios.case_library import CaseLibrary
from storage.assignments import assignment_tries, assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people import people
from storage.playing.attempts import Attempt
from tests.helpers.kinds_case import kinds_case
from tests.helpers.learner import LEAVE, Learner, reference
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served, served

pytestmark = pytest.mark.slow

GIVEN, COHORT, USER = "given-000001", "cohort-00001", 1001


async def give(url: str, bot: int) -> str:
    """Give the case to a cohort with the learner in it; gives the learner's id."""
    now = SystemClock().now()

    def save(conn: Connection) -> str:
        person = people.by_account(conn, bot, USER)
        assert person is not None
        cohorts.create(conn, Cohort(COHORT, "Group", "agency", "Asia/Bahrain", now), person.id)
        cohorts.join(conn, "member-00001", COHORT, person.id, now)
        due = now + timedelta(days=7)
        assignment = Assignment(
            GIVEN, COHORT, "kinds", "assessment", due, 70, None, now, attempts=1, counts="first"
        )
        assignments.create(conn, assignment)
        return person.id

    database = Database.open(url)
    try:
        return await database.write(save)
    finally:
        await database.close()


async def counted(url: str, person: str) -> Attempt | None:
    database = Database.open(url)
    try:
        played = await database.read(lambda conn: assignment_tries.ended(conn, person, GIVEN))
        return played[0] if played else None
    finally:
        await database.close()


async def chooses(learner: Learner, act: str) -> None:
    """Choose what is not confirmed yet, with an act as paths write it."""
    parts = act.split("+")
    if learner.button(":m:"):
        for part in parts:
            if learner.button(f"{part}:1"):  # the last step of an order has set itself
                await learner.mark(part)
        assert not any(learner.button(f"{part}:1") for part in parts)
        await learner.turns_to(":d:")
    elif learner.button(LEAVE):
        for part in parts:
            await learner.tap(f":{part}")
    else:
        await learner.turns_to(f":{act}")


async def goes_on(learner: Learner, act: str) -> None:
    """Confirm what was chosen; past a stop, if there is one."""
    await chooses(learner, act)
    if learner.button(":kc:"):
        await learner.tap(":kc:")
    if learner.button(":g:"):
        await learner.tap(":g:")


async def bot_id(sandbox: Served) -> int:
    async with sandbox.bot() as bot:
        return bot.id


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_an_assessment_is_played_and_counts_once(database_url: str, language: str) -> None:
    """On both databases and in both languages; a restart keeps what waits to be confirmed."""
    shelf, path = CaseLibrary({"kinds": kinds_case()}), reference(kinds_case())
    (_, first), *rest = path
    async with served(Sandbox(limits=None)) as sandbox:
        learner = Learner(sandbox.phone(USER), language)
        async with running_bot(sandbox, database_url, shelf):
            await learner.arrives()
        person = await give(database_url, await bot_id(sandbox))
        async with running_bot(sandbox, database_url, shelf):
            await learner.command("/today")
            await learner.turns_to(f":ka:{GIVEN}")
            assert not learner.newest().get("has_protected_content")
            await learner.tap(f":kb:{GIVEN}")
            assert learner.newest()["has_protected_content"]  # no question is forwarded
            await chooses(learner, first)
            assert len(learner.buttons()) == 2
        async with running_bot(sandbox, database_url, shelf):
            await learner.tap(":kc:")
            for _, act in rest:
                await goes_on(learner, act)
            attempt = await counted(database_url, person)
            assert attempt is not None
            assert attempt.result is not None
            assert attempt.result.passed
            end = learner.newest()["message_id"]
            await learner.phone.taps(f"1:kb:{GIVEN}", message_id=end)
            await learner.next_after(end)
        again = await counted(database_url, person)

    assert again is not None
    assert (again.id, again.result) == (attempt.id, attempt.result)
    feedback = {"en": "She draws it with her finger.", "ar": "ترسمها بإصبعها."}[language]
    assert not any(feedback in text for text in learner.phone.texts())
