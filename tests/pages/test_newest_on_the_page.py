"""The page shows what newer messages have as Telegram's apps do."""

import pytest
import telegram
from playwright.async_api import expect

from tests.helpers.sandbox import Served
from tests.pages.conftest import Open
from tests.sandbox.test_newest_features import FIRE

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANNA = 1001
NEW_YEAR = 1798761600  # 1 January 2027, 00:00 UTC


@pytest.mark.parametrize(
    ("form", "shown"),
    [("t", "03:00"), ("D", "1 January 2027"), ("w", "Friday"), ("", "the day")],
)
async def test_a_moment_is_shown_in_the_readers_zone(
    open_page: Open, bot: telegram.Bot, form: str, shown: str
) -> None:
    page = await open_page(ANNA, timezone_id="Asia/Bahrain")
    html = f'<tg-time unix="{NEW_YEAR}" format="{form}">the day</tg-time>'
    await bot.send_message(ANNA, html, "HTML")
    await expect(page.locator(".content time")).to_have_text(shown)


async def test_an_effect_is_seen_beside_the_time(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA)
    await bot.send_message(ANNA, "Passed", message_effect_id=FIRE)
    await expect(page.locator(".effect")).to_have_text("🔥")


async def test_protected_text_cannot_be_selected(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA)
    await bot.send_message(ANNA, "Form A", protect_content=True)
    await expect(page.locator(".bubble")).to_have_css("user-select", "none")


@pytest.mark.parametrize("style", ["danger", "success", "primary"])
async def test_a_style_colours_its_button(open_page: Open, bot: telegram.Bot, style: str) -> None:
    page = await open_page(ANNA)
    row = [
        telegram.InlineKeyboardButton("Plain", callback_data="a"),
        telegram.InlineKeyboardButton("Styled", callback_data="b", api_kwargs={"style": style}),
    ]
    await bot.send_message(ANNA, "Which?", reply_markup=telegram.InlineKeyboardMarkup([row]))
    await expect(page.locator(".key")).to_have_count(2)
    plain, styled = [
        await key.evaluate("(it) => getComputedStyle(it).backgroundColor")
        for key in await page.locator(".key").all()
    ]
    assert plain != styled


async def test_a_disabled_button_cannot_be_pressed(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA)
    button = telegram.InlineKeyboardButton("Locked", api_kwargs={"disabled": {}})
    await bot.send_message(ANNA, "x", reply_markup=telegram.InlineKeyboardMarkup([[button]]))
    await expect(page.get_by_role("button", name="Locked")).to_be_disabled()


async def test_the_lock_screen_and_the_list_hide_a_spoiler(
    open_page: Open, bot: telegram.Bot, here: Served
) -> None:
    page = await open_page(ANNA)
    await bot.send_message(ANNA, "A question: <tg-spoiler>who?</tg-spoiler>", "HTML")
    line = "A question: ▒▒▒▒"
    await expect(page.locator(".notification")).to_have_attribute("data-text", line)
    await expect(page.get_by_role("img", name=f"On the lock screen: {line}")).to_be_visible()
    await expect(page.locator(f'[data-person="{ANNA}"] .preview')).to_have_text(line)


async def test_an_answer_is_no_notification(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA)
    await page.get_by_role("button", name="START").click()
    await expect(page.locator(".message.out")).to_be_visible()
    await bot.send_message(ANNA, "An answer")
    await expect(page.get_by_role("article").filter(has_text="An answer")).to_be_visible()
    await expect(page.locator(".notification")).to_have_count(0)
