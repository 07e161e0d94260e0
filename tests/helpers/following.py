"""A cohort whose members have different progress."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, insert

from bot.app.access.rights import SUPERVISOR, TRAINER
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import begin_assignment
from bot.chat.playing.play import choose, continue_story, finish_answer, mark
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables as t
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, CLINICS, ZONE, Staff

COHORT = "cohort-00001"
MORNING = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)  # Wednesday, half past eight in Bahrain
_numbers = count(1)


@asynccontextmanager
async def gates(database_url: str, language: str = "en") -> AsyncIterator[Staff]:
    """Two trainers of one cohort with nobody in it, and supervisors here and elsewhere."""
    async with front_desk(database_url) as desk:
        desk.clock.at = MORNING
        found = Staff(desk)
        await found.person("trainer", (TRAINER, AIRPORT), language=language)
        await found.person("other", (TRAINER, AIRPORT), language=language)
        await found.person("supervisor", (SUPERVISOR, AIRPORT), language=language)
        await found.person("far", (SUPERVISOR, CLINICS), language=language)

        def prepare(conn: Connection) -> None:
            cohorts.create(conn, Cohort(COHORT, "Gates", AIRPORT, ZONE, MORNING), "trainer")
            second = {"cohort": COHORT, "person": "other", "since": MORNING}
            conn.execute(insert(t.cohort_trainers), second)

        await found.write(prepare)
        yield found


async def joins(staff: Staff, person: str, name: str, at: datetime | None = None) -> None:
    if person not in staff._accounts:
        await staff.person(person, name=name)
    number, since = next(_numbers), at or staff.desk.clock.now()
    await staff.write(lambda conn: cohorts.join(conn, f"m-{number:09}", COHORT, person, since))


async def given(
    staff: Staff, days: float = 7, whom: Iterable[str] = (), **values: Any
) -> Assignment:
    """Assign the case of all kinds to the cohort, due in some days."""
    now = staff.desk.clock.now()
    own = {"mode": "practice", "pass_mark": 70, "created_by": "trainer", "created_at": now}
    made = Assignment(
        **{
            "id": f"given-{next(_numbers):06}",
            "cohort": COHORT,
            "scenario": "kinds",
            "due_at": now + timedelta(days=days),
            **own,
            **values,
        }
    )
    await staff.write(lambda conn: assignments.create(conn, made, whom))
    return made


async def tried(
    staff: Staff, person: str, given: Assignment, *, passed: bool | None = None, **values: Any
) -> str:
    """Someone began an assignment; and where it is said how it went, they ended it."""
    now, attempt = staff.desk.clock.now(), f"tried-{next(_numbers):06}"
    edition = await staff.read(
        lambda conn: conn.scalar(t.editions.select().with_only_columns(t.editions.c.hash))
    )
    row = {
        "id": attempt,
        "person": person,
        "edition": edition,
        "rules": 1,
        "seed": 1,
        "language": "en",
        "mode": given.mode,
        "turn": 1,
        "shown_turn": 1,
        "position": "{}",
        "state": "running",
        "started_at": now,
        "moved_at": now,
        "assignment": given.id,
    }
    detail: dict[str, Any] = {
        "bands": {"recognise": "secure", "respond": "not-yet"},
        "missed": 0,
        "over_called": 0,
        "unsafe": 0,
        "critical": [],
    }
    if passed is not None:
        row |= {"state": "ended", "ended_at": now, "outcome": "safe", "score": 80}
        row |= {"passed": passed, "result": detail}
    row |= values
    await staff.write(lambda conn: conn.execute(insert(t.attempts), row))
    return attempt


WELL = ("ask", "blue+tag", "name+open+sign", "flight+keys", "4")
BADLY = ("send", "blue+hat", "name+sign+open", "blame+keys", "1")  # with a critical error


async def played(
    staff: Staff, person: str, assignment: Assignment, answers: tuple[str, ...] = WELL
) -> str:
    """Someone plays an assigned case of all kinds to its end, for practice; gives the attempt."""
    reply = await staff.taps(person, call(begin_assignment, assignment.id))
    attempt = _shows(reply)[0]
    first, items, steps, questions, sure = answers
    reply = await staff.taps(person, call(choose, *_shows(reply), first))
    for marks in (items, steps):
        for part in marks.split("+"):
            reply = await staff.taps(person, call(mark, *_shows(reply), part, on=True))
        reply = await staff.taps(person, call(finish_answer, *_shows(reply)))
        if marks == items:
            reply = await staff.taps(person, call(continue_story, *_shows(reply)))
    for act in (*questions.split("+"), sure):
        reply = await staff.taps(person, call(choose, *_shows(reply), act))
    return attempt


def _shows(reply: Reply) -> tuple[str, int]:
    assert reply.screen is not None
    assert reply.screen.shows is not None
    return reply.screen.shows.attempt, reply.screen.shows.turn
