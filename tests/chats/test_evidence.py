"""Reports in the chat: for admins of their own agencies, as a file, and recorded."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection

from bot.app.access.rights import ADMIN, SUPERVISOR, TRAINER
from bot.chat import common_screens as general
from bot.chat.admin.impact_report.actions import SendReport, ShowReport, ShowReports
from bot.chat.admin.impact_report.impact_report_screens import (
    choosing_screen,
    report_screen,
    sent_screen,
)
from bot.chat.kit.request import Reply
from bot.export.impact_report.report_period import Period
from bot.locale import LANGUAGES, words
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.people.roles import EVERYWHERE
from tests.chats.test_training_screens import NAME, fits
from tests.helpers.auditing import recorded_taps, rows
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, CLINICS, ZONE, Staff, button, buttons, text
from tests.pictures.test_passes import pages


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """Admins in each language, of all agencies and of one; a trainer, who has no report."""
    async with front_desk(database_url) as desk:
        found = Staff(desk)
        for language in LANGUAGES:
            await found.person(f"top-{language}", (ADMIN, EVERYWHERE), language=language)
            await found.person(f"local-{language}", (ADMIN, AIRPORT), language=language)
        await found.person("trainer", (TRAINER, AIRPORT), (SUPERVISOR, AIRPORT))
        now = desk.clock.now()

        def unit(conn: Connection) -> None:
            for number, agency in enumerate((AIRPORT, CLINICS)):
                made = Cohort(f"cohort-{number:05}", "Gates", agency, ZONE, now)
                cohorts.create(conn, made, "trainer")

        await found.write(unit)
        yield found


def is_gone(reply: Reply) -> bool:
    return reply.screen == general.gone_screen(words("en")) and reply.then is None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_of_one_agency_it_is_two_taps_and_a_file(staff: Staff, language: str) -> None:
    local, say = f"local-{language}", words(language).say
    shown = (await staff.says(local, "/admin")).screen
    asked = (await recorded_taps(staff, local, button(shown, ShowReports))).screen

    assert say("What the training came to") in text(asked)
    offered = [one.action for one in buttons(asked) if isinstance(one.action, SendReport)]
    assert offered == [SendReport(AIRPORT, 3), SendReport(AIRPORT, 12)]
    sent = await recorded_taps(staff, local, offered[0])
    assert say("The report follows as a file.") in text(sent.screen)
    assert sent.then is not None
    (file,) = await sent.then()
    assert file.name == "report-2026-08-2026-10.pdf"
    assert pages(file.content) == 2
    recorded = [(one.deed, one.object) for one in await staff.read(rows)]
    assert recorded[-1] == ("send-report", AIRPORT)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_of_all_agencies_one_is_chosen_first(staff: Staff, language: str) -> None:
    top = f"top-{language}"
    asked = (await recorded_taps(staff, top, ShowReports())).screen
    offered = [one.action for one in buttons(asked) if isinstance(one.action, ShowReport)]
    assert offered == [ShowReport(EVERYWHERE), ShowReport(AIRPORT), ShowReport(CLINICS)]

    shown = (await recorded_taps(staff, top, ShowReport(EVERYWHERE))).screen
    assert button(shown, ShowReports) == ShowReports()
    sent = await recorded_taps(staff, top, SendReport(EVERYWHERE, 12))
    assert sent.then is not None
    (file,) = await sent.then()
    assert file.name == "report-2025-11-2026-10.pdf"


async def test_nobody_has_one_of_another_agency_nor_without_the_right(staff: Staff) -> None:
    """Nor of an agency that is not there, or of other months."""
    for action in (ShowReports(), ShowReport(AIRPORT), SendReport(AIRPORT, 3)):
        assert is_gone(await staff.taps("trainer", action))
    for action in (
        ShowReport(CLINICS),
        SendReport(CLINICS, 3),
        SendReport(EVERYWHERE, 3),
        SendReport(AIRPORT, 1),
    ):
        assert is_gone(await staff.taps("local-en", action))
    for action in (ShowReport("nowhere"), SendReport("nowhere", 12)):
        assert is_gone(await staff.taps("top-en", action))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fullest_screens_fit_in_a_message(language: str) -> None:
    speak = words(language)
    periods = [Period("2026-08", "2026-10"), Period("2025-11", "2026-10")]

    fits(choosing_screen(speak, [("a" * 40, NAME)] * 40))
    fits(report_screen(speak, "a" * 40, NAME, periods, several=True))
    fits(sent_screen(speak, NAME, periods[0]))
