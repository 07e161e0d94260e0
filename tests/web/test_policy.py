"""A walk through the console breaks its own policy nowhere, and asks nothing of third parties."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, BrowserContext, FilePayload, Page, expect

from bot.app.web_sessions import sessions as web_sessions
from bot.web.kit.cookies import Cookies
from bot.web.kit.routes import address
from bot.web.trainer import presenter
from storage.people import people
from tests.helpers.console import session_of
from tests.helpers.live_session import COHORT, begun, votes
from tests.helpers.staff import Staff
from tests.web.test_live_session_in_a_browser import room as room

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

TOLD = "policy:"
_REPORTS = f"""document.addEventListener("securitypolicyviolation",
  (event) => console.error("{TOLD}", event.violatedDirective, event.blockedURI))"""
_REFUSED = "Failed to load resource: the server responded with a status of 4"
"""What Chromium notes of the sentences beside a form, and of a page that asks to sign in."""
LIST = b"Name,Staff number\nHuda Saleh,17\nAli Hasan,18\n"


def reported(context: BrowserContext, site: str) -> list[str]:
    """What breaks the policy from now on, what scripts stumble over, and what others are asked."""
    found: list[str] = []
    context.on("weberror", lambda error: found.append(str(error.error)))
    context.on(
        "console",
        lambda said: None if said.text.startswith(_REFUSED) else found.append(said.text),
    )
    context.on(
        "request",
        lambda asked: (
            None if asked.url.startswith((f"{site}/", "data:")) else found.append(asked.url)
        ),
    )
    return found


async def presses(page: Page, selector: str) -> None:
    """Press a button that leads to another page."""
    async with page.expect_navigation():
        await page.locator(selector).first.click()


async def sees_the_menu(page: Page, site: str) -> None:
    await page.goto(f"{site}/")
    paths = await page.locator("nav.menu a").evaluate_all("all => all.map(each => each.pathname)")
    assert len(paths) >= 4
    for path in (*paths, "/account"):
        await page.goto(site + path)


async def follows_up(page: Page, site: str) -> None:
    """Parts of a page are swapped: by a search, a filter, and an act that is refused in place."""
    await page.goto(f"{site}/cohorts/{COHORT}")
    rows = page.locator("#results tbody tr")
    await page.locator("#field-q").press_sequentially("nobody at all")
    await expect(rows).to_have_count(0)
    await page.locator("#field-q").fill("")
    await expect(rows).to_have_count(2)
    await page.locator("#field-state").select_option("late")
    await expect(rows).to_have_count(0)
    await page.locator("#field-state").select_option("")
    await expect(rows).to_have_count(2)
    await page.locator("[data-all]").check()
    await page.locator("form[data-in-place] .actions button").click()
    await expect(page.locator("#errors")).to_be_focused()


async def imports(page: Page, site: str) -> None:
    await page.goto(f"{site}/cohorts/{COHORT}/roster")
    sent = FilePayload(name="list.csv", mimeType="text/csv", buffer=LIST)
    await page.locator("input[type=file]").set_input_files(sent)
    await presses(page, "form[action$='/roster'] button")
    await presses(page, "form[action$='/roster/columns'] button")
    await presses(page, "button[form=enter]")
    await expect(page.locator(".notice")).to_be_visible()
    await page.goto(f"{site}/new-scenario")
    sent = FilePayload(name="case.zip", mimeType="application/zip", buffer=b"PK no zip")
    await page.locator("input[type=file]").set_input_files(sent)
    await presses(page, "form.card button.main")


async def leads_a_class(page: Page, site: str, staff: Staff) -> None:
    """Events arrive, and the stage is swapped."""
    session = await begun(staff, "sara", "lina")
    await page.goto(site + address(presenter.session_page, session.id))
    await expect(page.locator("body.follows")).to_have_count(1)
    await votes(staff, "sara", "ask")
    await expect(page.locator('[data-now="votes"]')).to_contain_text("1")
    await presses(page, "form[action$='/close'] button")
    await expect(page.locator("svg.bars")).to_be_visible()
    await page.goto(f"{site}/sessions/{session.id}/attendance")
    await page.goto(site + address(presenter.session_page, session.id))
    await expect(page.locator("body.follows")).to_have_count(1)


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_walk_breaks_no_policy_and_asks_no_third_party(
    browser: Browser, room: tuple[Staff, str], language: str
) -> None:
    staff, site = room
    await staff.write(lambda conn: people.change(conn, "trainer", language=language))
    context = await browser.new_context()
    await context.add_init_script(_REPORTS)
    token = await session_of(staff, "trainer")
    await context.add_cookies([{"name": Cookies(site).session_name, "value": token, "url": site}])
    page = await context.new_page()
    found = reported(context, site)
    await sees_the_menu(page, site)
    assert await page.locator("html").get_attribute("lang") == language
    await follows_up(page, site)
    await imports(page, site)
    await leads_a_class(page, site, staff)
    await staff.write(lambda conn: web_sessions.end_all(conn, "trainer"))
    await expect(page.locator("main.sign-in")).to_be_visible()
    assert not found

    # What breaks it would be told.
    await page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"margin:0\">')")
    await page.evaluate("fetch('https://third.example/x').catch(() => null)")
    told = " ".join(found)
    assert f"{TOLD} style-src-attr inline" in told
    assert "https://third.example/x" in told
    await context.close()
