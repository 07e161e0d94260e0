"""The chat is laid out as strictly as by Telegram Web A, which was measured at three widths."""

import itertools
from dataclasses import dataclass
from typing import Any

import pytest
import telegram
from playwright.async_api import Locator, Page, expect
from telegram import MenuButtonWebApp, WebAppInfo

from tests.pages.conftest import Open
from tests.pages.keys import keyboard

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANNA = 1001

LONG = {
    "en": "He answers every question for the two women, and holds their passports. " * 3,
    "ar": "يجيب الرجل عن كل سؤال بدلًا من المرأتين، وجوازاتهما في يده طوال الوقت. " * 3,
}
LABEL = {
    "en": "A · Ask each of the two women apart where she is going and with whom",
    "ar": "أ · سؤال كل واحدة من المرأتين على انفراد عن وجهتها وعمّن يرافقها في السفر",
}


@dataclass(frozen=True)
class Sizes:
    width: int
    height: int
    bubble: int
    visible: int


PHONES = [Sizes(390, 844, 330, 732), Sizes(360, 800, 300, 688), Sizes(320, 640, 260, 528)]

each_phone = pytest.mark.parametrize("sizes", PHONES, ids=lambda sizes: str(sizes.width))
each_language = pytest.mark.parametrize("language", ["en", "ar"])


@each_phone
@each_language
async def test_texts_bubbles_and_buttons_have_the_clients_sizes(
    open_page: Open, bot: telegram.Bot, sizes: Sizes, language: str
) -> None:
    page = await _open(open_page, sizes, language)
    await bot.send_message(ANNA, LONG[language], reply_markup=keyboard(LABEL[language], "1", "2"))
    await expect(page.locator(".key")).to_have_count(3)

    body = page.locator(".body")
    await expect(body).to_have_css("font-size", "16px")
    await expect(body).to_have_css("line-height", "21px")
    assert (await _box(page.locator(".bubble")))["width"] == sizes.bubble
    assert (await _box(page.locator("#log")))["height"] == sizes.visible

    keys = [await _box(key) for key in await page.locator(".key").all()]
    assert [(key["width"], key["height"]) for key in keys] == [(sizes.bubble, 36)] * 3
    assert [below["y"] - above["y"] for above, below in itertools.pairwise(keys)] == [
        40,
        40,
    ]
    label = page.locator(".key .label").first
    await expect(label).to_have_css("font-size", "14px")
    await expect(label).to_have_css("font-weight", "500")


@each_language
async def test_text_of_one_line_makes_a_bubble_of_32_px(
    open_page: Open, bot: telegram.Bot, language: str
) -> None:
    page = await _open(open_page, PHONES[0], language)
    await bot.send_message(ANNA, {"en": "Go on.", "ar": "تابع."}[language])
    bubble = page.locator(".bubble")
    await expect(bubble).to_be_visible()
    assert (await _box(bubble))["height"] == 5 + 21 + 6


@each_phone
@each_language
async def test_a_long_label_is_cut_on_its_one_line(
    open_page: Open, bot: telegram.Bot, sizes: Sizes, language: str
) -> None:
    page = await _open(open_page, sizes, language)
    await bot.send_message(ANNA, "Which?", reply_markup=keyboard(LABEL[language]))
    label = page.locator(".key .label")
    await expect(label).to_have_css("text-overflow", "ellipsis")
    room, needed = await label.evaluate("(it) => [it.clientWidth, it.scrollWidth]")
    assert room == sizes.bubble - 14
    assert needed > room


async def test_labels_are_laid_out_from_the_left_so_that_misordered_ones_show(
    open_page: Open, bot: telegram.Bot
) -> None:
    page = await _open(open_page, PHONES[0], "ar")
    await bot.send_message(
        ANNA, "ماذا؟", reply_markup=keyboard("2 · السؤال", "\u200f2 · السؤال\u200f")
    )
    await expect(page.locator(".key")).to_have_count(2)
    bare, marked = await page.locator(".key .label").all()
    assert await _left_of_digit(bare) < 5  # the digit leads at the left, where no one begins
    assert await _left_of_digit(marked) > 30


async def test_a_long_quotation_is_folded_to_four_lines(open_page: Open, bot: telegram.Bot) -> None:
    page = await _open(open_page, PHONES[0], "en")
    await bot.send_message(
        ANNA, f"<blockquote expandable>{LONG['en'] * 2}</blockquote>", parse_mode="HTML"
    )
    quotation = page.locator("blockquote")
    await expect(quotation.get_by_role("button", name="Show all")).to_be_visible()
    assert 73 <= (await _box(quotation))["height"] <= 74


@each_phone
@each_language
async def test_new_messages_button_covers_no_other(
    open_page: Open, bot: telegram.Bot, sizes: Sizes, language: str
) -> None:
    page = await _open(open_page, sizes, language)
    choices = keyboard(*(f"{number}" for number in range(1, 30)))
    await bot.send_message(ANNA, LONG[language] * 3, reply_markup=choices)
    await expect(page.locator(".key")).to_have_count(29)
    pill = page.locator("#to-end")
    await expect(pill).to_be_visible()
    at = await _box(pill)
    for key in await page.locator(".key").all():
        box = await _box(key)
        assert box["x"] + box["width"] <= at["x"] or at["x"] + at["width"] <= box["x"]


async def _open(open_page: Open, sizes: Sizes, language: str) -> Page:
    page = await open_page(ANNA, language=language, width=sizes.width, height=sizes.height)
    await page.evaluate("() => document.fonts.ready")
    return page


async def _box(locator: Locator) -> Any:
    return await locator.bounding_box()


async def _left_of_digit(label: Locator) -> float:
    """How far from the left of what is drawn the digit stands, in px."""
    distance: float = await label.evaluate(
        """(label) => {
            const range = document.createRange();
            const text = label.firstChild;
            range.selectNodeContents(text);
            const all = range.getBoundingClientRect().left;
            const at = text.data.indexOf("2");
            range.setStart(text, at);
            range.setEnd(text, at + 1);
            return range.getBoundingClientRect().left - all;
        }"""
    )
    return distance


@each_phone
@each_language
async def test_hint_of_the_field_stays_on_one_line_beside_the_menu_button(
    open_page: Open, bot: telegram.Bot, sizes: Sizes, language: str
) -> None:
    page = await _open(open_page, sizes, language)
    button = MenuButtonWebApp("Basira · بصيرة", WebAppInfo("http://127.0.0.1:9/"))
    await bot.set_chat_menu_button(ANNA, button)
    await bot.send_message(ANNA, LONG[language])  # there is no field before a message
    await page.reload()
    await expect(page.locator("#app-open")).to_be_visible()
    field = page.locator("#text")
    assert await field.evaluate("(it) => it.scrollHeight <= it.offsetHeight")
    assert (await _box(field))["height"] == 44
