"""Ways through the console by keyboard alone, counted: screens, their words, presses of keys.

`docs/console.md` compares these counts with those of the chat.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect
from sqlalchemy import Connection

from bot.http_server import free_port, serving
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.kit.cookies import Cookies
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from tests.chats.test_console import asked, numbers
from tests.helpers.assigning_world import COHORT, a_class, assigned, open_work, told
from tests.helpers.console import TOKEN, session_of
from tests.helpers.crowd import crowd, keep
from tests.helpers.databases import copied
from tests.helpers.kinds_case import kinds_case
from tests.helpers.staff import AIRPORT, ZONE, Staff

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

MEMBERS = 25
"""As many as in the cohort with which the chat was tried."""
DONE = ("sara", "yusuf", "lina", *(f"person-{number:05}" for number in range(3, 15)))
CHAT_SCREENS, CHAT_WORDS = 24, 3_182
"""Of following up one cohort in the chat: who is behind, a nudge, the decisions, one person."""
A_FIFTH = 5
MOST_PRESSES = 60
"""On one page, until what is wanted has the focus."""

_WORDS = """() => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    const option = parent.closest("option");
    const shown = option ? option.selected : parent.checkVisibility({visibilityProperty: true});
    if (shown) found.push(...texts.currentNode.data.trim().split(/\\s+/).filter(Boolean));
  }
  return found.length;
}"""


@dataclass
class Walk:
    """A browser without a mouse, and what it took so far."""

    page: Page
    screens: list[int] = field(default_factory=list)
    """The words on each."""
    presses: int = 0

    @property
    def words(self) -> int:
        return sum(self.screens)

    @property
    def told(self) -> str:
        return f"{len(self.screens)} screens, {self.words} words, {self.presses} presses"

    async def sees(self, heading: str) -> None:
        """A screen has come: count it."""
        await expect(self.page.locator("h1")).to_have_text(heading)
        await self.sees_any()

    async def sees_any(self) -> None:
        """The same, whatever it is called."""
        self.screens.append(await self.page.evaluate(_WORDS))

    async def hears(self, notice: str) -> None:
        """The screen stays and says something anew: count its words."""
        await expect(self.page.get_by_role("status")).to_have_text(notice)
        self.screens[-1] += len(notice.split())

    async def press(self, key: str) -> None:
        await self.page.keyboard.press(key)
        self.presses += 1

    async def skips(self) -> None:
        """Go past the menu by the first link of every page."""
        await self.press("Tab")
        await expect(self.page.locator(".skip")).to_be_focused()
        await self.press("Enter")

    async def reaches(self, wanted: Locator, key: str = "Tab") -> None:
        """Press Tab until something has the focus, and shows it."""
        for _ in range(MOST_PRESSES):
            await self.press(key)
            if await wanted.evaluate("each => each === document.activeElement"):
                assert await wanted.evaluate(
                    "each => getComputedStyle(each).outlineStyle !== 'none'"
                ), "the focus is not seen"
                return
        raise AssertionError(f"not reached in {MOST_PRESSES} presses: {wanted}")

    async def follows(self, wanted: Locator, key: str = "Tab") -> None:
        """Reach a link or button, and take it to another page."""
        await self.reaches(wanted, key)
        async with self.page.expect_navigation():
            await self.press("Enter")

    def link(self, name: str) -> Locator:
        return self.page.locator("main").get_by_role("link", name=name, exact=True)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)


@dataclass(frozen=True)
class Site:
    """A trainer's class at a console that is served."""

    staff: Staff
    address: str

    async def walk(self, browser: Browser, path: str = "/", *, signed_in: bool = True) -> Walk:
        """Somebody at a page; the browser closes with the last test."""
        context = await browser.new_context(viewport={"width": 1280, "height": 800})
        if signed_in:
            token = await session_of(self.staff, "trainer")
            name = Cookies(self.address).session_name
            await context.add_cookies([{"name": name, "value": token, "url": self.address}])
        page = await context.new_page()
        await page.goto(self.address + path)
        return Walk(page)


@pytest_asyncio.fixture(loop_scope="session")
async def site(sqlite_template: Path) -> AsyncIterator[Site]:
    """Twenty-five people in a cohort, fifteen of whom did what was due, and a second cohort."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with copied(sqlite_template) as url:
        async with a_class(url, console_url=address) as staff:
            now = staff.desk.clock.now()
            for number in range(3, MEMBERS):
                await staff.person(f"person-{number:05}", name=f"Huda Number {number:02}")

            def prepare(conn: Connection) -> None:
                for number in range(3, MEMBERS):
                    cohorts.join(conn, f"m{number}", COHORT, f"person-{number:05}", now)
                other = Cohort("cohort-00002", "Night shift", AIRPORT, ZONE, now)
                cohorts.create(conn, other, "trainer")

            await staff.write(prepare)
            web = asgi_app(staff.desk.parts.app, ConsoleOptions(address, TOKEN))
            async with serving(web, f"127.0.0.1:{port}"):
                yield Site(staff, address)


async def late(site: Site) -> None:
    """The work is given and its day is over; ten people are late."""
    given = await assigned(site.staff)
    await told(site.staff)
    now, played = site.staff.desk.clock.now(), crowd(kinds_case(), len(DONE))
    await site.staff.write(
        lambda conn: keep(
            conn, kinds_case(), zip(DONE, played, strict=True), given.id, now, "practice"
        )
    )
    site.staff.desk.clock.passes(86_400 * 20)


async def test_signing_in(site: Site, browser: Browser) -> None:
    reply = await site.staff.says("trainer", "/console")
    assert reply.screen is not None
    (link,) = reply.screen.links
    walk = await site.walk(browser, link.url.removeprefix(site.address), signed_in=False)
    await walk.sees("Sign in to Basira")
    await walk.follows(walk.button("Show the number"))
    await walk.sees("Tap this number in your chat")
    number = int(await walk.page.locator(".big-number").inner_text())
    offered = numbers(await asked(site.staff, "trainer"))
    async with walk.page.expect_navigation():  # by itself
        await site.staff.taps("trainer", offered[number])
    await walk.sees("Home")
    print("signing in:", walk.told)
    assert (len(walk.screens), walk.presses) == (3, 2)
    assert walk.words <= 120


async def test_following_up_a_cohort(site: Site, browser: Browser) -> None:
    """Who is late, and a nudge for all of them; then one person, and the decisions of the case."""
    await late(site)
    walk = await site.walk(browser)
    await walk.sees("Home")
    await walk.skips()
    await walk.follows(walk.link("Gates"))
    await walk.sees("Gates")
    await expect(walk.page.locator("tbody tr")).to_have_count(MEMBERS - len(DONE))
    await walk.skips()
    await walk.reaches(walk.page.get_by_role("checkbox", name="Tick all"))
    await walk.press("Space")
    nudge = walk.button("Nudge the ticked people")
    await walk.reaches(nudge)
    await walk.press("Enter")
    await walk.hears("10 people were nudged.")
    await expect(nudge).to_be_focused()
    await expect(walk.page.locator("#announcer")).to_have_text("10 people were nudged.")
    await expect(walk.page.locator("tbody tr")).to_have_count(MEMBERS - len(DONE))
    print("late and nudged:", walk.told)
    assert len(walk.screens) == 2

    await walk.follows(walk.link("Huda Number 15"), "Shift+Tab")
    await walk.sees("Huda Number 15")
    await walk.skips()
    await walk.follows(walk.page.locator("main").get_by_role("link", name="Analysis").first)
    await walk.sees("Common mistakes: Lost property, 16:10")
    await expect(walk.page.locator("main")).to_contain_text("first try of 15 people")
    print("one person and the decisions too:", walk.told)
    assert len(walk.screens) * A_FIFTH <= CHAT_SCREENS
    assert walk.words * A_FIFTH <= CHAT_WORDS


async def test_seeing_all_cohorts(site: Site, browser: Browser) -> None:
    await late(site)
    walk = await site.walk(browser)
    await walk.sees("Home")
    await walk.follows(walk.page.get_by_role("navigation").get_by_role("link", name="Cohorts"))
    await walk.sees("Cohorts")
    rows = walk.page.locator("tbody tr")
    await expect(rows).to_have_count(2)
    await expect(rows.filter(has_text="Gates")).to_contain_text("10")
    print("all cohorts:", walk.told)
    assert len(walk.screens) == 2
    assert walk.words <= 200


async def test_assigning(site: Site, browser: Browser) -> None:
    """A case to everybody, with what it would do seen before it is done."""
    walk = await site.walk(browser, f"/cohorts/{COHORT}")
    await walk.sees("Gates")
    await walk.skips()
    await walk.follows(walk.link("Assign"))
    await walk.sees("Assign to Gates")
    await walk.skips()
    await walk.reaches(walk.page.get_by_label("Case or programme"))
    await walk.press("End")  # the last of the cases
    await walk.follows(walk.button("Preview"))
    await walk.sees("Assign to Gates")
    await expect(walk.page.locator("main")).to_contain_text("25 people are told.")
    assert not await open_work(site.staff)
    await walk.skips()
    await walk.follows(walk.button("Assign now"))
    await expect(walk.page.get_by_role("status")).to_be_visible()
    await walk.sees_any()
    assert len(await open_work(site.staff)) == 1
    print("assigning:", walk.told)
    assert len(walk.screens) == 4
    assert walk.words <= 800


async def test_a_search_is_read_out_and_keeps_the_focus(site: Site, browser: Browser) -> None:
    walk = await site.walk(browser, f"/cohorts/{COHORT}")
    results, search = walk.page.locator("#results"), walk.page.get_by_role("searchbox")
    announcer = walk.page.locator("#announcer")
    await expect(results).to_have_count(1)
    await expect(announcer).to_be_empty()
    await walk.reaches(search)
    for typed, rows in (("Huda Number 15", 1), ("nobody at all", 0)):
        await search.press("ControlOrMeta+a")
        await walk.page.keyboard.type(typed)
        await expect(results.locator("tbody tr")).to_have_count(rows)
        told = results.locator("[data-announced]")
        await expect(announcer).to_have_text(await told.get_attribute("data-announced") or "-")
        await expect(search).to_be_focused()
