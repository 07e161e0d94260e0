"""Every kind of decision is played on the page, with a finger's taps, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from scenarios.case_library import CaseLibrary
from scenarios.model import Script
from tests.helpers.kinds_case import kinds_case
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served
from tests.pages.conftest import Open
from tests.pages.test_the_case import (
    BEGIN,
    CONTINUE,
    START,
    arrives,
    newest,
    pick,
    press,
    press_number,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

TITLE = {"en": "Lost property", "ar": "المفقودات"}
DONE = {"en": "Done", "ar": "تم"}
BACK = {"en": "Undo", "ar": "تراجع"}
LEAVE = {"en": "End the talk", "ar": "إنهاء الحديث"}
SURE = {"en": "4 · rather sure", "ar": "4 · ثقة جيدة"}
PASSED = {"en": "Done, and passed.", "ar": "انتهت الحالة بنجاح."}


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_every_kind_is_played_on_the_page(
    here: Served, open_page: Open, sqlite_url: str, tmp_path: Path, language: str
) -> None:
    """Ticks and steps change the message in place; a talk and a rating lead on."""
    script = kinds_case().script(language)
    page = await open_page(1001, language=language, width=390, height=844)

    async def picture(name: str) -> None:
        await page.screenshot(path=tmp_path / f"{name}-{language}.png")

    async with running_bot(here, sqlite_url, CaseLibrary({"kinds": kinds_case()})):
        await page.get_by_role("button", name=START[language]).click()
        await arrives(page, language)
        await press_number(page, TITLE[language])
        await press(page, BEGIN[language])
        await pick(page, option(script, "counter.choose.choices.ask"))

        await expect(page.locator("button.key").filter(has_text="○")).to_have_count(4)
        for ticked in (1, 0):  # a key sets the first item on, and off again
            await page.keyboard.press("a")
            await expect(page.locator("button.key").filter(has_text="●")).to_have_count(ticked)
        for item in ("blue", "hat", "tag", "hat"):
            await pick(page, option(script, f"look.spot.items.{item}"))
        await expect(page.locator("button.key").filter(has_text="●")).to_have_count(2)
        await picture("spot")
        await press(page, DONE[language])

        await press(page, CONTINUE[language])
        await pick(page, option(script, "steps.order.steps.open"))
        await expect(newest(page)).to_contain_text("1 · ")
        await pick(page, option(script, "steps.order.steps.sign"))
        await expect(newest(page)).to_contain_text("3 · ")  # the last one sets itself
        await press(page, BACK[language])
        await expect(newest(page)).not_to_contain_text("2 · ")
        await pick(page, option(script, "steps.order.steps.name"))
        await expect(newest(page)).to_contain_text("3 · ")
        await picture("order")
        await press(page, DONE[language])

        await pick(page, option(script, "talk.interview.questions.keys"))
        answer = text(script, "talk.interview.questions.keys.answer")
        await expect(page.locator(".message.in").filter(has_text=answer)).to_be_visible()
        await picture("interview")
        await press(page, LEAVE[language])

        await picture("rate")
        await press(page, SURE[language])
        await expect(newest(page)).to_contain_text(PASSED[language])
        await picture("end")


def text(script: Script, key: str) -> str:
    return script.texts[f"scenes.{key}"][0].text


def option(script: Script, key: str) -> str:
    """What a choice, an item, a step or a question says."""
    return script.texts[f"scenes.{key}.text"][0].text
