"""A cohort that was given a programme, and people who pass its steps."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.app.access.rights import ADMIN, MASTER, SUPERVISOR, TRAINER
from bot.app.certificates import certificate_issuing
from scenarios.case_library import load_library
from scenarios.programmes import programmes
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.certificates import certificates
from storage.certificates.certificates import Certificate
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables as t
from storage.people.roles import EVERYWHERE
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, CLINICS, ZONE, Staff

COHORT, HOTELS = "cohort-00001", "hotels"
_numbers = count(1)


@asynccontextmanager
async def college(database_url: str, language: str = "en") -> AsyncIterator[Staff]:
    """Sara and Yusuf in a cohort, Lina in none, and all who have roles."""
    async with front_desk(database_url, load_library()) as desk:
        desk.clock.at = desk.clock.at.replace(hour=15)  # an hour in which people may be told
        desk.parts.links.username = "basira_bot"
        found = Staff(desk)
        roles = {
            "trainer": (TRAINER, AIRPORT),
            "master": (MASTER, AIRPORT),
            "supervisor": (SUPERVISOR, AIRPORT),
            "admin": (ADMIN, AIRPORT),
            "far-master": (MASTER, CLINICS),
            "far-admin": (ADMIN, CLINICS),
            "top-admin": (ADMIN, EVERYWHERE),
        }
        for key, held in roles.items():
            await found.person(key, held, language=language, name=f"{key.title()} Ali")
        for person, name in (("sara", "Sara Ahmed"), ("yusuf", ""), ("lina", "Lina Omar")):
            await found.person(person, language=language, name=name)
        now = desk.clock.now()

        def prepare(conn: Connection) -> None:
            cohorts.create(conn, Cohort(COHORT, "Gates", AIRPORT, ZONE, now), "trainer")
            for number, person in enumerate(("sara", "yusuf")):
                cohorts.join(conn, f"member-0000{number}", COHORT, person, now)

        await found.write(prepare)
        yield found


def steps(programme: str, cohort: str, now: datetime, **more: Any) -> dict[str, Assignment]:
    """The assignments of an assigned programme, by case."""
    number = next(_numbers)
    return {
        step.scenario: Assignment(
            **{
                "id": f"step-{number:03}-{place:03}",
                "cohort": cohort,
                "scenario": step.scenario,
                "mode": "practice",
                "due_at": now + timedelta(days=30),
                "pass_mark": step.pass_mark or 0,
                "created_by": None,
                "created_at": now,
                "programme": programme,
                "series": f"series-{number:05}",
                "step": place,
                **more,
            }
        )
        for place, step in enumerate(programmes()[programme].steps)
    }


def played(
    conn: Connection,
    person: str,
    assignment: Assignment,
    now: datetime,
    score: int = 90,
    *,
    passed: bool = True,
) -> None:
    """Finish a step for someone, with its consequences."""
    edition = conn.scalar(
        select(t.editions.c.hash).where(t.editions.c.scenario == assignment.scenario)
    )
    row = {
        "id": f"played-{next(_numbers):05}",
        "person": person,
        "edition": edition,
        "rules": 1,
        "seed": 1,
        "language": "en",
        "mode": assignment.mode,
        "turn": 1,
        "shown_turn": 1,
        "position": "{}",
        "state": "ended",
        "started_at": now,
        "moved_at": now,
        "ended_at": now,
        "outcome": "safe",
        "score": score,
        "passed": passed,
        "result": {"bands": {}, "missed": 0, "over_called": 0, "unsafe": 0, "critical": []},
        "assignment": assignment.id,
    }
    conn.execute(insert(t.attempts), row)
    certificate_issuing.issue(conn, person, programmes()[assignment.programme or ""], now)


async def gives(
    staff: Staff, programme: str = HOTELS, cohort: str = COHORT, **more: Any
) -> dict[str, Assignment]:
    """Give a programme to a cohort; gives the assignment of each step, by its case."""
    made = steps(programme, cohort, staff.desk.clock.now(), **more)

    def prepare(conn: Connection) -> None:
        for assignment in made.values():
            assignments.create(conn, assignment)

    await staff.write(prepare)
    return made


async def plays(
    staff: Staff, person: str, assignment: Assignment, score: int = 90, *, passed: bool = True
) -> None:
    """Someone played a step to its end, now."""
    now = staff.desk.clock.now()
    await staff.write(lambda conn: played(conn, person, assignment, now, score, passed=passed))


async def passes(staff: Staff, person: str, given: dict[str, Assignment]) -> Certificate:
    """Pass every step for someone and return the certificate."""
    for assignment in given.values():
        await plays(staff, person, assignment)
    return (await of(staff, person))[0]


async def of(staff: Staff, person: str) -> list[Certificate]:
    found: list[Certificate] = await staff.read(lambda conn: certificates.of(conn, person))
    return found


def at(staff: Staff, moment: datetime) -> None:
    staff.desk.clock.at = moment
