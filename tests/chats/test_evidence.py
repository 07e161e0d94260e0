"""Reports in the chat: for admins of their own agencies, as a file, and recorded."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection

from bot.app.access.rights import ADMIN, SUPERVISOR, TRAINER
from bot.chat.admin.impact_reports import report_agencies, report_periods, send_report
from bot.chat.common import common_screens as general
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.locale import words
from scenarios.languages import REQUIRED
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables
from storage.people.roles import EVERYWHERE
from tests.chats.test_training_screens import NAME, fits
from tests.helpers.auditing import recorded_taps, rows
from tests.helpers.front_desk import front_desk
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.staff import AIRPORT, CLINICS, ZONE, Staff, button, buttons, leads, text
from tests.pictures.test_passes import pages


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """Admins in each language, of all agencies and of one; a trainer, who has no report."""
    async with front_desk(database_url) as desk:
        found = Staff(desk)
        for language in REQUIRED:
            await found.person(f"top-{language}", (ADMIN, EVERYWHERE), language=language)
            await found.person(f"local-{language}", (ADMIN, AIRPORT), language=language)
        await found.person("trainer", (TRAINER, AIRPORT), (SUPERVISOR, AIRPORT))
        now = desk.clock.now()

        def prepare(conn: Connection) -> None:
            for number, agency in enumerate((AIRPORT, CLINICS)):
                made = Cohort(f"cohort-{number:05}", "Gates", agency, ZONE, now)
                cohorts.create(conn, made, "trainer")

        await found.write(prepare)
        yield found


def is_gone(reply: Reply) -> bool:
    return reply.screen == general.gone_screen(words("en")) and reply.then is None


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_single_agency_report_takes_two_taps(staff: Staff, language: str) -> None:
    local, say = f"local-{language}", words(language).say
    shown = (await staff.says(local, "/admin")).screen
    asked = (await recorded_taps(staff, local, button(shown, report_agencies))).screen

    assert say("Impact report") in text(asked)
    offered = [listed.action for listed in buttons(asked) if leads(listed.action, send_report)]
    assert offered == [call(send_report, AIRPORT, 3), call(send_report, AIRPORT, 12)]
    sent = await recorded_taps(staff, local, offered[0])
    assert say("The report follows as a file.") in text(sent.screen)
    assert sent.then is not None
    (file,) = await sent.then()
    assert file.name == "report-2026-08-2026-10.pdf"
    assert pages(file.content) == 2
    recorded = [(member.deed, member.object) for member in await staff.read(rows)]
    assert recorded[-1] == ("send-report", AIRPORT)


@pytest.mark.parametrize("language", REQUIRED)
async def test_report_of_several_agencies_asks_which(staff: Staff, language: str) -> None:
    top = f"top-{language}"
    asked = (await recorded_taps(staff, top, call(report_agencies))).screen
    offered = [listed.action for listed in buttons(asked) if leads(listed.action, report_periods)]
    assert offered == [
        call(report_periods, EVERYWHERE),
        call(report_periods, AIRPORT),
        call(report_periods, CLINICS),
    ]

    shown = (await recorded_taps(staff, top, call(report_periods, EVERYWHERE))).screen
    assert button(shown, report_agencies) == call(report_agencies)
    sent = await recorded_taps(staff, top, call(send_report, EVERYWHERE, 12))
    assert sent.then is not None
    (file,) = await sent.then()
    assert file.name == "report-2025-11-2026-10.pdf"


async def test_nobody_has_one_of_another_agency_nor_without_the_right(staff: Staff) -> None:
    """Nor of an agency that is not there, or of other months."""
    for action in (
        call(report_agencies),
        call(report_periods, AIRPORT),
        call(send_report, AIRPORT, 3),
    ):
        assert is_gone(await staff.taps("trainer", action))
    for action in (
        call(report_periods, CLINICS),
        call(send_report, CLINICS, 3),
        call(send_report, EVERYWHERE, 3),
        call(send_report, AIRPORT, 1),
    ):
        assert is_gone(await staff.taps("local-en", action))
    for action in (call(report_periods, "nowhere"), call(send_report, "nowhere", 12)):
        assert is_gone(await staff.taps("top-en", action))


@pytest.mark.parametrize("language", REQUIRED)
async def test_the_fullest_screens_fit_in_a_message(staff: Staff, language: str) -> None:
    names = dict.fromkeys(REQUIRED, NAME)
    await staff.write(lambda conn: conn.execute(tables.agencies.update().values(names=names)))
    top = f"top-{language}"

    for target in (
        call(report_agencies),
        call(report_periods, AIRPORT),
        call(send_report, AIRPORT, 12),
    ):
        shown = (await staff.taps(top, target)).screen
        assert shown is not None
        fits(shown)
