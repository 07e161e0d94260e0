"""A Chromium that looks at a sandbox of its own; one browser for all, one sandbox for each test."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeAlias

import pytest
import pytest_asyncio
import telegram
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from tests.helpers.programs import path_of
from tests.helpers.sandbox import Served, served

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Generous, for a busy machine: a test that waits this long has failed.
PATIENCE = 60_000  # ms; on a machine with much else to do a page takes some seconds
expect.set_options(timeout=PATIENCE)

Open: TypeAlias = Callable[..., Awaitable[Page]]


@pytest.fixture(autouse=True)
def _timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library warns of its old ways of telling a wait; take the new one."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path_of("chromium"), args=ARGUMENTS
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def here() -> AsyncIterator[Served]:
    async with served() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def bot(here: Served) -> AsyncIterator[telegram.Bot]:
    """The real library, pointed at the sandbox."""
    async with here.bot() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, here: Served) -> AsyncIterator[Open]:
    """Open the page: `await open_page(1001, width=390)`. In the end nothing may have gone wrong.

    A person is made where one is given, with their chat begun, so that the bot may write at once.
    A page that is opened with `quiet=False` may complain, since its line is going to be cut.
    """
    complaints: list[str] = []

    async def open_it(
        user: int | None = None,
        *,
        name: str = "Mariam",
        language: str = "en",
        width: int = 1280,
        height: int = 860,
        quiet: bool = True,
        before: Callable[[Page], Awaitable[None]] | None = None,
        **context: object,
    ) -> Page:
        if user is not None:
            await meet(here, user, name, language)
        opened = await browser.new_context(
            viewport={"width": width, "height": height},
            **context,  # type: ignore[arg-type]  # passed on as they are
        )
        opened.set_default_timeout(PATIENCE)
        page = await opened.new_page()
        if quiet:
            page.on("console", complain)
            page.on("pageerror", lambda error: complaints.append(str(error)))
        if before is not None:
            await before(page)
        await page.goto(f"{here.url}/#user={user}" if user is not None else here.url)
        if user is not None:
            # On a narrow screen the list is out of sight, but it is there.
            selected = page.locator(f'[data-person="{user}"][aria-current="true"]')
            await selected.wait_for(state="attached")
        return page

    def complain(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    already = len(browser.contexts)
    yield open_it
    for context in browser.contexts[already:]:
        await context.close()
    assert complaints == []


async def meet(here: Served, user: int, name: str = "Mariam", language: str = "en") -> None:
    """Put somebody into the sandbox who has begun a chat."""
    person = {"id": user, "first_name": name, "language_code": language, "started": True}
    (await here.http.post("/people", json=person)).raise_for_status()
