"""What scripts add to a live session and to the grid of paper answers; all works without them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.app.access.rights import TRAINER
from bot.app.web_sessions import sessions as web_sessions
from bot.chat.kit.routes import call
from bot.chat.trainer.live_session.session_control import close_vote
from bot.http_server import free_port, serving
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.kit.cookies import Cookies
from bot.web.kit.routes import address
from bot.web.trainer import paper, presenter
from tests.helpers import paper_answers
from tests.helpers.console import TOKEN, session_of
from tests.helpers.databases import copied
from tests.helpers.front_desk import front_desk
from tests.helpers.live_session import a_class, begun, the_session, votes
from tests.helpers.paper_answers import GIVEN
from tests.helpers.staff import AIRPORT, Staff

pytestmark = pytest.mark.asyncio(loop_scope="session")

WIDTHS = (320, 390, 1920)


@pytest_asyncio.fixture(loop_scope="session")
async def room(sqlite_template: Path) -> AsyncIterator[tuple[Staff, str]]:
    """A class, and the address of the console."""
    with copied(sqlite_template) as url:
        async with front_desk(url) as desk:
            desk.parts.links.username = "basira_bot"
            staff = Staff(desk)
            await staff.person("trainer", (TRAINER, AIRPORT))
            for phone in ("sara", "lina"):
                await staff.person(phone)
            await a_class(staff, "sara", "lina")
            port = free_port()
            site = f"http://127.0.0.1:{port}"
            web = asgi_app(desk.parts.app, ConsoleOptions(site, TOKEN))
            async with serving(web, f"127.0.0.1:{port}"):
                try:
                    yield staff, site
                finally:
                    web.state.streams.close()


async def opened(
    browser: Browser, staff: Staff, site: str, path: str, *, script: bool, frozen: bool = False
) -> Page:
    context = await browser.new_context(java_script_enabled=script)
    if frozen:
        await context.clock.install()
    token = await session_of(staff, "trainer")
    name = Cookies(site).session_name
    await context.add_cookies([{"name": name, "value": token, "url": site}])
    page = await context.new_page()
    await page.goto(site + path)
    return page


async def test_votes_arrive_and_the_stage_follows_the_phone(
    browser: Browser, room: tuple[Staff, str]
) -> None:
    staff, site = room
    session = await begun(staff, "sara", "lina")
    path = address(presenter.session_page, session.id)
    page = await opened(browser, staff, site, path, script=True)
    await expect(page.locator(".refresh")).to_be_hidden()
    await votes(staff, "sara", "ask")
    await expect(page.locator('[data-now="votes"]')).to_have_text("Votes: 1 of 2 phones")
    await page.locator("#stage button").first.focus()
    await staff.taps("trainer", call(close_vote, session.id, session.turn))
    await expect(page.locator("svg.bars")).to_be_visible()
    assert await page.evaluate("document.activeElement.id") == "stage"  # and not lost
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    await staff.write(lambda conn: web_sessions.end_all(conn, "trainer"))
    await expect(page.locator("body")).to_contain_text("You are not signed in")


async def test_stages_are_announced_at_once_and_votes_with_pauses(
    browser: Browser, room: tuple[Staff, str]
) -> None:
    staff, site = room
    session = await begun(staff, "sara", "lina")
    path = address(presenter.session_page, session.id)
    page = await opened(browser, staff, site, path, script=True, frozen=True)
    heard, shown = page.locator("#announcer"), page.locator('[data-now="votes"]')
    assert await page.locator(".numbers li:empty:not([hidden])").count() == 0
    await votes(staff, "sara", "ask")
    await votes(staff, "lina", "ask")
    await expect(shown).to_have_text("Votes: 2 of 2 phones")
    await expect(heard).to_have_text("")
    await page.clock.run_for(10_000)
    await expect(heard).to_have_text("Votes: 2 of 2 phones")
    await staff.taps("trainer", call(close_vote, session.id, session.turn))
    await expect(heard).to_have_text("The vote is closed. 2 votes")


async def test_without_scripts_the_same_page_has_a_link_to_the_newest_numbers(
    browser: Browser, room: tuple[Staff, str]
) -> None:
    staff, site = room
    session = await begun(staff, "sara", "lina")
    path = address(presenter.session_page, session.id)
    page = await opened(browser, staff, site, path, script=False)
    assert await page.locator('meta[http-equiv="refresh"]').count() == 1
    await votes(staff, "sara", "ask")
    await page.click(".refresh")
    await expect(page.locator('[data-now="votes"]')).to_have_text("Votes: 1 of 2 phones")
    await page.get_by_role("button", name="Close the vote").click()
    await expect(page.locator("svg.bars")).to_be_visible()
    assert (await the_session(staff)).phase == "closed"


async def test_the_grid_is_filled_by_keyboard_alone(
    browser: Browser, room: tuple[Staff, str]
) -> None:
    staff, site = room
    cohort, _ = await paper_answers.prepared(staff)
    path = address(paper.paper_page, cohort, GIVEN)
    page = await opened(browser, staff, site, path, script=True)
    await page.locator("[data-grid] input[type=text]").first.focus()
    for place, cell in enumerate(("A", "AB", "ABC", "-", "3")):
        if place:
            await page.keyboard.press("ArrowRight")
        await page.keyboard.type(cell)
    await page.keyboard.press("Enter")  # to the next person, in the same column
    await page.keyboard.type("9")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    await page.locator("[aria-invalid=true]").focus()
    await page.locator("[data-grid] input[type=text]").nth(9).fill("")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".notice")).to_have_text("The answers of 1 person have been saved.")
