"""The page plays the real bot: a case from its card to each kind of ending, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from bot.locale import words
from scenarios.catalogue.tracks import track
from scenarios.model import Outcome
from tests.helpers.paths import opening_words, path_to
from tests.helpers.running import library, running_bot
from tests.helpers.sandbox import Served
from tests.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")

CASE = "readers-letter"
LANGUAGE = {"en": "English", "ar": "العربية"}
START = {"en": "START", "ar": "بدء"}
AGREED = {"en": "Agree and begin", "ar": "موافقة وبدء"}
SKIP = {"en": "Skip", "ar": "تخطٍّ"}
BEGIN = {"en": "Begin", "ar": "بدء"}
CONTINUE = {"en": "Continue", "ar": "متابعة"}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("outcome", ["safe", "mixed", "harmful"])
async def test_a_case_is_played_to_each_kind_of_ending(
    here: Served,
    open_page: Open,
    sqlite_url: str,
    tmp_path: Path,
    language: str,
    outcome: Outcome,
) -> None:
    """Tapping what the newest message offers leads to the ending's own words and a result."""
    scenario = library().scenarios[CASE]
    script = scenario.script(language)
    page = await open_page(1001, language=language, width=420, height=900)
    async with running_bot(here, sqlite_url):
        await page.get_by_role("button", name=START[language]).click()
        await arrives(page, language)
        await finds(page, language, CASE)
        await press(page, BEGIN[language])
        for scene, act in path_to(scenario, outcome):
            if scenario.scenes[scene].stop:
                await press(page, CONTINUE[language])
            await pick(page, script.texts[f"scenes.{scene}.choose.choices.{act}.text"][0].text)
        words = opening_words(scenario, language, outcome)
        ends = [newest(page).filter(has_text=word) for word in words]
        await expect(_either(ends)).to_be_visible()
        await page.screenshot(path=tmp_path / f"{outcome}-{language}.png")


async def arrives(page: Page, language: str) -> None:
    """Accept the notice, skip the question and the first case, and ask for Today."""
    await press(page, AGREED[language])
    await press(page, SKIP[language])
    await expect(page.locator("button.key").filter(has_text=SKIP[language])).to_have_count(0)
    messages = await page.locator(".message.in").count()
    await page.locator("#text").fill("/today")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.in")).to_have_count(messages + 1)
    await expect(newest(page)).to_contain_text(words(language).say("Today"))


async def finds(page: Page, language: str, case: str) -> None:
    """Open the card of a case: all cases, its field of work, its title."""
    scenario = library().scenarios[case]
    say, title = words(language).say, scenario.script(language).texts["title"][0].text
    for label in (say("All cases"), track(scenario.track).names[language]):
        await press(page, label)
    await press_number(page, title[:9])


async def press_number(page: Page, title: str) -> None:
    """Press the number of a case in the list of the newest message."""
    await expect(newest(page)).to_contain_text(title)
    lines = (await newest(page).inner_text()).splitlines()
    listed = next(line for line in lines if title in line)
    number = listed.partition(" · ")[0].strip("\u200e\u200f")
    label = re.compile(rf"^\D*{number}\D*$")
    await newest(page).locator("button.key").filter(has_text=label).click()


async def press(page: Page, label: str) -> None:
    """Press a button of the newest message, once it is there."""
    await newest(page).locator("button.key").filter(has_text=label).last.click()


async def pick(page: Page, text: str) -> None:
    """Press the button of an option: its words where they stand on it, else its letter."""
    words = max(re.split(r"\{[^}]*\}|\d+", text), key=len).strip()
    label = page.locator("button.key").filter(has_text=words)
    await expect(newest(page).filter(has_text=words).or_(label).first).to_be_visible()
    if await label.count():
        await label.last.click()
        return
    lines = (await newest(page).inner_text()).splitlines()
    listed = next(line for line in lines if words in line)
    letter = listed.strip("\u200e\u200f ")[0]
    lettered = re.compile(rf"^\W*{letter}(\W|ـ|$)")
    await page.locator("button.key").filter(has_text=lettered).last.click()


def newest(page: Page) -> Locator:
    """The newest message of the bot; pictures come after what they belong to."""
    return page.locator(".message.in:not(.with-photo)").last


def _either(ends: list[Locator]) -> Locator:
    first, *rest = ends
    for locator in rest:
        first = first.or_(locator)
    return first
