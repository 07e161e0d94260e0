"""A cohort's forecast on the console, and a wish that is kept only when asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
from sqlalchemy import Connection

from bot.app.access.rights import TRAINER
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.trainer.readiness import keep_retention, readiness_forecast
from scenarios.case_library import CaseLibrary
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from tests.chats.test_readiness import COHORT, LEARNERS, know
from tests.helpers.console import TOKEN, URL, Tab, signed_in, text
from tests.helpers.front_desk import front_desk
from tests.helpers.recall_case import recall_case
from tests.helpers.staff import AIRPORT, CLINICS, ZONE, Staff


@dataclass(frozen=True)
class Desk:
    """A trainer at the console with a cohort of six, and another of a foreign agency."""

    staff: Staff
    trainer: Tab
    far: Tab

    async def kept(self) -> float | None:
        cohort: Cohort | None = await self.staff.read(lambda conn: cohorts.get(conn, COHORT))
        assert cohort is not None
        return cohort.retention


@pytest_asyncio.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with front_desk(sqlite_url, CaseLibrary({"recalls": recall_case()})) as front:
        staff = Staff(front)
        await staff.person("trainer", (TRAINER, AIRPORT))
        await staff.person("far", (TRAINER, CLINICS))
        for learner in LEARNERS:
            await staff.person(learner, name="Sara Ahmed")
        now = front.clock.now()

        def prepare(conn: Connection) -> None:
            cohorts.create(conn, Cohort(COHORT, "Gates", AIRPORT, ZONE, now), "trainer")
            for learner in LEARNERS:
                cohorts.join(conn, f"in-{learner}", COHORT, learner, now)

        await staff.write(prepare)
        web = asgi_app(front.parts.app, ConsoleOptions(URL, TOKEN))
        yield Desk(
            staff, await signed_in(staff, web, "trainer"), await signed_in(staff, web, "far")
        )


async def test_the_forecast_is_in_bands_and_drawn(desk: Desk) -> None:
    await know(desk.staff, LEARNERS)
    shown = await desk.trainer.opens(readiness_forecast, COHORT)
    assert shown.status_code == 200
    assert "Based on 6 of 6 members." in text(shown)
    assert 'class="spark bands band-' in shown.text
    assert "What it costs a typical learner" not in text(shown)


async def test_nothing_is_forecast_of_fewer_than_five(desk: Desk) -> None:
    await know(desk.staff, LEARNERS[:4])
    shown = text(await desk.trainer.opens(readiness_forecast, COHORT, wish="90"))
    assert "it takes 5 members" in shown
    assert "The cost can be estimated once 5 members" in shown
    assert "Forecast by competency" not in shown


async def test_reckoning_saves_nothing_until_it_is_asked(desk: Desk) -> None:
    await know(desk.staff, LEARNERS)
    shown = text(await desk.trainer.opens(readiness_forecast, COHORT, wish="90"))
    assert "What it costs a typical learner" in shown
    assert "Set the target to 90% from now on" in shown
    assert await desk.kept() is None

    form = {"wish": "90", "seen": "95"}
    assert (await desk.trainer.sends(keep_retention, COHORT, form=form)).status_code == 303
    assert await desk.kept() == 0.9


async def test_second_editor_is_told_of_the_change(desk: Desk) -> None:
    await desk.trainer.sends(keep_retention, COHORT, form={"wish": "90", "seen": "95"})
    again = await desk.trainer.sends(keep_retention, COHORT, form={"wish": "97", "seen": "95"})
    assert again.status_code == 422
    assert "Somebody has set it to 90% in the meantime." in text(again)
    assert await desk.kept() == 0.9


async def test_a_wish_that_is_not_on_offer_is_refused_beside_its_field(desk: Desk) -> None:
    refused = await desk.trainer.sends(keep_retention, COHORT, form={"wish": "12", "seen": "95"})
    assert refused.status_code == 422
    assert "One of the choices is not available." in text(refused)


async def test_strangers_find_nothing(desk: Desk) -> None:
    assert (await desk.far.opens(readiness_forecast, COHORT)).status_code == 404
    sent = await desk.far.sends(keep_retention, COHORT, form={"wish": "90", "seen": "95"})
    assert sent.status_code == 404
