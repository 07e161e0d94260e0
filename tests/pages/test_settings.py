"""The page shows today, a card and the settings as a person sees them, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served
from tests.pages.conftest import Open
from tests.pages.test_the_case import START, arrives, finds, newest, press

pytestmark = pytest.mark.asyncio(loop_scope="session")

SAID = {
    "en": {
        "today": "Today",
        "settings": "Settings",
        "rest": "Rest days",
        "friday": "Friday",
        "timers": "Time limits: switch off",
        "timers_off": "Time limits: off",
        "minutes": "10 minutes",
        "note": "Content note",
        "hard": "threats",
        "progress": "your skills show here",
    },
    "ar": {
        "today": "اليوم",
        "settings": "الإعدادات",
        "rest": "أيام الراحة",
        "friday": "الجمعة",
        "timers": "إيقاف المهل الزمنية",
        "timers_off": "المهل الزمنية: متوقفة",
        "minutes": "دقائق",
        "note": "ملاحظة عن المحتوى",
        "hard": "تهديدات",
        "progress": "مهارات",
    },
}


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_settings_are_taps_in_one_message(
    here: Served, open_page: Open, sqlite_url: str, tmp_path: Path, language: str
) -> None:
    """What is tapped stands there at once; the message stays one, and its buttons are whole."""
    said = SAID[language]
    page = await open_page(1001, language=language, width=420, height=900)
    async with running_bot(here, sqlite_url):
        await page.get_by_role("button", name=START[language]).click()
        await arrives(page, language)
        await page.locator("#text").fill("/settings")
        await page.keyboard.press("Enter")
        await expect(newest(page)).to_contain_text(said["settings"])
        messages = await page.locator(".message.in").count()
        await page.screenshot(path=tmp_path / f"settings-{language}.png")

        await press(page, said["timers"])
        await expect(newest(page)).to_contain_text(said["timers_off"])
        await press(page, said["rest"])
        friday = page.locator("button.key").filter(has_text=said["friday"]).last
        await expect(friday).to_contain_text("●")
        await page.screenshot(path=tmp_path / f"rest-{language}.png")
        await friday.click()
        await expect(
            page.locator("button.key").filter(has_text=said["friday"]).last
        ).to_contain_text("○")
        await press(page, said["settings"])
        await expect(newest(page)).not_to_contain_text(said["friday"])
        assert await page.locator(".message.in").count() == messages


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_today_leads_to_a_card_and_its_note(
    here: Served, open_page: Open, sqlite_url: str, tmp_path: Path, language: str
) -> None:
    """Minutes, a card, what may be hard to read and progress: nothing is cut off on a phone."""
    said = SAID[language]
    page = await open_page(1001, language=language, width=420, height=900)
    async with running_bot(here, sqlite_url):
        await page.get_by_role("button", name=START[language]).click()
        await arrives(page, language)
        await page.screenshot(path=tmp_path / f"today-{language}.png")
        await press(page, said["minutes"])
        await press(page, said["today"])
        await finds(page, language, "dream-job")
        await press(page, said["note"])
        await expect(newest(page)).to_contain_text(said["hard"])
        await page.screenshot(path=tmp_path / f"card-{language}.png")
        await press(page, said["today"])

        await page.locator("#text").fill("/progress")
        await page.keyboard.press("Enter")
        await expect(newest(page)).to_contain_text(said["progress"])
