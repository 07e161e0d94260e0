"""A trainer, a cohort of three, and their assignments."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, update

from bot.app.access.rights import TRAINER
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import begin_assignment, begin_case
from bot.chat.trainer.assignments.earlier_buttons import (
    assign_case,
)
from bot.outbox.notice_sending import NoticeSender
from scenarios.case_library import CaseLibrary
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables as t
from storage.playing import attempts
from tests.helpers.front_desk import BOT, front_desk
from tests.helpers.staff import AIRPORT, ZONE, Staff, text

COHORT = "cohort-00001"
LAST = date(2026, 12, 9)  # two weeks from the day of the desk's clock
LEARNERS = ("sara", "yusuf", "lina")


@asynccontextmanager
async def a_class(
    url: str, *, zone: str = ZONE, shelf: CaseLibrary | None = None, **more: Any
) -> AsyncIterator[Staff]:
    """Wednesday 25 November, 8:30 in Bahrain."""
    async with front_desk(url, shelf, **more) as desk:
        desk.clock.at = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)
        found = Staff(desk)
        await found.person("trainer", (TRAINER, AIRPORT))
        for learner in LEARNERS:
            await found.person(learner, name=learner.title() + " Ahmed")
        now = desk.clock.now()

        def prepare(conn: Connection) -> None:
            cohorts.create(conn, Cohort(COHORT, "Gates", AIRPORT, zone, now), "trainer")
            for number, name in enumerate(LEARNERS):
                at = now + timedelta(seconds=number)
                cohorts.join(conn, f"m{number}", COHORT, name, at)

        await found.write(prepare)
        desk.clock.passes(60)
        yield found


def bare(said: str) -> str:
    """A text without the marks that keep names and numbers in their direction."""
    for mark in "\u2068\u2069\u200e\u200f":
        said = said.replace(mark, "")
    return said


def notices(staff: Staff) -> NoticeSender:
    parts = staff.desk.parts
    return NoticeSender(BOT, parts.app, parts.texts, staff.desk.post)


async def told(staff: Staff) -> dict[str, str]:
    """Send the due notices and return the whole message of each person."""
    before = len(staff.desk.post.sent)
    telling = notices(staff)
    await telling.send()
    await telling.flush()
    chats = {staff.visitor(learner).telegram_id: learner for learner in (*LEARNERS, "trainer")}
    return {
        chats[message.chat]: bare(text(message.screen))
        for message in staff.desk.post.sent[before:]
        if message.chat in chats
    }


async def open_work(staff: Staff) -> list[Assignment]:
    """The cohort's assignments that are not withdrawn."""
    found: list[Assignment] = await staff.read(lambda conn: assignments.of_cohort(conn, COHORT))
    return found


async def assigned(staff: Staff, mode: str = "practice") -> Assignment:
    """Assign the case until LAST; gives the assignment."""
    await staff.taps("trainer", call(assign_case, COHORT, "kinds", mode, LAST))
    (found,) = await open_work(staff)
    return found


async def ended(staff: Staff, person: str, given: str | None, **values: Any) -> None:
    """Let someone start an attempt and end with a given outcome."""
    action = call(begin_case, "kinds") if given is None else call(begin_assignment, given)
    await staff.taps(person, action)

    def prepare(conn: Connection) -> None:
        (running,) = attempts.running(conn, person)
        detail = {
            "bands": {"recognise": "secure", "respond": "not-yet"},
            "missed": 0,
            "over_called": 0,
            "unsafe": 0,
            "critical": [],
        }
        row = {"outcome": "safe", "score": 80, "passed": True, "result": detail, **values}
        result = {"state": "ended", "ended_at": staff.desk.clock.now(), **row}
        conn.execute(update(t.attempts).where(t.attempts.c.id == running.id).values(**result))

    await staff.write(prepare)
