"""What a hand can do on the page: write, choose, press keys, send files, block, follow links."""

from pathlib import Path

import pytest
import telegram
from playwright.async_api import FilePayload, Page, expect

from tests.helpers.sandbox import Served
from tests.pages.conftest import Open, meet
from tests.pages.keys import keyboard
from tests.pages.pictures import png

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANNA = 1001
YUSUF = 1002


async def test_an_empty_chat_begins_with_one_big_button(open_page: Open, bot: telegram.Bot) -> None:
    await bot.set_my_description("Cases of four minutes.")
    page = await open_page(ANNA)
    await expect(page.get_by_text("Cases of four minutes.")).to_be_visible()
    await page.get_by_role("button", name="START").click()
    (update,) = await bot.get_updates(timeout=5)
    assert update.message is not None
    assert update.message.text == "/start"
    await expect(page.get_by_role("button", name="START")).to_be_hidden()
    await expect(page.locator("#text")).to_be_visible()


async def test_enter_sends_and_shift_enter_makes_a_line(open_page: Open, bot: telegram.Bot) -> None:
    page = await _begun(open_page, bot)
    field = page.get_by_role("textbox", name="Message")
    low = await field.evaluate("(it) => it.clientHeight")
    await field.press_sequentially("one")
    await page.keyboard.press("Shift+Enter")
    await field.press_sequentially("two")
    assert await field.evaluate("(it) => it.clientHeight") > low
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.out .content").last).to_have_text("one\ntwo")
    await expect(field).to_have_value("")
    assert await field.evaluate("(it) => it.clientHeight") == low
    (update,) = await bot.get_updates(timeout=5)
    assert update.message is not None
    assert update.message.text == "one\ntwo"


async def test_unsent_text_is_given_back(open_page: Open, bot: telegram.Bot) -> None:
    page = await _begun(open_page, bot, quiet=False)
    await page.route("**/messages", lambda route: route.abort())
    await page.locator("#text").fill("important")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".toast")).to_contain_text("Not sent")
    await expect(page.locator("#text")).to_have_value("important")


async def test_commands_are_offered_filtered_and_sent(open_page: Open, bot: telegram.Bot) -> None:
    await bot.set_my_commands(
        [("start", "Begin"), ("pause", "Stop here"), ("progress", "How it goes")]
    )
    page = await _begun(open_page, bot)
    options = page.get_by_role("option")

    await page.get_by_role("button", name="Commands").click()
    await expect(options).to_have_text(["/startBegin", "/pauseStop here", "/progressHow it goes"])
    await page.keyboard.press("Escape")
    await expect(options).to_have_count(0)

    await page.locator("#text").press_sequentially("/p")
    await expect(options).to_have_text(["/pauseStop here", "/progressHow it goes"])
    await page.keyboard.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.out .content").last).to_have_text("/progress")
    await expect(options).to_have_count(0)
    await expect(page.locator("#text")).to_have_value("")

    await page.get_by_role("button", name="Commands").click()
    await options.nth(1).click()
    await expect(page.locator(".message.out .content").last).to_have_text("/pause")


async def test_commands_in_a_text_can_be_pressed(open_page: Open, bot: telegram.Bot) -> None:
    await bot.set_my_commands([("pause", "Stop here")])
    page = await _begun(open_page, bot)
    await bot.send_message(ANNA, "Stop with /pause, not with /nothing or a/pause.")
    await page.locator(".message.in .command").click()
    await expect(page.locator(".message.out .content").last).to_have_text("/pause")


async def test_a_whole_turn_is_played_by_keys_alone(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA)
    await page.get_by_role("button", name="START").focus()
    await page.keyboard.press("Enter")
    (update,) = await bot.get_updates(timeout=5)
    await bot.send_message(
        ANNA, "What first?", reply_markup=keyboard("A · Ask", "B · Wait", "Pause")
    )
    await expect(page.locator(".key")).to_have_count(3)

    assert await _pressed(page, bot, "b", update.update_id) == "B · Wait"
    assert await _pressed(page, bot, "3", update.update_id + 1) == "Pause"
    # A letter that no choice has presses nothing, and the next key still does.
    await page.keyboard.press("c")
    assert await _pressed(page, bot, "1", update.update_id + 2) == "A · Ask"


async def test_arabic_letters_press_arabic_choices(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(YUSUF, name="يوسف", language="ar")
    await bot.send_message(
        YUSUF, "ما الخطوة الأولى؟", reply_markup=keyboard("أ · أسأل", "ب · أنتظر", "هـ · أتصل")
    )
    await expect(page.locator(".key")).to_have_count(3)
    assert await _pressed(page, bot, "ب", 0) == "ب · أنتظر"
    (update,) = await bot.get_updates(timeout=5)
    assert await _pressed(page, bot, "ه", update.update_id) == "هـ · أتصل"


async def test_keys_write_where_there_is_writing(open_page: Open, bot: telegram.Bot) -> None:
    page = await _begun(open_page, bot)
    await bot.send_message(ANNA, "What first?", reply_markup=keyboard("A · Ask"))
    await page.locator("#text").press_sequentially("a1")
    await page.locator("#log").focus()
    # The field is left, but not empty: the keys do nothing.
    await page.keyboard.press("a")
    await expect(page.locator("#text")).to_have_value("a1")
    await expect(page.locator('.key[aria-busy="true"]')).to_have_count(0)
    assert await bot.get_updates() == ()


async def test_a_slash_begins_a_command(open_page: Open, bot: telegram.Bot) -> None:
    await bot.set_my_commands([("pause", "Stop here")])
    page = await _begun(open_page, bot)
    await page.keyboard.press("/")
    await expect(page.locator("#text")).to_be_focused()
    await expect(page.get_by_role("option")).to_have_count(1)


async def test_escape_takes_the_slash_back_and_keys_press_again(
    open_page: Open, bot: telegram.Bot
) -> None:
    page = await _begun(open_page, bot)
    await bot.send_message(ANNA, "What first?", reply_markup=keyboard("A · Ask"))
    await expect(page.locator(".key")).to_have_count(1)
    field = page.locator("#text")
    for commands in ([], [("pause", "Stop here")]):
        await bot.set_my_commands(commands)
        await page.reload()
        await expect(page.locator(".key")).to_have_count(1)
        await page.keyboard.press("/")
        await expect(field).to_have_value("/")
        await expect(page.get_by_role("option")).to_have_count(len(commands))
        await page.keyboard.press("Escape")
        await expect(field).to_have_value("")
        await expect(field).not_to_be_focused()
        await expect(page.get_by_role("option")).to_have_count(0)
    await page.keyboard.press("a")
    (update,) = await bot.get_updates(timeout=5)
    assert update.callback_query is not None
    assert update.callback_query.data == "A · Ask"

    # What was written further is left as it is.
    await page.locator("#text").fill("/pa")
    await page.keyboard.press("Escape")
    await expect(field).to_have_value("/pa")


async def test_photos_are_shown_and_open_larger(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA)
    await bot.send_photo(ANNA, png(640, 360), caption="The counter")
    picture = page.get_by_role("button", name="The counter", exact=True)
    await expect(picture).to_be_visible()
    loaded = "() => document.querySelector('.photo img').naturalWidth > 0"
    await page.wait_for_function(loaded)

    await picture.click()
    viewer = page.locator("#viewer")
    await expect(viewer).to_be_visible()
    await expect(viewer).to_contain_text("The counter")
    small, large = await picture.bounding_box(), await viewer.locator("img").bounding_box()
    assert small is not None
    assert large is not None
    assert large["width"] > small["width"]
    await page.keyboard.press("Escape")
    await expect(viewer).to_be_hidden()
    await expect(picture).to_be_focused()


async def test_documents_are_downloaded_under_their_name(
    open_page: Open, bot: telegram.Bot, tmp_path: Path
) -> None:
    page = await open_page(ANNA)
    await bot.send_document(ANNA, b"a,b\n1,2\n", filename="roster.csv")
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="roster.csv").click()
    download = await waiting.value
    assert download.suggested_filename == "roster.csv"
    await download.save_as(tmp_path / "roster.csv")
    assert (tmp_path / "roster.csv").read_bytes() == b"a,b\n1,2\n"


async def test_photo_document_and_voice_can_be_sent(open_page: Open, bot: telegram.Bot) -> None:
    page = await _begun(open_page, bot)
    for kind, file in (
        ("Photo", FilePayload(name="a.png", mimeType="image/png", buffer=png(64, 64))),
        ("Document", FilePayload(name="case.yaml", mimeType="text/yaml", buffer=b"id: case\n")),
    ):
        await page.get_by_role("button", name="Attach").click()
        async with page.expect_file_chooser() as waiting:
            await page.get_by_role("menuitem", name=kind).click()
        await (await waiting.value).set_files(files=[file])
        await expect(page.locator(f".message.out .{kind.lower()}")).to_be_visible()
    await page.get_by_role("button", name="Send a sample voice message").click()
    await expect(page.get_by_role("group", name="Voice message")).to_be_visible()

    sent = [update.message for update in await bot.get_updates(timeout=5)]
    assert [bool(m.photo) for m in sent if m] == [True, False, False]
    assert [m.document.file_name for m in sent if m and m.document] == ["case.yaml"]
    assert [m.voice.mime_type for m in sent if m and m.voice] == ["audio/wav"]


async def test_refusals_of_the_server_are_shown_with_their_reason(
    open_page: Open, bot: telegram.Bot
) -> None:
    page = await _begun(open_page, bot, quiet=False)
    empty = FilePayload(name="empty.txt", mimeType="text/plain", buffer=b"")
    await page.locator("#document-file").set_input_files([empty])
    await expect(page.locator(".toast")).to_contain_text("file must be non-empty")


async def test_a_blocked_bot_can_be_taken_back(open_page: Open, bot: telegram.Bot) -> None:
    page = await _begun(open_page, bot)
    await page.get_by_role("button", name="More", exact=True).click()
    await page.get_by_role("menuitem", name="Block the bot").click()
    await expect(page.locator("#composer")).to_be_hidden()
    with pytest.raises(telegram.error.Forbidden):
        await bot.send_message(ANNA, "Are you there?")

    await page.get_by_role("button", name="Restart bot").click()
    await expect(page.locator("#composer")).to_be_visible()
    await expect(page.locator(".message.out .content")).to_have_text(["/start", "/start"])
    messages = [update.message for update in await bot.get_updates(timeout=5)]
    assert [message.text for message in messages if message] == ["/start"]
    await bot.send_message(ANNA, "Welcome back")
    await expect(page.get_by_text("Welcome back")).to_be_visible()


async def test_invitation_is_opened_by_its_recipient(
    open_page: Open, bot: telegram.Bot, here: Served
) -> None:
    await meet(here, YUSUF, "يوسف", "ar")
    page = await _begun(open_page, bot)
    name = (await bot.get_me()).username
    await bot.send_message(
        ANNA, f'<a href="https://t.me/{name}?start=abc-1">Invitation</a>', "HTML"
    )
    await page.get_by_role("link", name="Invitation").click()
    await page.get_by_role("dialog").get_by_role("button", name="يوسف").click()

    await expect(page.locator(f'[data-person="{YUSUF}"]')).to_have_attribute("aria-current", "true")
    await expect(page.locator(".message.out .content")).to_have_text("/start abc-1")
    (update,) = await bot.get_updates(timeout=5)
    assert update.effective_user is not None
    assert update.effective_user.id == YUSUF


async def test_buttons_with_links_styles_and_copies(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA, permissions=["clipboard-read", "clipboard-write"])
    button = telegram.InlineKeyboardButton
    rows = [
        [button("Source", url="https://example.org/source")],
        [button("Copy code", copy_text=telegram.CopyTextButton("BR-204"))],
        [button("Go", callback_data="go", api_kwargs={"style": "success"})],
        [button("1", callback_data="1"), button("2", callback_data="2")],
    ]
    await bot.send_message(ANNA, "Which?", reply_markup=telegram.InlineKeyboardMarkup(rows))
    link = page.get_by_role("link", name="Source")
    await expect(link).to_have_attribute("href", "https://example.org/source")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(page.locator(".key.success")).to_have_text("Go")
    await expect(page.locator(".row")).to_have_count(4)

    await page.get_by_role("button", name="Copy code").click()
    await expect(page.locator(".toast")).to_have_text("Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == "BR-204"


async def _begun(open_page: Open, bot: telegram.Bot, quiet: bool = True) -> Page:
    """Anna's page, her chat begun, and nothing left for the bot to fetch."""
    page = await open_page(ANNA, quiet=quiet)
    await page.get_by_role("button", name="START").click()
    (update,) = await bot.get_updates(timeout=5)
    await bot.get_updates(offset=update.update_id + 1)
    await expect(page.locator("#text")).to_be_visible()
    return page


async def _pressed(page: Page, bot: telegram.Bot, key: str, after: int) -> str | None:
    """The data of the button that the key pressed, and its spinner over."""
    # Through the page's own event, since a keyboard of letters differs from land to land.
    await page.evaluate(
        """(key) => document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }))""",
        key,
    )
    (update,) = await bot.get_updates(offset=after + 1, timeout=5)
    assert update.callback_query is not None
    await update.callback_query.answer()
    await expect(page.locator('.key[aria-busy="true"]')).to_have_count(0)
    return update.callback_query.data
