"""Takes the README's pictures: the real bot on the real page.

python -m tests.pages.readme_pictures
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from bot.sandbox import Sandbox
from tests.helpers.programs import path_of
from tests.helpers.running import library, running_bot
from tests.helpers.sandbox import Served, served
from tests.pages.conftest import ARGUMENTS, meet
from tests.pages.test_the_case import BEGIN, CASE, CONTINUE, arrives, finds, newest, pick, press
from tests.pages.test_the_kinds import option

NIGHT = "quiet-arrival"
PEOPLE = ((1001, "Maryam", "ar"), (1002, "Daniel", "en"), (1003, "Noor", "ar"))
FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


async def main() -> None:
    """Take them all."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with served(Sandbox(limits=None)) as here, async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=path_of("chromium"), args=ARGUMENTS
            )
            for user, name, language in PEOPLE:
                await meet(here, user, name, language)
            async with running_bot(here, f"sqlite:///{folder}/pictures.db"):
                await _take(browser, here, 1002, "en", "page-en", width=1200, height=960)
                await _take(browser, here, 1001, "ar", "phone-ar", width=390, height=844)
                await _tick(browser, here, 1003, "ar", "spot-ar", width=390, height=844)
                await _finish(browser, here, 1002, "en", "result-en", width=390, height=844)
                await _finish(browser, here, 1001, "ar", "result-ar", width=390, height=844)
                await _ask(browser, here, 1002, "/practice", "library-en")
                await _ask(browser, here, 1001, "/refresh", "question-ar")
            await browser.close()


async def _take(
    browser: Browser, here: Served, user: int, language: str, name: str, *, width: int, height: int
) -> None:
    """The first decision, and the second with what came of the first."""
    page = await _open(browser, here, user, width, height)
    await here.phone(user).says("/start")
    await arrives(page, language)
    await finds(page, language, CASE)
    await press(page, BEGIN[language])
    await _choose(page, language, 0)
    await _settle(page)
    pill = page.locator("button[data-words=fresh]:visible")
    if await pill.count():  # the end of a long message, where its buttons are
        await pill.click()
        await page.wait_for_timeout(700)
    await page.screenshot(path=FOLDER / f"{name}.png")
    await page.context.close()


async def _tick(
    browser: Browser, here: Served, user: int, language: str, name: str, *, width: int, height: int
) -> None:
    """What was noticed at passport control, as far as it is ticked."""
    page = await _open(browser, here, user, width, height)
    await here.phone(user).says("/start")
    script = library().scenarios[NIGHT].script(language)
    await arrives(page, language)
    await finds(page, language, NIGHT)
    await press(page, BEGIN[language])
    await pick(page, option(script, "desk.choose.choices.return"))
    for item in ("answers", "address"):
        await pick(page, option(script, f"watch.spot.items.{item}"))
    await expect(page.locator("button.key").filter(has_text="●")).to_have_count(2)
    await _settle(page)
    await page.screenshot(path=FOLDER / f"{name}.png")
    await page.context.close()


async def _finish(
    browser: Browser, here: Served, user: int, language: str, name: str, *, width: int, height: int
) -> None:
    """The best path to its end."""
    page = await _open(browser, here, user, width, height)
    for step in range(1, len(_path())):
        await _choose(page, language, step)
    await expect(newest(page)).to_contain_text(
        {"en": "Done, and passed.", "ar": "انتهت الحالة بنجاح."}[language]
    )
    await _settle(page)
    await page.screenshot(path=FOLDER / f"{name}.png")
    await page.context.close()


async def _ask(browser: Browser, here: Served, user: int, command: str, name: str) -> None:
    """What a command is answered."""
    page = await _open(browser, here, user, 390, 844)
    before = await newest(page).get_attribute("id")
    await here.phone(user).says(command)
    await expect(newest(page)).not_to_have_attribute("id", before or "")
    await _settle(page)
    await page.screenshot(path=FOLDER / f"{name}.png")
    await page.context.close()


async def _open(browser: Browser, here: Served, user: int, width: int, height: int) -> Page:
    context = await browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=1.5 if width < 500 else 1
    )
    page = await context.new_page()
    await page.goto(f"{here.url}/#user={user}")
    return page


async def _choose(page: Page, language: str, step: int) -> None:
    scenario = library().scenarios[CASE]
    scene, act = _path()[step]
    if scenario.scenes[scene].stop:
        await press(page, CONTINUE[language])
    key = f"scenes.{scene}.choose.choices.{act}.text"
    await pick(page, scenario.script(language).texts[key][0].text)


def _path() -> tuple[tuple[str, str], ...]:
    reference = library().scenarios[CASE].reference
    assert reference is not None
    return reference.path


async def _settle(page: Page) -> None:
    """Nothing is on its way, and the newest message is in view."""
    await expect(page.locator("button.key.waiting")).to_have_count(0)
    await page.evaluate("document.fonts.ready")
    await page.locator("[role=log]").evaluate("(it) => it.scrollTo(0, it.scrollHeight)")
    await page.wait_for_timeout(700)  # a picture, not a test: let the scrolling end


if __name__ == "__main__":
    asyncio.run(main())
