"""An agency's lines, rules, pledge, fields of work and names on the console, and a new agency."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest_asyncio

from bot.app.access.rights import ADMIN
from bot.app.agencies.contact_lookup import POLICE
from bot.web.admin.agencies import agency_list, agency_page
from bot.web.admin.agency_settings import (
    add_agency,
    agency_settings,
    answer_pledge,
    choose_jobs_first,
    rename_agency,
)
from bot.web.admin.contacts import (
    confirm_contact,
    contact_list,
    contact_page,
    enter_contact,
    enter_contact_value,
    withdraw_contact,
)
from bot.web.console import ConsoleOptions, asgi_app
from storage.agencies import agencies, local_contacts
from storage.agencies.agencies import Agency
from storage.agencies.local_contacts import Fact
from storage.people.roles import EVERYWHERE
from tests.helpers.console import TOKEN, URL, Tab, signed_in, text
from tests.helpers.front_desk import front_desk
from tests.helpers.rights_world import RULE
from tests.helpers.staff import AIRPORT, Staff

TEXTS = {"text-en": "the duty desk, 0000 0000", "text-ar": "مكتب المناوبة، 0000 0000"}
SOURCE = {"source": "Handbook, May 2026"}


@dataclass
class Office:
    """An admin of an agency, and one of all, at the console."""

    staff: Staff
    admin: Tab
    top: Tab

    async def newest(self, name: str = POLICE) -> Fact | None:
        found: Fact | None = await self.staff.read(
            lambda conn: local_contacts.newest(conn, AIRPORT, name)
        )
        return found

    async def agency(self) -> Agency:
        found: Agency = await self.staff.read(lambda conn: agencies.get(conn, AIRPORT))
        return found

    async def enters(
        self, changed: Mapping[str, str] | None = None, version: int = 0
    ) -> httpx.Response:
        form: dict[str, Any] = {"version": str(version), **TEXTS, **SOURCE, **(changed or {})}
        return await self.admin.sends(enter_contact, AIRPORT, POLICE, form=form)


@pytest_asyncio.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    async with front_desk(sqlite_url) as desk:
        staff = Staff(desk)
        await staff.person("admin", (ADMIN, AIRPORT))
        await staff.person("top", (ADMIN, EVERYWHERE))
        web = asgi_app(desk.parts.app, ConsoleOptions(URL, TOKEN))
        yield Office(
            staff, await signed_in(staff, web, "admin"), await signed_in(staff, web, "top")
        )


async def test_a_line_is_entered_read_confirmed_and_withdrawn(office: Office) -> None:
    assert "not entered yet" in text(await office.admin.opens(contact_list, AIRPORT)).lower()
    assert (await office.enters()).status_code == 303
    page = text(await office.admin.opens(contact_page, AIRPORT, POLICE))
    assert "Latest entry" in page
    assert "In danger now: first the duty desk, 0000 0000." in page
    form = {"version": "1", "months": "6", "by": "Salman Ali, duty officer"}
    assert (
        await office.admin.sends(confirm_contact, AIRPORT, POLICE, form=form)
    ).status_code == 303
    page = text(await office.admin.opens(contact_page, AIRPORT, POLICE))
    assert "Confirmed by Salman Ali, duty officer on" in page
    assert "Shown to learners now" in page
    await office.admin.sends(withdraw_contact, AIRPORT, POLICE)
    assert "Shown to learners now" not in text(
        await office.admin.opens(contact_page, AIRPORT, POLICE)
    )
    again = await office.admin.sends(withdraw_contact, AIRPORT, POLICE)
    assert again.status_code == 422


async def test_invalid_value_is_reported_at_its_field_and_kept(
    office: Office,
) -> None:
    for field, typed in (
        ("text-en", "see www.example.org"),
        ("text-ar", ""),
        ("text-en", "x" * 10_000),
        ("source", " "),
    ):
        refused = await office.enters({field: typed})
        assert refused.status_code == 422
        assert f'id="error-{field}"' in refused.text
        assert "Handbook, May 2026" in refused.text or field == "source"
    assert await office.newest() is None


async def test_second_editor_sees_the_newer_version_and_replaces_nothing(
    office: Office,
) -> None:
    await office.enters()
    second = await office.enters({"text-en": "somewhere else"})
    assert (second.status_code, "changed this in the meantime" in text(second)) == (422, True)
    assert 'name="version" value="1"' in second.text
    assert 'value="somewhere else"' in second.text
    await office.enters({"text-en": "the new desk"}, 1)
    form = {"version": "1", "months": "6", "by": "Salman Ali"}
    stale = await office.admin.sends(confirm_contact, AIRPORT, POLICE, form=form)
    assert stale.status_code == 422
    newest = await office.newest()
    assert newest is not None
    assert (newest.version, newest.texts["en"], newest.confirmed_at) == (2, "the new desk", None)


async def test_a_rule_is_answered_by_one_of_its_values(office: Office) -> None:
    page = (await office.admin.opens(contact_page, AIRPORT, RULE)).text
    form = {"version": "0", **SOURCE}
    for value in ("", "perhaps"):
        refused = await office.admin.sends(
            enter_contact_value, AIRPORT, RULE, form={**form, "value": value}
        )
        assert (refused.status_code, 'id="error-value"' in refused.text) == (422, True)
    value = page.split('<option value="', 2)[2].partition('"')[0]
    done = await office.admin.sends(
        enter_contact_value, AIRPORT, RULE, form={**form, "value": value}
    )
    assert done.status_code == 303
    newest = await office.newest(RULE)
    assert newest is not None
    assert newest.setting == value


async def test_the_pledge_is_answered_by_a_named_officer(office: Office) -> None:
    form = {"pledge": "promised", "seen": "", "officer": ""}
    refused = await office.admin.sends(answer_pledge, AIRPORT, form=form)
    assert (refused.status_code, 'id="error-officer"' in refused.text) == (422, True)
    form["officer"] = "Layla Saleh, head of staff"
    assert (await office.admin.sends(answer_pledge, AIRPORT, form=form)).status_code == 303
    assert "by Layla Saleh" in text(await office.admin.opens(agency_page, AIRPORT))
    second = await office.admin.sends(answer_pledge, AIRPORT, form={**form, "pledge": "refused"})
    assert second.status_code == 422
    assert (await office.agency()).pledge == "promised"


async def test_fields_of_work_are_ticked_and_others_ticks_stay(office: Office) -> None:
    page = (await office.admin.opens(agency_settings, AIRPORT)).text
    assert 'value="nursing"' in page
    await office.admin.sends(choose_jobs_first, AIRPORT, form={"jobs": ["nursing"], "was": []})
    await office.admin.sends(choose_jobs_first, AIRPORT, form={"jobs": ["police"], "was": []})
    shown = (await office.admin.opens(agency_settings, AIRPORT)).text
    for job in ("nursing", "police"):
        assert f'name="was" value="{job}"' in shown


async def test_only_an_admin_of_all_agencies_renames_and_adds_one(office: Office) -> None:
    name = (await office.agency()).names["en"]
    form = {"name-en": "Gulf Gates", "was-en": name}
    assert (await office.admin.sends(rename_agency, AIRPORT, form=form)).status_code == 404
    assert (await office.top.sends(rename_agency, AIRPORT, form=form)).status_code == 303
    second = await office.top.sends(rename_agency, AIRPORT, form={**form, "name-en": "Gates"})
    assert "Changed in the meantime to “Gulf Gates”" in text(second)

    new = {"id": "harbour", "country": "bh", "name-en": "Harbour", "name-ar": "الميناء"}
    for field, typed in (("id", "No Id"), ("country", "Bahrain"), ("name-ar", "Harbour too")):
        refused = await office.top.sends(add_agency, form={**new, field: typed})
        assert (refused.status_code, f'id="error-{field}"' in refused.text) == (422, True)
    assert (await office.admin.sends(add_agency, form=new)).status_code == 404
    assert (await office.top.sends(add_agency, form=new)).status_code == 303
    assert "Harbour" in text(await office.top.opens(agency_list))
