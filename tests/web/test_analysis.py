"""What the console shows of a cohort's answers, and what it keeps back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest_asyncio
from httpx import Response
from sqlalchemy import select
from starlette.applications import Starlette

from bot.app.access.rights import TRAINER
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.trainer.analysis import analysis_item, analysis_page, analysis_paths
from bot.web.trainer.assignments import assignment_page
from scenarios.case_library import CaseLibrary
from storage.assignments import assigned_responses
from storage.db.tables import attempts
from tests.chats.test_analysis import CASES, COHORT, GIVEN, finish, give, learners
from tests.helpers.console import TOKEN, URL, signed_in, text
from tests.helpers.crowd import PlayedCase, crowd
from tests.helpers.front_desk import front_desk
from tests.helpers.kinds_case import kinds_case
from tests.helpers.staff import AIRPORT, CLINICS, Staff


@dataclass(frozen=True)
class Desk:
    """The console, a trainer with a cohort, and another of a foreign agency."""

    staff: Staff
    web: Starlette

    async def opens(self, page: Any, *values: Any, by: str = "trainer", **query: str) -> Response:
        tab = await signed_in(self.staff, self.web, by)
        return await tab.opens(page, *values, **query)


@pytest_asyncio.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with front_desk(sqlite_url, CaseLibrary(CASES)) as front:
        staff = Staff(front)
        await staff.person("trainer", (TRAINER, AIRPORT))
        await staff.person("far", (TRAINER, CLINICS))
        await give(staff, COHORT, GIVEN)
        web = asgi_app(front.parts.app, ConsoleOptions(URL, TOKEN))
        yield Desk(staff, web)


async def test_every_decision_is_listed_with_its_interval_drawn(desk: Desk) -> None:
    await finish(desk.staff, learners(12), crowd(kinds_case(), 12))
    assert "/analysis" in (await desk.opens(assignment_page, GIVEN)).text
    shown = await desk.opens(analysis_page, GIVEN)
    assert "first try of 10 people" in text(shown)  # in fives
    assert "2 more have finished and do not count yet" in text(shown)
    assert shown.text.count('class="spark') >= 4
    assert "style=" not in shown.text
    everywhere = await desk.opens(analysis_page, GIVEN, cohorts="all")
    assert "They come from 1 cohort" in text(everywhere)


async def test_one_decision_shows_how_its_answers_are_distributed(desk: Desk) -> None:
    await finish(desk.staff, learners(12), crowd(kinds_case(), 12))
    shown = await desk.opens(analysis_item, GIVEN, "counter")
    assert shown.status_code == 200
    assert "10 people came this far." in text(shown)
    assert "Average credit" in text(shown)
    assert (await desk.opens(analysis_item, GIVEN, "nowhere")).status_code == 404


async def test_the_paths_are_a_picture_and_a_table(desk: Desk) -> None:
    await finish(desk.staff, learners(12), crowd(kinds_case(), 12))
    shown = await desk.opens(analysis_paths, GIVEN)
    assert "<svg" in shown.text
    assert "style=" not in shown.text
    assert "Who reached each decision" in text(shown)


async def test_paths_are_those_of_the_whole_answers(desk: Desk) -> None:
    await finish(desk.staff, learners(12), crowd(kinds_case(), 12))
    ids = await desk.staff.read(lambda conn: conn.scalars(select(attempts.c.id)).all())
    whole = await desk.staff.read(lambda conn: assigned_responses.answers(conn, ids))
    steps = await desk.staff.read(lambda conn: assigned_responses.steps(conn, ids))
    assert len(steps) > len(ids)
    assert steps == [(each.attempt, each.scene, each.act) for each in whole]


async def test_nothing_is_shown_of_fewer_than_five(desk: Desk) -> None:
    await finish(desk.staff, learners(4), crowd(kinds_case(), 4))
    for shown in (
        await desk.opens(analysis_page, GIVEN),
        await desk.opens(analysis_paths, GIVEN),
        await desk.opens(analysis_item, GIVEN, "counter"),
    ):
        assert shown.status_code == 200
        assert "it takes 5 people" in text(shown)
        assert "%" not in text(shown)


async def test_five_who_finished_and_met_no_decision_together(desk: Desk) -> None:
    await finish(
        desk.staff, learners(5), [PlayedCase(each.events[:1]) for each in crowd(kinds_case(), 5)]
    )
    shown = await desk.opens(analysis_page, GIVEN)
    assert shown.status_code == 200
    assert "first try of 5 people" in text(shown)
    assert "%" not in text(shown)


async def test_strangers_find_nothing(desk: Desk) -> None:
    for page, *more in ((analysis_page,), (analysis_paths,), (analysis_item, "counter")):
        assert (await desk.opens(page, GIVEN, *more, by="far")).status_code == 404
