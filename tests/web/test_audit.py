"""The audit log on the console: searched and proven by admins of all agencies alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
from sqlalchemy import Connection, update
from starlette.applications import Starlette

from bot.app.access.rights import ADMIN, TRAINER
from bot.web.admin.audit import audit_page, check_audit
from bot.web.admin.overview import overview_page
from bot.web.admin.people import find_person
from bot.web.console import ConsoleOptions, asgi_app
from storage.db import audit_log
from storage.db.tables import audit
from storage.people.roles import EVERYWHERE
from tests.helpers.console import TOKEN, URL, Tab, signed_in, text
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, Staff


@dataclass
class Office:
    """Admins at the console."""

    staff: Staff
    web: Starlette
    top: Tab
    admin: Tab


@pytest_asyncio.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    async with front_desk(sqlite_url) as desk:
        staff = Staff(desk)
        await staff.person("top", (ADMIN, EVERYWHERE))
        await staff.person("admin", (ADMIN, AIRPORT))
        await staff.person("trainer", (TRAINER, AIRPORT), name="Maryam Hasan")
        web = asgi_app(desk.parts.app, ConsoleOptions(URL, TOKEN))
        tabs = [await signed_in(staff, web, person) for person in ("top", "admin")]
        yield Office(staff, web, *tabs)


async def test_rows_are_found_by_exact_text(office: Office) -> None:
    await office.admin.sends(find_person, form={"who": "Maryam Hasan"})
    shown = text(await office.top.opens(audit_page, **{"in": "deed", "q": "find-person"}))
    assert "person trainer" in shown
    assert "Maryam" not in shown
    for query in ({"in": "person", "q": "nobody"}, {"role": "trainer"}, {"q": "' OR 1=1 --"}):
        assert "No matching entries" in text(await office.top.opens(audit_page, **query))
    hostile = {"in": "hash", "when": "ever", "after": "²", "role": "x"}
    assert (await office.top.opens(audit_page, **hostile)).status_code == 200


async def test_every_row_is_reached_page_by_page(office: Office) -> None:
    def fill(conn: Connection) -> None:
        first = audit_log.latest(conn, 1)[0]
        for number in range(first.number + 1, first.number + 121):
            values = {**{name: getattr(first, name) for name in audit_log.COLUMNS}}
            conn.execute(audit.insert().values({**values, "number": number, "deed": "walked"}))

    await office.top.opens(audit_page)  # which is recorded itself
    await office.staff.write(fill)
    found, after = 0, ""
    for _ in range(3):
        page = await office.top.opens(audit_page, **{"in": "deed", "q": "walked", "after": after})
        found += page.text.count(">walked<")
        after = page.text.partition("after=")[2].partition('"')[0].partition("&")[0]
    assert (found, after) == (120, "")


async def test_a_changed_row_is_named(office: Office) -> None:
    await office.admin.sends(find_person, form={"who": "Maryam Hasan"})
    end = await office.staff.read(audit_log.end)
    whole = text(await office.top.sends(check_audit))
    assert "Every row is as it was written" in whole
    assert str(end) in whole
    assert "Every row" in text(await office.top.sends(check_audit, form={"noted": str(end)}))
    wrong = await office.top.sends(check_audit, form={"noted": "12"})
    assert (wrong.status_code, 'value="12"' in wrong.text) == (422, True)

    await office.staff.write(
        lambda conn: conn.execute(update(audit).where(audit.c.number == 1).values(deed="x"))
    )
    assert "Row 1 was changed after it was written." in text(await office.top.sends(check_audit))


async def test_an_admin_of_one_agency_does_not_know_of_it(office: Office) -> None:
    assert (await office.admin.opens(audit_page)).status_code == 404
    assert (await office.admin.sends(check_audit)).status_code == 404
    home = await office.admin.opens(overview_page)
    assert "Audit log" not in text(home)
    assert "System health" not in text(home)
    assert "Audit log" in text(await office.top.opens(overview_page))
