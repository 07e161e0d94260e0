"""What a screen reader says of the chat page, and in which order."""

from __future__ import annotations

import pytest
import telegram
from playwright.async_api import expect

from tests.pages.conftest import Open
from tests.pages.pictures import png

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANNA = 1001


@pytest.mark.parametrize(
    ("labels", "rtl"),
    [
        (("A · Ask", "B · Wait", "Later"), False),
        (("ج · لاحقًا", "ب · أنتظر", "أ · أسأل"), True),
        (("\u200f2\u200f", "\u200f1\u200f"), True),
    ],
)
async def test_a_row_is_read_from_where_its_language_begins(
    open_page: Open, bot: telegram.Bot, labels: tuple[str, ...], rtl: bool
) -> None:
    """Bots give a row from the left; what stands where in it does not change."""
    page = await open_page(ANNA)
    row = [telegram.InlineKeyboardButton(label, callback_data=label) for label in labels]
    await bot.send_message(ANNA, "Which?", reply_markup=telegram.InlineKeyboardMarkup([row]))
    keys = page.locator(".message.in").last.locator("button.key")
    await expect(keys).to_have_count(len(labels))
    read = await keys.all_inner_texts()
    boxes = [await key.bounding_box() for key in await keys.all()]
    lefts = {text: box["x"] for text, box in zip(read, boxes, strict=True) if box}

    assert sorted(read, key=lambda text: lefts[text]) == list(labels)
    assert read == (list(reversed(labels)) if rtl else list(labels))


async def test_a_photo_does_not_say_its_caption_before_it(
    open_page: Open, bot: telegram.Bot
) -> None:
    """A caption may hold all that can be seen, in words, and is read below."""
    page = await open_page(ANNA)
    await bot.send_photo(ANNA, png(64, 36), caption="His phone\nAll of it, in words")
    said = await page.locator(".message.in").last.aria_snapshot()

    assert 'button "His phone"' in said
    assert said.count("All of it, in words") == 1


async def test_unfolding_a_quotation_is_named_for_what_it_does(
    open_page: Open, bot: telegram.Bot
) -> None:
    """And not as the menu of the chat is."""
    page = await open_page(ANNA)
    lines = "\n".join(f"Line {number}" for number in range(9))
    await bot.send_message(ANNA, f"<blockquote expandable>{lines}</blockquote>", "HTML")

    await expect(page.get_by_role("button", name="Show all")).to_be_visible()
    await expect(page.get_by_role("button", name="More", exact=True)).to_have_count(1)
