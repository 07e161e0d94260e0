"""An admin finds one person by what they can tell, and does nothing dangerous unconfirmed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
from sqlalchemy import Connection, select
from starlette.applications import Starlette

from bot.app.access.rights import ADMIN, TRAINER
from bot.app.personal_data import pending_erasure
from bot.app.request import Request
from bot.app.web_sessions import confirmations
from bot.web.admin.agencies import agency_page, close_agency
from bot.web.admin.health import health_page
from bot.web.admin.people import (
    create_recovery_code,
    erase_person,
    find_person,
    people_page,
    person_page,
    sign_out_person,
    stop_erasure,
)
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.kit.responses import CONFIRMATION
from storage.db import audit_log
from storage.db import tables as t
from storage.people import people
from storage.people.roles import EVERYWHERE
from tests.helpers.console import TOKEN, URL, Tab, signed_in, text
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, CLINICS, Staff

MARYAM, FAR = "maryam-00000", "yusuf-000000"
NAME = "Maryam Hasan"


@dataclass
class Office:
    """An admin of one agency at the console."""

    staff: Staff
    web: Starlette
    admin: Tab

    async def confirmed(self, handler: object, form: dict[str, str] | None = None) -> str:
        """Send a form, confirm it in the chat, and send it again; where it leads."""
        sent = form or {}
        asked = await self.admin.sends(handler, MARYAM, form=sent)
        assert asked.status_code == 200
        confirmation = await self.staff.write(self.grant)
        done = await self.admin.sends(handler, MARYAM, form={**sent, CONFIRMATION: confirmation})
        assert done.status_code == 303, text(done)
        return text(await self.admin.client.get(done.headers["location"]))

    def grant(self, conn: Connection) -> str:
        waiting = t.web_confirmations.c.answered_at.is_(None)
        id_ = str(conn.execute(select(t.web_confirmations.c.id).where(waiting)).scalar_one())
        admin = people.get(conn, "admin")
        assert admin is not None
        request = Request(admin, self.staff.desk.clock.now())
        assert confirmations.answer(conn, request, id_, granted=True)
        return id_


@pytest_asyncio.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    async with front_desk(sqlite_url) as desk:
        desk.parts.links.username = "basira_bot"
        staff = Staff(desk)
        await staff.person("top", (ADMIN, EVERYWHERE))
        await staff.person("admin", (ADMIN, AIRPORT))
        await staff.person(MARYAM, (TRAINER, AIRPORT), name=NAME)
        await staff.person(FAR, (TRAINER, CLINICS), name="Yusuf Saleh")
        web = asgi_app(desk.parts.app, ConsoleOptions(URL, TOKEN))
        yield Office(staff, web, await signed_in(staff, web, "admin"))


async def has_account(office: Office) -> bool:
    return bool(await office.staff.read(lambda conn: people.has_account(conn, MARYAM)))


async def test_only_the_whole_name_finds_somebody_and_nobody_beyond_reach(office: Office) -> None:
    assert NAME not in text(await office.admin.opens(people_page))
    for typed in ("Maryam", "Yusuf Saleh", "Nobody Here"):
        missed = await office.admin.sends(find_person, form={"who": typed})
        assert missed.status_code == 422
        assert "No match among the people you can sign out." in text(missed)
        assert f'value="{typed}"' in missed.text
    found = await office.admin.sends(find_person, form={"who": NAME})
    assert (found.status_code, found.headers["location"]) == (303, f"/people/{MARYAM}")
    assert (await office.admin.opens(person_page, FAR)).status_code == 404


async def test_every_search_is_recorded(office: Office) -> None:
    for typed in ("Nobody Here", NAME):
        await office.admin.sends(find_person, form={"who": typed})

    def searches(conn: Connection) -> list[str | None]:
        return [each.object for each in audit_log.entries(conn, deed="find-person")]

    missed, found = await office.staff.read(searches)
    assert (missed, found) == (AIRPORT, MARYAM)


async def test_after_ten_searches_without_a_match_the_admin_waits(office: Office) -> None:
    for number in range(10):
        await office.admin.sends(find_person, form={"who": f"Nobody {chr(65 + number)}"})
    refused = await office.admin.sends(find_person, form={"who": NAME})
    assert "Too many searches without a match." in text(refused)


async def test_nobody_is_signed_out_before_it_was_confirmed_in_the_chat(office: Office) -> None:
    await office.admin.sends(sign_out_person, MARYAM)
    assert await has_account(office)
    await office.admin.sends(sign_out_person, MARYAM, form={CONFIRMATION: "nothing-0000"})
    assert await has_account(office)
    shown = await office.confirmed(sign_out_person)
    assert "is signed out everywhere." in shown
    assert not await has_account(office)


async def test_the_code_for_a_lost_phone_is_shown_once(office: Office) -> None:
    shown = await office.confirmed(create_recovery_code)
    assert "https://t.me/basira_bot" in shown
    assert "https://t.me/" not in text(await office.admin.opens(person_page, MARYAM))


async def test_erasing_waits_and_can_be_stopped(office: Office) -> None:
    day = pending_erasure.erasure_time
    refused = await office.admin.sends(erase_person, MARYAM, form={"ground": "revenge"})
    assert (refused.status_code, "Please choose a reason." in text(refused)) == (422, True)

    shown = await office.confirmed(erase_person, {"ground": "left"})
    assert "will be erased on" in shown
    assert "Erase them" not in shown
    due = await office.staff.read(lambda conn: day(conn, MARYAM))
    assert due - office.staff.desk.clock.now() == pending_erasure.WAIT

    done = await office.admin.sends(stop_erasure, MARYAM)
    assert done.status_code == 303
    assert await office.staff.read(lambda conn: day(conn, MARYAM)) is None


async def test_a_confirmation_is_for_the_ground_that_was_chosen(office: Office) -> None:
    await office.admin.sends(erase_person, MARYAM, form={"ground": "left"})
    confirmation = await office.staff.write(office.grant)
    other = {"ground": "asked", CONFIRMATION: confirmation}
    assert (await office.admin.sends(erase_person, MARYAM, form=other)).status_code == 200
    assert await office.staff.read(lambda conn: pending_erasure.erasure_time(conn, MARYAM)) is None


async def test_roles_given_and_taken_are_shown(office: Office) -> None:
    shown = text(await office.admin.opens(person_page, MARYAM))
    assert "since" in shown
    assert "Trainer" in shown


async def test_health_is_for_admins_of_all_agencies(office: Office) -> None:
    assert (await office.admin.opens(health_page)).status_code == 404
    assert "System health" not in text(await office.admin.opens(people_page))
    top = await signed_in(office.staff, office.web, "top")
    shown = text(await top.opens(health_page))
    assert "No backup is recorded." in shown
    assert "Database schema" in shown


async def test_agency_shows_missing_details_and_global_admins_close_it(
    office: Office,
) -> None:
    shown = text(await office.admin.opens(agency_page, AIRPORT))
    assert "○ Pledge: not answered yet" in shown
    assert "Close it" not in shown
    assert (await office.admin.opens(agency_page, CLINICS)).status_code == 404
    assert (await office.admin.sends(close_agency, AIRPORT)).status_code == 404
    top = await signed_in(office.staff, office.web, "top")
    assert "Close it" in text(await top.opens(agency_page, AIRPORT))
    assert (await top.sends(close_agency, AIRPORT)).status_code == 200
    assert "Close it" in text(await top.opens(agency_page, AIRPORT))
