"""Exports of the console: looked at first, made in the background, taken once, and logged."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
from starlette.applications import Starlette

from bot.app.access.rights import ADMIN, TRAINER
from bot.export.background_exports import KEPT
from bot.web.admin.exports import (
    export_files,
    exports_page,
    make_export,
    preview_export,
    take_export,
)
from bot.web.console import ConsoleOptions, asgi_app
from storage.exports import export_log
from storage.exports.export_log import LoggedExport
from storage.people.roles import EVERYWHERE
from tests.helpers.assigning_world import bare, notices
from tests.helpers.console import TOKEN, URL, Tab, signed_in, text
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, CLINICS, Staff
from tests.helpers.staff import text as told_text

COHORTS = {"agency": EVERYWHERE, "dataset": "cohorts", "span": "all", "format": "csv"}


@dataclass
class Office:
    """Admins at the console."""

    staff: Staff
    web: Starlette
    admin: Tab

    async def made(self) -> str:
        """Ask for a file and wait until it is made; gives the id that its button sends."""
        done = await self.admin.sends(make_export, form=COHORTS)
        assert (done.status_code, done.headers["location"]) == (303, "/exports/files")
        await self.staff.desk.parts.app.background_exports.settle()
        shown = (await self.admin.opens(export_files)).text
        (found,) = re.findall(r'name="export" value="([^"]+)"', shown)
        return str(found)

    async def lets_go(self) -> None:
        """Run the job that lets go of files."""
        app = self.staff.desk.parts.app
        await app.background_exports.forget_old(app.database, app.clock)

    async def told(self) -> dict[str, str]:
        """Send the notices that are due; gives the message of each person."""
        sender, before = notices(self.staff), len(self.staff.desk.post.sent)
        await sender.send()
        await sender.flush()
        names = {self.staff.account(each): each for each in ("top", "admin", "trainer")}
        return {
            names[message.chat]: bare(told_text(message.screen))
            for message in self.staff.desk.post.sent[before:]
        }

    async def logged(self) -> list[LoggedExport]:
        found: list[LoggedExport] = await self.staff.read(export_log.every)
        return found


@pytest_asyncio.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    async with front_desk(sqlite_url) as desk:
        staff = Staff(desk)
        await staff.person("top", (ADMIN, EVERYWHERE), name="Layla Saleh")
        await staff.person("admin", (ADMIN, CLINICS))
        await staff.person("trainer", (TRAINER, AIRPORT))
        await staff.says("trainer", "/cohort Night shift")
        web = asgi_app(desk.parts.app, ConsoleOptions(URL, TOKEN))
        yield Office(staff, web, await signed_in(staff, web, "top"))


async def test_the_first_rows_are_shown_and_every_column_is_explained(office: Office) -> None:
    shown = text(await office.admin.sends(preview_export, form=COHORTS))
    assert "What the columns mean" in shown
    assert "Name of the cohort, as its trainer typed it" in shown
    assert not await office.logged()


async def test_a_choice_that_is_not_on_offer_is_refused(office: Office) -> None:
    for changed in ({"dataset": "practice"}, {"span": "ever"}, {"format": "exe"}):
        for handler in (preview_export, make_export):
            refused = await office.admin.sends(handler, form={**COHORTS, **changed})
            assert refused.status_code == 422
    foreign = await signed_in(office.staff, office.web, "admin")
    for handler in (preview_export, make_export):
        refused = await foreign.sends(handler, form=COHORTS)
        assert refused.status_code == 404
    assert not await office.logged()


async def test_so_few_people_are_neither_shown_nor_exported(office: Office) -> None:
    people = {**COHORTS, "dataset": "people"}
    shown = await office.admin.sends(preview_export, form=people)
    assert (shown.status_code, "fewer than 10 people" in text(shown)) == (422, True)
    await office.admin.sends(make_export, form=people)
    await office.staff.desk.parts.app.background_exports.settle()
    (message,) = (await office.told()).values()
    assert "could not be created" in message
    assert "fewer than 10 people" in text(await office.admin.opens(export_files))
    (entry,) = await office.logged()
    assert entry.state == export_log.FAILED


async def test_file_is_downloaded_once_by_its_requester(office: Office) -> None:
    made = await office.made()
    await office.staff.person("other", (ADMIN, EVERYWHERE))
    other = await signed_in(office.staff, office.web, "other")
    assert (await other.sends(take_export, form={"export": made})).status_code == 422

    taken = await office.admin.sends(take_export, form={"export": made})
    assert taken.headers["content-disposition"].endswith("cohorts.csv")
    assert taken.content.startswith(b"\xef\xbb\xbf")
    again = await office.admin.sends(take_export, form={"export": made})
    assert (again.status_code, "no longer here" in text(again)) == (422, True)


async def test_an_untaken_file_expires_and_is_logged_as_refused(office: Office) -> None:
    made = await office.made()
    office.staff.desk.clock.passes(KEPT.total_seconds() + 1)
    office.admin = await signed_in(office.staff, office.web, "top")
    late = await office.admin.sends(take_export, form={"export": made})
    assert late.status_code == 422
    await office.lets_go()
    assert "You have no file" in text(await office.admin.opens(export_files))
    (entry,) = await office.logged()
    assert entry.state == export_log.REFUSED
    assert not await office.told()


async def test_a_file_that_waits_not_too_long_is_kept(office: Office) -> None:
    made = await office.made()
    office.staff.desk.clock.passes(KEPT.total_seconds() - 1)
    await office.lets_go()
    office.admin = await signed_in(office.staff, office.web, "top")
    assert (await office.admin.sends(take_export, form={"export": made})).status_code == 200


async def test_chat_announces_a_file_without_its_content(
    office: Office,
) -> None:
    await office.made()
    ((person, message),) = (await office.told()).items()
    assert person == "top"
    assert "The file you asked for on the console is ready." in message
    assert message.endswith("/exports/files")
    assert "cohorts" not in message.lower()


async def test_the_chat_says_nothing_of_a_file_that_was_taken(office: Office) -> None:
    made = await office.made()
    await office.admin.sends(take_export, form={"export": made})
    assert not await office.told()


async def test_export_log_is_shown_to_people_with_the_right_to_export(office: Office) -> None:
    await office.made()
    shown = text(await office.admin.opens(export_files))
    assert "Layla Saleh" in shown
    foreign = await signed_in(office.staff, office.web, "admin")
    assert "Nothing has been exported yet." in text(await foreign.opens(export_files))
    trainer = await signed_in(office.staff, office.web, "trainer")
    for handler in (exports_page, export_files):
        assert (await trainer.opens(handler)).status_code == 404
