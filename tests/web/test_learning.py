"""What learners see of their own work, also at 320 pixels in Arabic in a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import pairwise

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page
from starlette.applications import Starlette

from bot.app.access.rights import ADMIN
from bot.http_server import free_port, serving
from bot.web.admin.overview import overview_page
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.kit.cookies import Cookies
from bot.web.kit.routes import address
from bot.web.learner import learning_page, own_certificate_file
from bot.web.replay import played_cases, replay_page
from bot.web.trainer.home import home
from storage.people import people
from storage.people.roles import EVERYWHERE
from storage.web_sessions.sessions import SessionKind
from tests.helpers import certifying
from tests.helpers.console import TOKEN, URL, Tab, session_of, tab, text
from tests.helpers.following import gates, given, joins, played
from tests.helpers.staff import Staff


@dataclass(frozen=True)
class Class:
    """A learner who has finished a case, and another one who has not."""

    staff: Staff
    attempt: str


@pytest_asyncio.fixture
async def pupils(sqlite_url: str) -> AsyncIterator[Class]:
    async with gates(sqlite_url) as staff:
        await joins(staff, "sara", "Sara Ahmed")
        await joins(staff, "lina", "Lina Omar")
        yield Class(staff, await played(staff, "sara", await given(staff)))


async def in_the_mini_app(staff: Staff, web: Starlette, person: str) -> Tab:
    """A Mini App that somebody has just opened."""
    return tab(web, await session_of(staff, person, SessionKind.MINI_APP))


async def test_a_finished_case_is_looked_back_upon_by_its_learner_alone(pupils: Class) -> None:
    web = asgi_app(pupils.staff.desk.parts.app, ConsoleOptions(URL, TOKEN))
    sara = await in_the_mini_app(pupils.staff, web, "sara")
    listed = await sara.opens(played_cases)
    assert address(replay_page, pupils.attempt) in listed.text
    shown = await sara.opens(replay_page, pupils.attempt)
    assert shown.status_code == 200
    assert shown.text.count("<h2") >= 2
    for person in ("lina", "trainer", "supervisor"):
        other = await in_the_mini_app(pupils.staff, web, person)
        assert (await other.opens(replay_page, pupils.attempt)).status_code == 404
        assert pupils.attempt not in (await other.opens(played_cases)).text


async def test_home_without_cohorts_leads_to_the_first_useful_page(pupils: Class) -> None:
    web = asgi_app(pupils.staff.desk.parts.app, ConsoleOptions(URL, TOKEN))
    await pupils.staff.person("admin", (ADMIN, EVERYWHERE))
    for person, start in (
        ("sara", address(learning_page)),
        ("supervisor", address(learning_page)),
        ("admin", address(overview_page)),
    ):
        browser = await in_the_mini_app(pupils.staff, web, person)
        opened = await browser.opens(home)
        assert (opened.status_code, opened.headers.get("location")) == (303, start)
        first = await browser.client.get(start)
        assert first.status_code == 200
        assert 'href="/"' not in first.text.partition("<main")[0].partition("<nav")[2]
    trainer = await in_the_mini_app(pupils.staff, web, "trainer")
    assert (await trainer.opens(home)).status_code == 200


async def test_the_learning_page_leads_to_cases_and_own_data(pupils: Class) -> None:
    web = asgi_app(pupils.staff.desk.parts.app, ConsoleOptions(URL, TOKEN))
    sara = await in_the_mini_app(pupils.staff, web, "sara")
    shown = await sara.opens(learning_page)
    assert address(played_cases) in shown.text
    for part in ("What I remember", "/mydata", "/erase"):
        assert part in text(shown)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("language", ["ar", "en"])
async def test_a_learner_walks_the_pages_at_320_pixels(
    sqlite_url: str, browser: Browser, language: str
) -> None:
    async with gates(sqlite_url) as staff:
        await joins(staff, "sara", "Sara Ahmed")
        await played(staff, "sara", await given(staff))
        await staff.write(lambda conn: people.change(conn, "sara", language=language))
        port = free_port()
        home = f"http://127.0.0.1:{port}"
        web = asgi_app(staff.desk.parts.app, ConsoleOptions(home, TOKEN))
        token = await session_of(staff, "sara", SessionKind.MINI_APP)
        async with serving(web, f"127.0.0.1:{port}"):
            context = await browser.new_context(viewport={"width": 320, "height": 640})
            name = Cookies(home).session_name
            await context.add_cookies([{"name": name, "value": token, "url": home}])
            page = await context.new_page()
            await page.goto(home + address(learning_page))
            await _look(page)
            for path in (f"{address(played_cases)}", f"{address(played_cases)}/"):
                link = page.locator(f'main a[href^="{path}"]').first
                await link.focus()
                await page.keyboard.press("Enter")
                await page.wait_for_url(f"{home}{path}*")
                await _look(page)
            await page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            await _look(page)
            await context.close()


async def _look(page: Page) -> None:
    """Nothing scrolls sideways, one heading leads, headings skip no level, and axe is content."""
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    levels = await page.evaluate(
        "[...document.querySelectorAll('main h1, main h2, main h3')].map(h => +h.tagName[1])"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    found = await Axe().run(page)
    assert not found.response["violations"], found.response["violations"]


async def test_a_certificate_is_printed_by_its_holder_alone(sqlite_url: str) -> None:
    async with certifying.college(sqlite_url) as staff:
        certificate = await certifying.passes(staff, "sara", await certifying.gives(staff))
        web = asgi_app(staff.desk.parts.app, ConsoleOptions(URL, TOKEN))
        sara = await in_the_mini_app(staff, web, "sara")
        path = address(own_certificate_file, certificate.id)
        assert path in (await sara.opens(learning_page)).text
        printed = await sara.opens(own_certificate_file, certificate.id)
        assert printed.headers["content-type"] == "application/pdf"
        assert printed.content.startswith(b"%PDF")
        for person in ("yusuf", "trainer", "top-admin"):
            other = await in_the_mini_app(staff, web, person)
            assert (await other.opens(own_certificate_file, certificate.id)).status_code == 404


async def test_without_a_name_the_certificate_is_left_to_the_chat(sqlite_url: str) -> None:
    async with certifying.college(sqlite_url) as staff:
        certificate = await certifying.passes(staff, "yusuf", await certifying.gives(staff))
        web = asgi_app(staff.desk.parts.app, ConsoleOptions(URL, TOKEN))
        yusuf = await in_the_mini_app(staff, web, "yusuf")
        path = address(own_certificate_file, certificate.id)
        assert path not in (await yusuf.opens(learning_page)).text
        assert (await yusuf.opens(own_certificate_file, certificate.id)).status_code == 404
