"""Takes the pictures of the console for the docs, over the invented agency of the demo.

python -m tests.web.console_pictures
"""

from __future__ import annotations

import asyncio
import base64
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT
from typing import Final

from playwright.async_api import Browser, Page, async_playwright

from tests.helpers.programs import path_of
from tests.pages.conftest import ARGUMENTS

FOLDER: Final = Path(__file__).parents[2] / "docs" / "pictures" / "console"
TRAINER, ADMIN = "Daniel", "مريم"
DESK, PHONE = (1280, 860), (390, 844)
_CONSOLE: Final = re.compile(rb"Open (http://[\d.:]+)/demo for the console")
_QUALITY: Final = 80  # of WebP, up to 100
_BUILDING: Final = 900  # seconds at most until the demo is there


@dataclass(frozen=True)
class Picture:
    """A page to take, and how to come to it."""

    name: str
    person: str
    language: str
    start: str
    """The path of a page."""
    links: tuple[str, ...] = ()
    """Selectors of the links to go on by, the first of each."""
    size: tuple[int, int] = DESK
    dark: bool = False


COHORT = "main tbody a"
PICTURES = (
    Picture("cohort-en", TRAINER, "en", "/cohorts", (COHORT,)),
    Picture("cohort-ar", TRAINER, "ar", "/cohorts", (COHORT,), PHONE),
    Picture("assign-en", TRAINER, "en", "/cohorts", (COHORT, "a[href$='/assign']"), PHONE),
    Picture(
        "analysis-en",
        TRAINER,
        "en",
        "/cohorts",
        (COHORT, "thead a[href$='/analysis']"),
        dark=True,
    ),
    Picture("calendar-ar", TRAINER, "ar", "/calendar"),
    Picture("overview-ar", ADMIN, "ar", "/overview"),
)


async def main() -> None:
    """Take them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with _demo() as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path_of("chromium"), args=ARGUMENTS
        )
        for picture in PICTURES:
            await _take(browser, address, picture)
        await browser.close()


@asynccontextmanager
async def _demo() -> AsyncIterator[str]:
    """A demo of its own; gives the console's address."""
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli", "demo", "--filled", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert program.stdout is not None
    try:
        async with asyncio.timeout(_BUILDING):
            async for line in program.stdout:
                if found := _CONSOLE.search(line):
                    break
            else:
                raise RuntimeError("the demo ended")
        yield found[1].decode()
    finally:
        if program.returncode is None:
            program.send_signal(SIGINT)
            await program.wait()


async def _take(browser: Browser, address: str, picture: Picture) -> None:
    width, height = picture.size
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        locale=picture.language,
        color_scheme="dark" if picture.dark else "light",
    )
    page = await context.new_page()
    await page.goto(f"{address}/demo")
    await _presses(page, f"form.card:has-text('{picture.person}') button")
    await page.goto(f"{address}/account")
    await page.locator("select[name=language]").select_option(picture.language)
    await _presses(page, "form:has(select[name=language]) button")
    await page.goto(address + picture.start)
    for link in picture.links:
        await _presses(page, link)
    content = await _webp(page)
    await asyncio.to_thread((FOLDER / f"{picture.name}.webp").write_bytes, content)
    await context.close()


async def _presses(page: Page, selector: str) -> None:
    async with page.expect_navigation():
        await page.locator(selector).first.click()


async def _webp(page: Page) -> bytes:
    """What is seen of a page; Playwright's own way knows no WebP."""
    client = await page.context.new_cdp_session(page)
    taken = await client.send("Page.captureScreenshot", {"format": "webp", "quality": _QUALITY})
    return base64.b64decode(taken["data"])


if __name__ == "__main__":
    asyncio.run(main())
