"""Someone arrives on the page: with an invitation, step by step, to the end of the first minute."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import expect
from sqlalchemy import Connection, create_engine

from bot.locale import words
from storage.cohorts import cohorts, invitations, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.invitations import Invitation, digest
from storage.cohorts.roster import Place
from storage.people import people
from storage.people.people import Account, Person
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served
from tests.pages.conftest import Open
from tests.pages.test_the_case import AGREED, START, newest, press

pytestmark = pytest.mark.asyncio(loop_scope="session")

CLIENT = {"en": "Mariam Saleh", "ar": "مريم صالح"}
AIRPORT = {"en": "Bahrain Airport Company", "ar": "شركة مطار البحرين"}
SECURITY = {"en": "Airport security", "ar": "أمن المطار"}
LINK, CODE = "l" * 22, "p" * 22


def _prepare(conn: Connection) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    people.add(conn, Person("trainer-0001", "en", "UTC", now), Account(1, 1, "trainer-0001"))
    group = Cohort("cohort-00001", "2026 A", "airport-company", "Asia/Bahrain", now)
    cohorts.create(conn, group, "trainer-0001")
    both = {"latin": "Mariam Saleh", "arabic": "مريم صالح"}
    roster.add(conn, Place("place-000001", "cohort-00001", both, "airport", now))
    link = Invitation(digest(LINK), "cohort", now, cohort="cohort-00001")
    code = Invitation(digest(CODE), "roster", now, "cohort-00001", "place-000001", uses=1)
    invitations.create(conn, link)
    invitations.create(conn, code)


@pytest.fixture
def url(sqlite_url: str) -> str:
    """A database with a cohort, an invitation into it, and a personal code."""
    engine = create_engine(sqlite_url)
    with engine.begin() as conn:
        _prepare(conn)
    engine.dispose()
    return sqlite_url


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_someone_comes_alone_and_says_everything(
    here: Served, open_page: Open, url: str, tmp_path: Path, language: str
) -> None:
    """Every step is one short message, and the fourth is a decision; then today leads on."""
    say = words(language).say
    page = await open_page(1001, name=CLIENT[language], language=language, width=390, height=844)

    async def look(name: str) -> None:
        await page.screenshot(path=tmp_path / f"{name}-{language}.png")

    async with running_bot(here, url):
        await page.get_by_role("button", name=START[language]).click()
        await expect(newest(page)).to_contain_text(say("Write nothing about real people."))
        await look("1-notice")
        await press(page, AGREED[language])
        await expect(newest(page)).to_contain_text(say("Where do you work?"))
        await look("2-agency")
        await press(page, AIRPORT[language])
        await look("3-job")
        await press(page, SECURITY[language])
        await expect(newest(page)).to_contain_text(say("One minute, one decision"))
        await look("4-decision")
        await press(page, "A · " if language == "en" else "أ · ")
        await expect(newest(page)).to_contain_text(
            say("That is how cases work. This one isn't scored.")
        )
        await look("5-answer")
        await press(page, say("Today"))
        await expect(newest(page)).to_contain_text(say("Nothing is due. Here is what's next."))
        await look("6-today")


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_link_says_where_it_leads_and_a_code_knows_everything(
    here: Served, open_page: Open, url: str, tmp_path: Path, language: str
) -> None:
    """The link asks what it cannot know; the personal code asks nothing."""
    say = words(language).say
    page = await open_page(1001, name="X", language=language, width=390, height=844)

    async def look(name: str) -> None:
        await page.screenshot(path=tmp_path / f"{name}-{language}.png")

    async with running_bot(here, url):
        await here.phone(1001).says(f"/start {CODE}")
        await expect(newest(page)).to_contain_text("2026 A")
        await look("code-notice")
        await press(page, AGREED[language])
        await expect(newest(page)).to_contain_text(say("Your place is ready."))
        await look("code-welcome")
        await here.phone(1001).says(f"/start {LINK}")
        await expect(newest(page)).to_contain_text("2026 A")
        await look("link-known")
        await here.phone(1001).says("/start " + "w" * 22)
        await expect(newest(page)).to_contain_text(
            say("I don't know this invitation. Perhaps part of it is missing.")
        )
        await look("link-wrong")
