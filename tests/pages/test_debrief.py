"""A case is played to a harmful ending on the page, and looked back upon, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from bot.locale import words
from tests.helpers.learner import Learner
from tests.helpers.paths import path_to
from tests.helpers.running import library, running_bot
from tests.helpers.sandbox import Served
from tests.pages.conftest import Open
from tests.pages.test_the_case import CONTINUE, newest, pick, press

pytestmark = pytest.mark.asyncio(loop_scope="session")

CASE = "page-one"
"""Its harmful ending follows from choices alone, the first critical one well before the end."""


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_harmful_ending_is_looked_back_upon(
    here: Served, open_page: Open, sqlite_url: str, tmp_path: Path, language: str
) -> None:
    """A picture follows the ending; then everything happens in place, one tap after the other."""
    say, count = words(language).say, words(language).count
    page = await open_page(1001, language=language, width=400, height=860)

    async def look(name: str) -> None:
        await page.screenshot(path=tmp_path / f"{name}-{language}.png")

    async with running_bot(here, sqlite_url):
        learner = Learner(here.phone(1001), language)
        await learner.arrives()
        await learner.opens(CASE)
        await plays(page, language)
        picture = page.locator(".message.in.with-photo img")
        await expect(picture).to_have_count(1)
        await expect(newest(page)).to_contain_text(say("not yet"))
        await look("1-ending")

        await press(page, say("Look back"))
        await expect(newest(page)).to_contain_text(say("Worth another try"))
        await expect(newest(page)).to_contain_text(say("What could have endangered someone"))
        await look("2-first")
        messages = await page.locator(".message.in").count()
        await press(page, count("{n} moment to look at", "{n} moments to look at", slips()))
        await expect(key(page, say("Try this moment again"))).to_be_visible()
        await press(page, say("Show the better answer"))
        await expect(key(page, say("Why?"))).to_be_visible()
        await look("3-moment")
        await press(page, say("Why?"))
        await expect(newest(page).locator("blockquote").first).to_be_visible()
        await look("4-reason")
        await press(page, say("Signs and sources"))
        await expect(newest(page)).to_contain_text(say("Sources"))
        await look("5-grounds")
        await press(page, say("Back to the reason"))
        await press(page, say("Back to the moment"))
        await press(page, say("Next moment"))
        await expect(key(page, say("Previous moment"))).to_be_visible()
        await press(page, say("Back to the overview"))
        await press(page, say("How it is done well"))
        await expect(newest(page)).to_contain_text(say("A careful colleague:"))
        await look("6-worked")
        await press(page, say("Next step"))
        await expect(key(page, say("Previous step"))).to_be_visible()
        await press(page, say("Back to the overview"))
        await press(page, say("After a hard case"))
        await press(page, say("How are you?"))
        await expect(key(page, say("Support for you"))).to_be_visible()
        await look("7-feeling")
        await press(page, say("Back to the two questions"))
        await press(page, say("Back to the overview"))
        await press(page, say("Back to the ending"))
        await expect(key(page, say("Look back"))).to_be_visible()
        assert await page.locator(".message.in").count() == messages

        await press(page, say("Look back"))
        await press(page, count("{n} moment to look at", "{n} moments to look at", slips()))
        await press(page, say("Try this moment again"))
        await expect(page.locator(".message.in")).to_have_count(messages + 1)
        await look("8-again")


async def plays(page: Page, language: str) -> None:
    """Take a shortest way to a harmful ending."""
    scenario = library().scenarios[CASE]
    script = scenario.script(language)
    for scene, act in path_to(scenario, "harmful"):
        if scenario.scenes[scene].stop:
            await press(page, CONTINUE[language])
        option = f"scenes.{scene}.choose.choices.{act}"
        messages = await page.locator(".message.in").count()
        lettered = script.texts[f"{option}.text"][0].text
        short = script.texts[f"{option}.short"][0].text
        shown = await key(page, short).count()
        await pick(page, short if shown else lettered)
        await expect(page.locator(".message.in")).not_to_have_count(messages)


def key(page: Page, label: str) -> Locator:
    """The newest button with a label."""
    return page.locator("button.key").filter(has_text=label).last


def slips() -> int:
    """How many moments there are to look at."""
    scenario = library().scenarios[CASE]
    assert scenario.reference is not None
    best = dict(scenario.reference.path)
    return sum(best.get(scene) != act for scene, act in path_to(scenario, "harmful"))
