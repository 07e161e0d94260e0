"""The calendar of all cohorts: what happens by day, of one's own cohorts alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio
from sqlalchemy import Connection, select

from bot.app.access.rights import TRAINER
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.trainer.calendar import training_calendar
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.tables import scenarios
from tests.helpers.console import TOKEN, URL, signed_in
from tests.helpers.measuring import COHORT, cohort_of, started, the_test
from tests.helpers.staff import AIRPORT, CLINICS, ZONE, Staff


@pytest_asyncio.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with cohort_of(sqlite_url, 12) as found:
        await found.person("far", (TRAINER, CLINICS))
        yield found


async def opens(staff: Staff, who: str = "trainer", **query: str) -> str:
    web = asgi_app(staff.desk.parts.app, ConsoleOptions(URL, TOKEN))
    shown = await (await signed_in(staff, web, who)).opens(training_calendar, **query)
    assert shown.status_code == 200
    return str(shown.text)


async def assigns(staff: Staff, id_: str, cohort: str, days: int) -> None:
    now = staff.desk.clock.now()

    def give(conn: Connection) -> None:
        case = conn.execute(select(scenarios.c.id)).scalars().first()
        assert case is not None
        due = now + timedelta(days=days)
        given = Assignment(id_, cohort, case, "practice", due, 70, "trainer", now)
        assignments.create(conn, given)

    await staff.write(give)


async def test_work_that_is_due_leads_to_its_page(staff: Staff) -> None:
    await assigns(staff, "soon", COHORT, 3)
    shown = await opens(staff)
    assert "/assignments/soon" in shown
    assert 'class="event-due"' in shown
    assert 'aria-current="date"' in shown


async def test_part_of_a_test_opens_and_closes_once_for_all_forms(staff: Staff) -> None:
    await started(staff)
    shown = await opens(staff)
    test = (await the_test(staff)).id
    assert shown.count("Test before the course") == 2
    marks = [shown.count(f'class="event-{event}"') for event in ("opens", "closes")]
    assert sum(marks) == shown.count(f"/tests/{test}")


async def test_other_weeks_are_a_link_away(staff: Staff) -> None:
    await assigns(staff, "far-off", COHORT, 60)
    assert "/assignments/far-off" not in await opens(staff)
    later = (staff.desk.clock.now() + timedelta(days=50)).date().isoformat()
    assert "/assignments/far-off" in await opens(staff, **{"from": later})


async def test_a_day_that_cannot_be_read_shows_this_week(staff: Staff) -> None:
    for typed in ("soon", "9999-12-31", "0001-01-01"):
        assert 'aria-current="date"' in await opens(staff, **{"from": typed})


async def test_cohorts_of_others_are_not_in_it(staff: Staff) -> None:
    def prepare(conn: Connection) -> None:
        now = staff.desk.clock.now()
        cohorts.create(conn, Cohort("theirs", "Wards", CLINICS, ZONE, now), "far")
        cohorts.create(conn, Cohort("also", "Hidden", AIRPORT, ZONE, now), "far")

    await staff.write(prepare)
    await assigns(staff, "foreign", "theirs", 3)
    await assigns(staff, "neighbour", "also", 3)
    shown = await opens(staff)
    assert "/assignments/foreign" not in shown
    assert "/assignments/neighbour" not in shown
    assert "Wards" in await opens(staff, "far")
    assert "1 cohort" in await opens(staff)
