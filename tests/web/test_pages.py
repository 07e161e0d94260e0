"""Every page in a real browser: both languages, both colour schemes, three widths, with axe."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page

from bot.app.access.rights import Right, may
from bot.http_server import free_port, serving
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.kit.cookies import Cookies
from bot.web.kit.routes import Method, Route
from bot.web.replay import replay_page
from bot.web.routes import ROUTES
from storage.people import people
from tests.helpers.console import TOKEN, session_of
from tests.helpers.databases import copied
from tests.helpers.rights_world import OWNERS, PEOPLE, World, world

pytestmark = pytest.mark.asyncio(loop_scope="session")

WIDTHS = (360, 768, 1440)
OF_LEARNERS = frozenset({replay_page})
"""Pages about what only a learner has, which `test_learning` looks at."""
PAGES = [
    route
    for route in ROUTES
    if route.method is Method.PAGE and route.template and route.handler not in OF_LEARNERS
]


@dataclass(frozen=True)
class Console:
    """A console that is served, and the people who use it."""

    address: str
    world: World
    tokens: dict[str, str]

    async def context(self, browser: Browser, person: str, **options: Any) -> BrowserContext:
        """A browser in which somebody is signed in."""
        context = await browser.new_context(**options)
        name = Cookies(self.address).session_name
        await context.add_cookies(
            [{"name": name, "value": self.tokens[person], "url": self.address}]
        )
        return context


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def console(sqlite_template: Path) -> AsyncIterator[Console]:
    with copied(sqlite_template) as url:
        async with world(url) as found:
            port = free_port()
            address = f"http://127.0.0.1:{port}"
            tokens = {person: await session_of(found.staff, person) for person in PEOPLE}
            web = asgi_app(found.staff.desk.parts.app, ConsoleOptions(address, TOKEN))
            async with serving(web, f"127.0.0.1:{port}"):
                yield Console(address, found, tokens)


def who_may(console: Console, route: Route) -> tuple[str, list[str]]:
    """Somebody who may see a page, and the paths to try with what is theirs."""
    for person in ("trainer", "top-admin", "admin", "master", "far-trainer"):
        owner = person if person in OWNERS and route.right != Right.OBSERVE else "trainer"
        if route.right is None or may(
            console.world.roles[person], route.right, OWNERS[owner], own=person == owner
        ):
            every = console.world.candidates(route, owner)
            named = (dict(zip(route.fields, values, strict=True)) for values in every)
            return person, [route.address(values, {}) for values in named]
    raise AssertionError(f"nobody may see {route.name}")


async def served_path(context: BrowserContext, address: str, paths: list[str]) -> str:
    """The first of the paths that is served."""
    for path in paths:
        if (await context.request.get(address + path)).status == 200:
            return path
    raise AssertionError(paths)


async def watched(page: Page, complaints: list[str], address: str) -> None:
    """Note what a page complains of, and what it asks of others."""
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text))
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith((address, "data:")) else complaints.append(asked.url)
        ),
    )


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("route", PAGES, ids=lambda each: each.name)
async def test_a_page_is_accessible_and_fits_every_width(
    console: Console, browser: Browser, tmp_path: Path, route: Route, language: str
) -> None:
    person, paths = who_may(console, route)
    await console.world.staff.write(lambda conn: people.change(conn, person, language=language))
    complaints: list[str] = []
    for scheme in ("light", "dark"):
        context = await console.context(browser, person, color_scheme=scheme)
        path = await served_path(context, console.address, paths)
        page = await context.new_page()
        await watched(page, complaints, console.address)
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 800})
            response = await page.goto(console.address + path)
            assert response is not None
            assert response.status == 200, path
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
            await page.screenshot(
                path=tmp_path / f"{route.name}-{language}-{scheme}-{width}.png", full_page=True
            )
        found = await Axe().run(page)
        complaints += [
            f"{each['id']}: {each['nodes'][0]['html'][:200]}"
            for each in found.response["violations"]
        ]
        await context.close()
    assert not complaints, "\n".join(complaints)
