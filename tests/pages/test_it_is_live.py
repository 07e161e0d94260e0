"""What the bot does is seen at once, in place, and without taking anything out of the hand."""

import re

import pytest
import telegram
from playwright.async_api import Page, Route, expect

from bot.sandbox import TOKEN, Sandbox, serve
from tests.pages.conftest import Open
from tests.pages.keys import keyboard

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANNA = 1001

TALL = "Results\n" + "\n".join(f"Line {number} of the next scene" for number in range(40))


async def test_a_message_arrives_without_a_reload(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA)
    await page.evaluate("window.sameDocument = true")
    await bot.send_message(ANNA, "<b>Ready?</b> & so", "HTML")

    message = page.locator(".message.in")
    await expect(message.locator(".content")).to_have_text("Ready? & so")
    await expect(message.locator(".content b")).to_have_text("Ready?")
    await expect(message.locator("time")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    assert await page.evaluate("window.sameDocument")


async def test_a_tap_is_posted_spins_and_shows_its_answer(
    open_page: Open, bot: telegram.Bot
) -> None:
    page = await open_page(ANNA)
    await bot.send_message(ANNA, "Which?", reply_markup=keyboard("Yes", "No"))
    yes, no = page.get_by_role("button", name="Yes"), page.get_by_role("button", name="No")
    await yes.click()
    await expect(yes).to_have_attribute("aria-busy", "true")
    await expect(yes.locator(".spinner")).to_be_visible()
    await expect(no.locator(".spinner")).to_be_hidden()

    # A second press while it spins is no second tap.
    await yes.click()
    (update,) = await bot.get_updates(timeout=5)
    assert update.callback_query is not None
    assert update.callback_query.data == "Yes"

    await update.callback_query.answer("Noted, thank you")
    await expect(page.locator(".toast")).to_have_text("Noted, thank you")
    await expect(yes).to_have_attribute("aria-busy", "false")
    assert await bot.get_updates(offset=update.update_id + 1) == ()


async def test_an_alert_waits_until_it_is_read(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA)
    await bot.send_message(ANNA, "Which?", reply_markup=keyboard("Yes"))
    await page.get_by_role("button", name="Yes").click()
    (update,) = await bot.get_updates(timeout=5)
    assert update.callback_query is not None
    await update.callback_query.answer("The case goes on below.", show_alert=True)

    alert = page.get_by_role("dialog", name="Basira")
    await expect(alert).to_contain_text("The case goes on below.")
    await expect(alert.get_by_role("button", name="OK")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(alert).to_be_hidden()


async def test_old_answers_are_not_shown_again_after_a_reload(
    open_page: Open, bot: telegram.Bot
) -> None:
    page = await open_page(ANNA)
    await bot.send_message(ANNA, "Which?", reply_markup=keyboard("Yes"))
    await page.get_by_role("button", name="Yes").click()
    (update,) = await bot.get_updates(timeout=5)
    assert update.callback_query is not None
    await update.callback_query.answer("Noted")
    await expect(page.locator(".toast")).to_have_text("Noted")

    await page.reload()
    await expect(page.locator(".message.in")).to_have_count(1)
    assert await page.locator(".toast").count() == 0


async def test_pending_tap_keeps_its_spinner(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA)
    await bot.send_message(ANNA, "Which?", reply_markup=keyboard("Yes"))
    on_its_way: list[Route] = []
    await page.route("**/taps", lambda route: on_its_way.append(route))
    yes = page.get_by_role("button", name="Yes")
    await yes.click()
    await bot.send_message(ANNA, "By the way")
    await expect(page.get_by_role("log").get_by_text("By the way")).to_be_visible()
    await expect(yes).to_have_attribute("aria-busy", "true")
    await yes.click()

    (tap,) = on_its_way
    await tap.continue_()
    (update,) = await bot.get_updates(timeout=5)
    assert update.callback_query is not None
    await update.callback_query.answer()
    await expect(yes).to_have_attribute("aria-busy", "false")


async def test_an_edit_changes_in_place_and_keeps_the_focus(
    open_page: Open, bot: telegram.Bot
) -> None:
    page = await open_page(ANNA)
    sent = await bot.send_message(ANNA, "First?", reply_markup=keyboard("A · Ask", "B · Wait"))
    await page.get_by_role("button", name="B · Wait").focus()
    await page.evaluate("window.before = document.activeElement")

    await bot.edit_message_text(
        "Second?", ANNA, sent.message_id, reply_markup=keyboard("A · Go", "B · Stay")
    )
    await expect(page.locator(".message")).to_have_count(1)
    await expect(page.locator(".content")).to_have_text("Second?")
    await expect(page.locator(".edited")).to_have_text("edited")
    await expect(page.get_by_role("button", name="B · Stay")).to_be_focused()
    assert await page.evaluate("window.before === document.activeElement")


async def test_when_the_focused_button_goes_the_focus_stays_at_its_message(
    open_page: Open, bot: telegram.Bot
) -> None:
    page = await open_page(ANNA)
    sent = await bot.send_message(ANNA, "First?", reply_markup=keyboard("Ask"))
    await page.get_by_role("button", name="Ask").focus()
    await bot.edit_message_text("You asked.", ANNA, sent.message_id)
    await expect(page.locator(".key")).to_have_count(0)
    await expect(page.locator(".message")).to_be_focused()


async def test_a_deleted_message_goes_and_the_others_stay(
    open_page: Open, bot: telegram.Bot
) -> None:
    page = await open_page(ANNA)
    first = await bot.send_message(ANNA, "One")
    await bot.send_message(ANNA, "Two", reply_markup=keyboard("Ask"))
    await page.get_by_role("button", name="Ask").focus()
    await bot.delete_message(ANNA, first.message_id)
    await expect(page.locator(".content")).to_have_text(["Two"])
    await expect(page.get_by_role("button", name="Ask")).to_be_focused()


async def test_typing_is_shown_until_the_message_comes(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA)
    await bot.send_chat_action(ANNA, "typing")
    await expect(page.locator("#bot-status")).to_have_text("typing…")
    await expect(page.locator("#typing")).to_be_visible()
    await bot.send_message(ANNA, "Here")
    await expect(page.locator("#bot-status")).to_have_text("bot")
    await expect(page.locator("#typing")).to_be_hidden()


async def test_scrolled_up_page_stays_and_announces_new_messages(
    open_page: Open, bot: telegram.Bot
) -> None:
    page = await open_page(ANNA, height=640)
    for number in range(14):
        await bot.send_message(ANNA, f"Line {number}\n\nand more of it")
    await expect(page.get_by_text("Line 13")).to_be_in_viewport()
    to_end = page.locator("#to-end")
    await expect(to_end).to_be_hidden()

    await page.locator("#log").evaluate("(log) => (log.scrollTop = 0)")
    await expect(page.get_by_role("button", name="To the end")).to_be_visible()
    await bot.send_message(ANNA, "The newest")
    await expect(page.get_by_role("button", name="New")).to_be_visible()
    newest = page.get_by_role("log").get_by_text("The newest")  # the list of chats has it too
    await expect(newest).not_to_be_in_viewport()

    await to_end.click()
    await expect(newest).to_be_in_viewport()
    await expect(to_end).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(375, 667), (1280, 800)])
async def test_a_message_taller_than_the_view_is_shown_from_its_top(
    open_page: Open, bot: telegram.Bot, width: int, height: int
) -> None:
    page = await open_page(ANNA, width=width, height=height)
    to_end = page.locator("#to-end")
    await bot.send_message(ANNA, "First?", reply_markup=keyboard("Ask", "Wait"))
    await page.get_by_role("button", name="Ask").click()
    await bot.send_message(ANNA, TALL, reply_markup=keyboard("Go", "Stay"))
    await expect(page.get_by_text("Results")).to_be_visible()
    await _expect_top_of_last(page)
    await expect(to_end).to_have_text("New")

    # It stays there as other things change, and whatever comes after waits below.
    await bot.send_message(ANNA, "By the way")
    await expect(page.get_by_text("By the way")).to_have_count(1)
    await _expect_top_of_last(page, nth=-2)
    await to_end.click()
    await expect(page.get_by_text("By the way")).to_be_in_viewport()
    await expect(to_end).to_be_hidden()

    # At the end again, what fits is shown whole.
    await bot.send_message(ANNA, "Short", reply_markup=keyboard("Last"))
    await expect(page.get_by_role("button", name="Last")).to_be_in_viewport(ratio=1)
    await expect(to_end).to_be_hidden()


async def test_answer_to_a_key_is_shown_from_its_top(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA, width=375, height=667)
    await bot.send_message(ANNA, TALL, reply_markup=keyboard("A · Go"))
    await _expect_top_of_last(page)
    # The button is below the view, but its key works.
    await page.keyboard.press("a")
    await expect(page.locator('.key[aria-busy="true"]')).to_have_count(1)
    await bot.send_message(ANNA, f"Then\n{TALL}", reply_markup=keyboard("B · On"))
    await expect(page.locator(".message")).to_have_count(2)
    await _expect_top_of_last(page)

    # Who scrolls back to read is left in peace.
    await page.locator("#log").evaluate("(log) => (log.scrollTop = 100)")
    await expect(page.locator("#to-end")).to_be_visible()
    await bot.send_message(ANNA, TALL)
    await expect(page.locator(".message")).to_have_count(3)
    assert await page.locator("#log").evaluate("(log) => log.scrollTop") == 100


@pytest.mark.parametrize("instead", [True, False], ids=["edited", "sent"])
async def test_answer_to_a_tap_is_shown_from_its_top(
    open_page: Open, bot: telegram.Bot, instead: bool
) -> None:
    page = await open_page(ANNA, width=375, height=667)
    tall = await bot.send_message(ANNA, TALL, reply_markup=keyboard("Go", "Stay", "Pause"))
    # In the midst of the chat: the button is in view, the end is not.
    await page.locator("#log").evaluate("(log) => (log.scrollTop = log.scrollHeight - 600)")
    await page.get_by_role("button", name="Go").click()
    if instead:
        await bot.edit_message_text(f"Then\n{TALL}", ANNA, tall.message_id)
    else:
        await bot.edit_message_reply_markup(ANNA, tall.message_id)
        await expect(page.locator(".key")).to_have_count(0)
        await bot.send_message(ANNA, f"Then\n{TALL}", reply_markup=keyboard("On"))
        await expect(page.locator(".message")).to_have_count(2)
    await expect(page.locator(".content").last).to_contain_text("Then")
    await _expect_top_of_last(page)


async def test_an_opened_chat_shows_its_last_message_from_the_top(
    open_page: Open, bot: telegram.Bot
) -> None:
    page = await open_page(ANNA, width=375, height=667)
    await bot.send_message(ANNA, "First?")
    await bot.send_message(ANNA, TALL, reply_markup=keyboard("Go"))
    await expect(page.locator(".message")).to_have_count(2)
    await page.reload()
    await expect(page.locator(".message")).to_have_count(2)
    await _expect_top_of_last(page)


@pytest.mark.parametrize("events", [True, False], ids=["events", "asking"])
async def test_a_cut_line_is_told_and_mended(open_page: Open, events: bool) -> None:
    # A server of its own, which can be taken away and brought back at the same port.
    sandbox = Sandbox()
    async with serve(sandbox) as port:
        page = await open_page(quiet=False, before=None if events else _refuse_events)
        await page.goto(f"http://127.0.0.1:{port}/")
        await expect(page.get_by_role("button", name="START")).to_be_visible()
    lost = page.get_by_text("Connection lost – retrying…")
    await expect(lost).to_be_visible()

    again = Sandbox()
    async with (
        serve(again, port),
        telegram.Bot(TOKEN, base_url=f"http://127.0.0.1:{port}/bot") as bot,
    ):
        await expect(lost).to_be_hidden()
        await page.get_by_role("button", name="START").click()
        (update,) = await bot.get_updates(timeout=5)
        assert update.message is not None
        await update.message.reply_text("Here again")
        await expect(page.get_by_role("log").get_by_text("Here again")).to_be_visible()


async def test_page_polls_without_an_event_stream(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA, quiet=False, before=_refuse_events)
    await bot.send_message(ANNA, "By asking")
    await expect(page.get_by_text("By asking")).to_be_visible()
    await bot.send_message(ANNA, "Again")
    await expect(page.get_by_text("Again")).to_be_visible()


async def _expect_top_of_last(page: Page, nth: int = -1) -> None:
    """A message, counted from the end, begins just below the upper edge of the view."""
    await page.wait_for_function(
        """(nth) => {
            const message = [...document.querySelectorAll(".message")].at(nth);
            if (!message) return false;
            const log = document.getElementById("log").getBoundingClientRect();
            const gap = message.getBoundingClientRect().top - log.top;
            return gap >= 0 && gap < 30;
        }""",
        arg=nth,
    )


async def _refuse_events(page: Page) -> None:
    async def refuse(route: Route) -> None:
        await route.fulfill(status=404, body="")

    await page.route("**/events", refuse)
