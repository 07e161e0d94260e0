"""The overview of an agency: figures of enough people alone, and the report as a file."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import Connection

from bot.app.access.rights import ADMIN
from bot.web.admin.overview import make_report, overview_page
from bot.web.console import ConsoleOptions, asgi_app
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.people.roles import EVERYWHERE
from tests.helpers.console import TOKEN, URL, Tab, signed_in, text
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, CLINICS, ZONE, Staff


@pytest_asyncio.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with front_desk(sqlite_url) as front:
        found = Staff(front)
        await found.person("admin", (ADMIN, AIRPORT))
        await found.person("top", (ADMIN, EVERYWHERE))
        yield found


async def people(staff: Staff, number: int) -> None:
    """So many people in a cohort of the airport."""
    now = staff.desk.clock.now()
    await staff.person("trainer")
    learners = [f"learner-{each}" for each in range(number)]
    for learner in learners:
        await staff.person(learner)

    def prepare(conn: Connection) -> None:
        cohorts.create(conn, Cohort("cohort", "Gates", AIRPORT, ZONE, now), "trainer")
        for learner in learners:
            cohorts.join(conn, f"in-{learner}", "cohort", learner, now)

    await staff.write(prepare)


async def tab(staff: Staff, who: str = "admin") -> Tab:
    return await signed_in(staff, asgi_app(staff.desk.parts.app, ConsoleOptions(URL, TOKEN)), who)


@pytest.mark.parametrize(("number", "told"), [(0, "0"), (4, "fewer than 5"), (5, "5")])
async def test_people_are_counted_from_five_on(staff: Staff, number: int, told: str) -> None:
    await people(staff, number)
    shown = text(await (await tab(staff)).opens(overview_page))
    assert f"People in cohorts {told} Active cohorts 1" in shown
    assert "Nothing is shown about fewer than 5 people" in shown


async def test_an_agency_that_is_not_ones_own_is_not_there(staff: Staff) -> None:
    own = await tab(staff)
    for agency in (CLINICS, EVERYWHERE, "nowhere"):
        assert (await own.opens(overview_page, agency=agency)).status_code == 404
        form = {"agency": agency, "months": "3"}
        assert (await own.sends(make_report, form=form)).status_code == 404


async def test_health_needs_its_right(staff: Staff) -> None:
    link = '<p><a href="/health">'
    assert link in (await (await tab(staff, "top")).opens(overview_page)).text
    assert link not in (await (await tab(staff)).opens(overview_page)).text


async def test_the_report_is_a_file(staff: Staff) -> None:
    made = await (await tab(staff)).sends(make_report, form={"agency": AIRPORT, "months": "3"})
    assert made.status_code == 200
    assert made.headers["content-type"] == "application/pdf"
    assert made.content.startswith(b"%PDF")


async def test_months_that_are_not_on_offer_are_refused(staff: Staff) -> None:
    refused = await (await tab(staff)).sends(make_report, form={"agency": AIRPORT, "months": "7"})
    assert refused.status_code == 422
    assert "One of the choices is not available." in text(refused)
