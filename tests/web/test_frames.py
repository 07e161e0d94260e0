"""Who may frame the console in a real browser: Telegram's web client, and nobody else."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.app.access.rights import TRAINER
from bot.http_server import free_port, serving
from bot.sandbox.mini_apps import MiniApps
from bot.sandbox.world import World
from bot.web.account import account_page, sign_out
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.kit.routes import address
from bot.web.trainer.home import home
from tests.helpers.console import TOKEN, session_of
from tests.helpers.databases import copied
from tests.helpers.front_desk import BOT, front_desk
from tests.helpers.proxies import tls_before
from tests.helpers.staff import AIRPORT, Staff

pytestmark = pytest.mark.asyncio(loop_scope="session")

AGAIN = {
    "en": "open it again with the button beside the input",
    "ar": "ثم فتحها من جديد بالزر المجاور لحقل الكتابة",
}
DOORS = ("/sign-in/any", "/signing-in/any", "/verify")


@dataclass(frozen=True)
class Origins:
    """Three origins: the console's, the one that stands for Telegram's web client, and another."""

    console: str
    telegram: str
    other: str


async def outer(request: Request) -> HTMLResponse:
    """A page with another one in its frame."""
    framed = escape(request.query_params["framed"])
    return HTMLResponse(f'<!doctype html><title>outer</title><iframe src="{framed}"></iframe>')


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def origins(sqlite_template: Path) -> AsyncIterator[Origins]:
    ports = [free_port() for _ in range(3)]
    # To a browser `localhost` is another site than 127.0.0.1, whose cookies do not come along.
    found = Origins(
        f"http://127.0.0.1:{ports[0]}",
        f"http://localhost:{ports[1]}",
        f"http://localhost:{ports[2]}",
    )
    async with AsyncExitStack() as stack:
        url = stack.enter_context(copied(sqlite_template))
        desk = await stack.enter_async_context(front_desk(url))
        options = ConsoleOptions(found.console, TOKEN, framed_by=found.telegram)
        web, around = asgi_app(desk.parts.app, options), Starlette(routes=[Route("/", outer)])
        for port, app in zip(ports, (web, around, around), strict=True):
            await stack.enter_async_context(serving(app, f"127.0.0.1:{port}"))
        yield found


async def framed(browser: Browser, origin: str, path: str, language: str = "en") -> Page:
    """A page of an origin with another one in its frame."""
    context = await browser.new_context(locale=language, ignore_https_errors=True)
    page = await context.new_page()
    await page.goto(f"{origin}/?framed={quote(path, safe='')}")
    return page


async def expect_refused(page: Page) -> None:
    """Wait until the browser shows a page of its own in the frame: only after the outer one."""
    await page.frames[1].wait_for_url(re.compile("^chrome-error:"), wait_until="commit")


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_mini_app_without_session_says_in_telegram_how_to_come_back(
    browser: Browser, origins: Origins, language: str
) -> None:
    shown = await framed(browser, origins.telegram, origins.console + address(home), language)
    content = shown.frame_locator("iframe").locator("main")
    await expect(content).to_contain_text(AGAIN[language])
    await expect(content.get_by_role("link")).to_have_count(0)  # none of them could lead further
    await expect(content.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("path", [address(home), address(sign_out), "/app", *DOORS])
async def test_other_origins_frame_nothing(browser: Browser, origins: Origins, path: str) -> None:
    await expect_refused(await framed(browser, origins.other, origins.console + path))


@pytest.mark.parametrize("path", DOORS)
async def test_telegram_frames_only_its_mini_app(
    browser: Browser, origins: Origins, path: str
) -> None:
    shown = await framed(browser, origins.telegram, f"{origins.console}/app")
    await expect(shown.frame_locator("iframe").locator("main")).to_be_visible()
    await expect_refused(await framed(browser, origins.telegram, origins.console + path))


@pytest.mark.parametrize("path", ["/app", "/sign-in/any", "/signing-in/any"])
async def test_a_door_that_refuses_another_origin_may_not_be_framed(
    origins: Origins, path: str
) -> None:
    async with httpx.AsyncClient(base_url=origins.console) as client:
        answer = await client.post(path, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_every_cookie_works_in_the_frame_of_another_site(
    browser: Browser, sqlite_template: Path
) -> None:
    """With TLS, as at Telegram: what an act says is shown once, and not again on later pages."""
    plain, around = free_port(), free_port()
    telegram = f"http://localhost:{around}"
    async with AsyncExitStack() as stack:
        url = stack.enter_context(copied(sqlite_template))
        desk = await stack.enter_async_context(front_desk(url))
        console = f"https://127.0.0.1:{await stack.enter_async_context(tls_before(plain))}"
        web = asgi_app(desk.parts.app, ConsoleOptions(console, TOKEN, framed_by=telegram))
        await stack.enter_async_context(serving(web, f"127.0.0.1:{plain}"))
        outside = Starlette(routes=[Route("/", outer)])
        await stack.enter_async_context(serving(outside, f"127.0.0.1:{around}"))

        staff = Staff(desk)
        await staff.person("trainer", (TRAINER, AIRPORT), name="Huda Ali")
        await session_of(staff, "trainer")  # another browser's, to sign out
        world = World(BOT, lambda: datetime.now(UTC))
        signed = MiniApps(world, TOKEN).init_data(
            world.person(staff.account("trainer")),
            auth_date=str(int(desk.clock.now().timestamp())),
        )
        launch = urlencode({"tgWebAppData": signed, "tgWebAppVersion": "9.0"})
        page = await framed(browser, telegram, f"{console}/app#{launch}")
        inside = page.frame_locator("iframe")
        await expect(inside.locator(".who")).to_contain_text("Huda Ali")
        await page.frames[1].goto(console + address(account_page))
        await inside.get_by_role("button", name="End this session").click()
        await expect(inside.get_by_role("status")).to_have_text("The session has ended.")
        kept = {cookie["name"] for cookie in await page.context.cookies()}
        assert kept == {"__Host-basira-session", "__Host-basira-owner"}

        sent = await page.frames[1].goto(console + address(account_page))
        assert sent is not None
        await expect(inside.get_by_role("status")).to_have_count(0)
        assert "set-cookie" not in await sent.all_headers()  # none of them is missing
