"""Cohorts: who trains them and who is in them, now."""

import asyncio
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection, update

from storage import Database
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables as t
from storage.people import people
from tests.promises.makers import BOT, NOON, add_person, minutes

LATER = NOON + timedelta(days=1)


def a_cohort(id: str = "c1", at: timedelta = timedelta()) -> Cohort:  # noqa: A002
    return Cohort(id, "Night shift", "airport", "Asia/Bahrain", NOON + at)


def some_people(conn: Connection) -> None:
    for number, person in enumerate(("trainer", "p1", "p2"), 1):
        add_person(conn, person, number)


async def test_a_trainer_has_own_cohorts_the_newest_first(database: Database) -> None:
    def save(conn: Connection) -> None:
        some_people(conn)
        older, newer = a_cohort(), a_cohort("c2", minutes(1))
        cohorts.create(conn, older, "trainer")
        cohorts.create(conn, newer, "trainer")
        cohorts.create(conn, a_cohort("c3"), "p2")
        assert cohorts.of_trainer(conn, "trainer") == [newer, older]
        assert cohorts.get(conn, "c1") == older
        assert cohorts.get(conn, "c9") is None
        assert cohorts.trains(conn, "c1", "trainer")
        assert not cohorts.trains(conn, "c1", "p2")

        conn.execute(update(t.cohorts).where(t.cohorts.c.id == "c2").values(archived_at=LATER))
        assert cohorts.of_trainer(conn, "trainer") == [older]

    await database.write(save)


async def test_members_join_leave_and_come_back(database: Database) -> None:
    def save(conn: Connection) -> None:
        some_people(conn)
        cohorts.create(conn, a_cohort(), "trainer")
        assert cohorts.join(conn, "m1", "c1", "p2", NOON)
        assert cohorts.join(conn, "m2", "c1", "p1", NOON + minutes(1))
        assert not cohorts.join(conn, "m3", "c1", "p1", LATER)
        assert [member.id for member in cohorts.members(conn, "c1")] == ["p2", "p1"]
        assert cohorts.of_member(conn, "p1") == [a_cohort()]

        assert cohorts.reachable(conn, "c1", BOT) == 2
        people.block(conn, BOT, 3, LATER)  # that is p2
        assert cohorts.reachable(conn, "c1", BOT) == 1

        assert cohorts.leave(conn, "c1", "p1", LATER)
        assert not cohorts.leave(conn, "c1", "p1", LATER)
        assert [member.id for member in cohorts.members(conn, "c1")] == ["p2"]
        assert cohorts.of_member(conn, "p1") == []
        assert not cohorts.joined(conn, "c1", "p1")
        assert cohorts.join(conn, "m4", "c1", "p1", LATER)
        assert cohorts.joined(conn, "c1", "p1")

    await database.write(save)


async def test_simultaneous_taps_join_once(database: Database) -> None:
    def save(conn: Connection) -> None:
        some_people(conn)
        cohorts.create(conn, a_cohort(), "trainer")

    await database.write(save)
    taps = (
        partial(cohorts.join, membership_id=f"m{n}", cohort_id="c1", person_id="p1", now=NOON)
        for n in range(8)
    )
    assert sum(await asyncio.gather(*map(database.write, taps))) == 1
