"""What is hostile or too late: refused with a sentence, changes nothing, logged without any of it.

Links and launches that are forged, replayed or old are in `test_doors`; files in
`test_roster_import` and `test_form_bodies`.
"""

from __future__ import annotations

import html
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.app.access.rights import ADMIN, TRAINER
from bot.app.web_sessions import sign_in
from bot.sandbox.mini_apps import MiniApps
from bot.sandbox.world import World
from bot.web.admin.people import find_person
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.kit.routes import Method, address
from bot.web.routes import ROUTES
from bot.web.trainer.cohort_settings import rename_cohort
from bot.web.trainer.cohorts import cohort_list, cohort_page, create_cohort
from bot.web.trainer.roster_import import LARGEST, roster_import, send_roster
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from tests.chats.test_console import link_of
from tests.helpers.console import TOKEN, URL, Tab, signed_in, tab, text
from tests.helpers.front_desk import BOT, front_desk
from tests.helpers.spreadsheets import SHEET, bomb
from tests.helpers.staff import AIRPORT, ZONE, Staff

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Origin": URL}
SECRET = "Zubaida Secret 555-0199"
"""What is typed, and must stand in no log."""
SAMPLES = ("cohort-00001", "kinds", "12", "1", "en", "trainer")
"""Of which each field of a path takes one."""
ACTS = [route for route in ROUTES if route.method is Method.ACT]


@dataclass(frozen=True)
class Desk:
    """A trainer at the console."""

    staff: Staff
    web: Starlette
    trainer: Tab
    cohort: str

    async def names(self) -> list[str]:
        found = await self.staff.read(lambda conn: cohorts.of_trainer(conn, "trainer"))
        return [each.name for each in found]


@pytest_asyncio.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with front_desk(sqlite_url, console_url=URL) as found:
        staff = Staff(found)
        await staff.person("trainer", (TRAINER, AIRPORT), name="Maryam Hasan")
        await staff.person("admin", (ADMIN, AIRPORT), name="Salman Ali")
        cohort = Cohort("cohort-00001", "Night shift", AIRPORT, ZONE, found.clock.now())
        await staff.write(lambda conn: cohorts.create(conn, cohort, "trainer"))
        web = asgi_app(found.parts.app, ConsoleOptions(URL, TOKEN))
        yield Desk(staff, web, await signed_in(staff, web, "trainer"), cohort.id)


def said(answer: httpx.Response) -> str:
    return html.unescape(text(answer))


def said_nothing(logs: Any) -> None:
    """Nothing of what was typed, and nobody, is in these lines."""
    written = repr(logs)
    for personal in ("Zubaida", "555", "Maryam", "trainer'", "=1+1", "\u2028"):
        assert personal not in written, written


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://console.example.org.evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": URL},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_form_of_another_origin_or_of_none_changes_nothing(
    desk: Desk, headers: dict[str, str]
) -> None:
    with capture_logs() as logs:
        answer = await desk.trainer.client.post(
            address(create_cohort), data={"agency": AIRPORT, "name": SECRET}, headers=headers
        )
    assert answer.status_code == 403
    assert "This request came from a page outside the console." in said(answer)
    assert [(each["reason"], each["route"]) for each in logs] == [("origin", "create_cohort")]
    said_nothing(logs)
    assert await desk.names() == ["Night shift"]


async def test_ten_megabytes_are_refused_before_they_are_kept(desk: Desk) -> None:
    with capture_logs() as logs:
        answer = await desk.trainer.sends(create_cohort, files={"file": b"x" * 10_000_000})
    assert (answer.status_code, "This is too large." in said(answer)) == (413, True)
    assert [each["reason"] for each in logs] == ["size"]
    with capture_logs() as logs:
        named = {"file": (f"{SECRET}.csv", b"x" * 10_000_000)}
        answer = await desk.trainer.sends(send_roster, desk.cohort, files=named)
    assert answer.status_code == 422
    assert f"This file is larger than {LARGEST >> 20} MB." in said(answer)
    said_nothing(logs)


async def test_a_zip_bomb_is_refused_and_nothing_waits(desk: Desk) -> None:
    named = {"file": (f"{SECRET}.xlsx", bomb(SHEET, b"<x/>" * 5_000_000))}
    with capture_logs() as logs:
        answer = await desk.trainer.sends(send_roster, desk.cohort, files=named)
    assert (answer.status_code, "There is far more in this file" in said(answer)) == (422, True)
    assert 'name="pasted"' in (await desk.trainer.opens(roster_import, desk.cohort)).text
    said_nothing(logs)


async def test_a_name_of_ten_thousand_characters_is_kept_on_its_page_and_nowhere_else(
    desk: Desk,
) -> None:
    for handler, values in ((create_cohort, ()), (rename_cohort, (desk.cohort,))):
        typed = {"agency": AIRPORT, "name": SECRET * 500, "was": "Night shift"}
        with capture_logs() as logs:
            answer = await desk.trainer.sends(handler, *values, form=typed)
        assert answer.status_code == 422
        assert "A name can have at most 60 letters." in said(answer)
        assert f'value="{SECRET}' in answer.text
        assert [each["event"] for each in logs] == ["form rejected"]
        said_nothing(logs)
    assert await desk.names() == ["Night shift"]


@pytest.mark.parametrize(
    "path",
    [
        "/cohorts/forged-00000",
        "/cohorts/AAAAAAAAAAAA/settings",
        "/cohorts/..%2f..%2fetc",
        "/cohorts/x' OR '1'='1",
        "/tests/forged-00000",
        "/people/Zubaida-0000",
        "/no-such-page",
        "/" + "a" * 5_000,
    ],
)
async def test_forged_id_is_answered_as_a_stranger(desk: Desk, path: str) -> None:
    with capture_logs() as logs:
        answer = await desk.trainer.client.get(path)
    assert answer.status_code == 404
    assert "There is nothing here, or it isn't yours to see." in said(answer)
    said_nothing(logs)


async def test_a_used_link_and_an_old_one_sign_nobody_in(desk: Desk) -> None:
    token = link_of(await desk.staff.says("trainer", "/console"))
    browser = tab(desk.web)
    first = await browser.client.post(f"/sign-in/{token}", headers=SAME_ORIGIN)
    assert first.status_code == 200
    with capture_logs() as logs:
        again = await browser.client.post(f"/sign-in/{token}", headers=SAME_ORIGIN)
    assert (again.status_code, "set-cookie" in again.headers) == (410, False)
    assert "A link works once and for two minutes." in said(again)
    assert [each["event"] for each in logs] == ["sign-in link refused"]
    assert token not in repr(logs)

    late = link_of(await desk.staff.says("trainer", "/console"))
    desk.staff.desk.clock.passes(sign_in.LINK_LIFETIME.total_seconds() + 1)
    answer = await browser.client.post(f"/sign-in/{late}", headers=SAME_ORIGIN)
    assert answer.status_code == 410


async def test_an_old_launch_of_the_mini_app_is_logged_by_its_reason_alone(desk: Desk) -> None:
    world = World(BOT, lambda: datetime.now(UTC))
    account = desk.staff.account("trainer")
    person = world.person(account)
    old = desk.staff.desk.clock.now() - timedelta(minutes=6)
    signed = MiniApps(world, TOKEN).init_data(person, auth_date=str(int(old.timestamp())))
    with capture_logs() as logs:
        answer = await tab(desk.web).client.post(
            "/app", data={"init_data": signed}, headers=SAME_ORIGIN
        )
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert [(each["event"], each["reason"]) for each in logs] == [("init data refused", "expired")]
    assert str(account) not in repr(logs)


async def test_no_page_is_framed_by_another_origin(desk: Desk) -> None:
    stranger = tab(desk.web)
    for answer in (
        await desk.trainer.opens(cohort_list),
        await stranger.opens(cohort_list),
        await stranger.client.get("/verify"),
        await stranger.client.get("/sign-in/any"),
    ):
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_a_search_is_in_no_log(desk: Desk) -> None:
    with capture_logs() as logs:
        await desk.trainer.opens(cohort_page, desk.cohort, q=SECRET)
        await (await signed_in(desk.staff, desk.web, "admin")).sends(
            find_person, form={"who": SECRET}
        )
    said_nothing(logs)


async def test_a_page_with_its_choices_is_gone_on_with(desk: Desk) -> None:
    lost = await tab(desk.web).opens(cohort_page, desk.cohort, q="sara", state="late")
    assert lost.status_code == 401
    assert f'href="/cohorts/{desk.cohort}?q=sara&amp;state=late"' in lost.text


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/cohorts", "/\\evil.example"])
async def test_signing_in_leads_to_no_other_site(desk: Desk, path: str) -> None:
    lost = await tab(desk.web).client.get(URL + path)
    assert "evil.example" not in lost.text
