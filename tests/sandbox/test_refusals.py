"""The sandbox refuses what Telegram refuses, in its words, as the real library hears them."""

from collections.abc import Awaitable, Callable

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, error

from bot.sandbox import TOKEN
from tests.helpers.sandbox import Clock, Phone, Served

Ask = Callable[[telegram.Bot], Awaitable[object]]


def keyboard(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button] for button in buttons])


def button(data: str = "x", text: str = "b") -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=data)


BAD: dict[str, tuple[Ask, str]] = {
    "empty text": (lambda b: b.send_message(501, ""), "Message text is empty"),
    "blank text": (lambda b: b.send_message(501, " \n "), "Text must be non-empty"),
    "long text": (lambda b: b.send_message(501, "x" * 4097), "Message is too long"),
    "long text after parsing": (
        lambda b: b.send_message(501, f"<b>{'x' * 4097}</b>", "HTML"),
        "Message is too long",
    ),
    "long caption": (
        lambda b: b.send_document(501, b"bytes", caption="x" * 1025),
        "Message caption is too long",
    ),
    "65 bytes of data": (
        lambda b: b.send_message(501, "x", reply_markup=keyboard(button("x" * 65))),
        "Button_data_invalid",
    ),
    "33 Arabic letters are 66 bytes": (
        lambda b: b.send_message(501, "x", reply_markup=keyboard(button("ب" * 33))),
        "Button_data_invalid",
    ),
    "101 buttons": (
        lambda b: b.send_message(501, "x", reply_markup=keyboard(*[button()] * 101)),
        "Reply markup is too long",
    ),
    "a button without action": (
        lambda b: b.send_message(501, "x", reply_markup=keyboard(InlineKeyboardButton("b"))),
        "Can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
    ),
    "a button without text": (
        lambda b: b.send_message(501, "x", reply_markup=keyboard(button(text=" "))),
        "Inline keyboard button text must be non-empty",
    ),
    "a link to nowhere": (
        lambda b: b.send_message(
            501, "x", reply_markup=keyboard(InlineKeyboardButton("b", url="http://localhost"))
        ),
        "Inline keyboard button url 'http://localhost' is invalid: wrong http url",
    ),
    "a key without text": (
        lambda b: b.send_message(501, "x", reply_markup=telegram.ReplyKeyboardMarkup([[""]])),
        "Keyboard button text must be non-empty",
    ),
    "broken markup": (
        lambda b: b.send_message(501, "<b>x", "HTML"),
        "Can't parse entities: can't find end tag corresponding to start tag \"b\"",
    ),
    "another markup": (lambda b: b.send_message(501, "x", "Smarkdown"), "Unsupported parse_mode"),
    "nobody": (lambda b: b.send_message(999, "x"), "Chat not found"),
    "a reply to nothing": (
        lambda b: b.send_message(501, "x", reply_to_message_id=1),
        "Message to be replied not found",
    ),
    "an edit of nothing": (
        lambda b: b.edit_message_text("x", 501, 1),
        "Message to edit not found",
    ),
    "an edit of which message": (
        lambda b: b.edit_message_text("x", chat_id=501),
        "Message identifier is not specified",
    ),
    "an inline message": (
        lambda b: b.edit_message_text("x", inline_message_id="9"),
        "Message_id_invalid",
    ),
    "nothing to delete": (lambda b: b.delete_message(501, 1), "Message to delete not found"),
    "a query that never was": (
        lambda b: b.answer_callback_query("77"),
        "Query is too old and response timeout expired or query id is invalid",
    ),
    "work that is none": (
        lambda b: b.send_chat_action(501, "sleeping"),
        "Wrong parameter action in request",
    ),
    "a file that never was": (
        lambda b: b.get_file("nothing"),
        "Wrong file_id or the file is temporarily unavailable",
    ),
    "a picture that is none": (
        lambda b: b.send_photo(501, b"not a picture"),
        "Image_process_failed",
    ),
    "a picture by a wrong name": (
        lambda b: b.send_photo(501, "nothing"),
        "Wrong file identifier/http url specified",
    ),
    "an empty document": (lambda b: b.send_document(501, b""), "File must be non-empty"),
    "a command with a capital": (
        lambda b: b.set_my_commands([("Start", "begin")]),
        "Bot_command_invalid",
    ),
    "101 commands": (
        lambda b: b.set_my_commands([(f"c{i}", "x") for i in range(101)]),
        "Bot_commands_too_much",
    ),
    "a language that is none": (
        lambda b: b.set_my_commands([("start", "begin")], language_code="arabic"),
        "Invalid language code specified",
    ),
    "a parameter that is none": (
        lambda b: b.send_message(501, "x", api_kwargs={"colour": "red"}),
        'Unknown parameter "colour"',
    ),
    "a word for a number": (
        lambda b: b.edit_message_text("x", 501, "first"),  # type: ignore[arg-type]
        'Parameter "message_id" must be of type integer',
    ),
    "a webhook without https": (
        lambda b: b.set_webhook("http://example.org/"),
        "Bad webhook: an https url must be provided for webhook",
    ),
}


@pytest.mark.parametrize("case", BAD)
async def test_bad_requests(case: str, bot: telegram.Bot, phone: Phone) -> None:
    ask, description = BAD[case]
    with pytest.raises(error.BadRequest) as refused:
        await ask(bot)
    # The library changes capitals, so these are compared without them.
    assert refused.value.message.casefold() == description.casefold()


async def test_longest_allowed_values_pass(bot: telegram.Bot, phone: Phone) -> None:
    await bot.send_message(501, "x" * 4096)
    await bot.send_message(501, f"<b>{'x' * 4096}</b>", "HTML")
    await bot.send_document(501, b"bytes", caption="x" * 1024)
    await bot.send_message(501, "x", reply_markup=keyboard(*[button("ب" * 32)] * 100))


async def test_an_edit_has_to_change_something(bot: telegram.Bot, phone: Phone) -> None:
    sent = await bot.send_message(501, "<b>Now</b>", "HTML", reply_markup=keyboard(button()))
    with pytest.raises(error.BadRequest, match="Message is not modified: specified new message"):
        await bot.edit_message_text(
            "<strong>Now</strong> ",
            501,
            sent.message_id,
            parse_mode="HTML",
            reply_markup=keyboard(button()),
        )
    with pytest.raises(error.BadRequest, match="not modified"):
        await bot.edit_message_reply_markup(501, sent.message_id, reply_markup=keyboard(button()))
    changed = await bot.edit_message_text("Now", 501, sent.message_id)
    assert isinstance(changed, telegram.Message)
    assert changed.reply_markup is None


async def test_only_its_own_messages_can_be_edited(bot: telegram.Bot, phone: Phone) -> None:
    said = await phone.says("mine")
    with pytest.raises(error.BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("yours", 501, said["message_id"])


async def test_text_and_caption_are_not_the_same(bot: telegram.Bot, phone: Phone) -> None:
    text = await bot.send_message(501, "text")
    document = await bot.send_document(501, b"bytes")
    with pytest.raises(error.BadRequest, match="There is no caption in the message to edit"):
        await bot.edit_message_caption(501, text.message_id, caption="x")
    with pytest.raises(error.BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("x", 501, document.message_id)


async def test_old_messages_stay(bot: telegram.Bot, phone: Phone, clock: Clock) -> None:
    sent = await bot.send_message(501, "x")
    clock.goes(hours=48)
    with pytest.raises(error.BadRequest, match="Message can't be deleted"):
        await bot.delete_message(501, sent.message_id)


async def test_blocked_by_the_user(bot: telegram.Bot, phone: Phone) -> None:
    sent = await bot.send_message(501, "x")
    await phone.blocks()
    for ask in (
        bot.send_message(501, "y"),
        bot.edit_message_text("y", 501, sent.message_id),
        bot.send_chat_action(501, "typing"),
    ):
        with pytest.raises(error.Forbidden, match="Forbidden: bot was blocked by the user"):
            await ask
    await phone.blocks(False)
    await bot.send_message(501, "y")


async def test_a_query_is_answered_once(bot: telegram.Bot, phone: Phone) -> None:
    await bot.send_message(501, "x", reply_markup=keyboard(button()))
    query = await phone.taps("b")
    await bot.answer_callback_query(query)
    with pytest.raises(error.BadRequest, match="Query is too old"):
        await bot.answer_callback_query(query)


async def test_a_query_is_answered_in_time(bot: telegram.Bot, phone: Phone, clock: Clock) -> None:
    await bot.send_message(501, "x", reply_markup=keyboard(button()))
    query = await phone.taps("b")
    clock.goes(seconds=16)
    with pytest.raises(error.BadRequest, match="Query is too old"):
        await bot.answer_callback_query(query)
    assert (await phone.look())["pending"] == []


async def test_an_answer_has_200_characters(bot: telegram.Bot, phone: Phone) -> None:
    await bot.send_message(501, "x", reply_markup=keyboard(button()))
    query = await phone.taps("b")
    with pytest.raises(error.BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(query, "x" * 201)
    await bot.answer_callback_query(query, "x" * 200)


async def test_unknown_methods_and_tokens(here: Served) -> None:
    async with here.bot() as bot:
        with pytest.raises(error.EndPointNotFound):
            await bot.do_api_request("sendNothing")
        with pytest.raises(error.NetworkError, match="the sandbox has no sendDice"):
            await bot.send_dice(501)
    with pytest.raises(error.InvalidToken):
        async with here.bot("1000001:wrong"):
            pass


async def test_the_bodies_are_telegrams(here: Served) -> None:
    """What a client that is not the library sees."""
    missing = await here.http.post(f"/bot{TOKEN}/sendNothing")
    assert (missing.status_code, missing.json()) == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found: method not found"},
    )
    wrong = await here.http.post("/bot1:wrong/getMe")
    assert (wrong.status_code, wrong.json()) == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )
    empty = await here.http.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": 501})
    assert empty.json()["description"] == "Bad Request: message text is empty"
    chatless = await here.http.get(f"/bot{TOKEN}/sendmessage", params={"text": "x"})
    assert chatless.json()["description"] == "Bad Request: chat_id is empty"
    garbled = await here.http.post(
        f"/bot{TOKEN}/sendMessage", data={"chat_id": 501, "text": "x", "reply_markup": "{"}
    )
    assert (
        garbled.json()["description"]
        == "Bad Request: can't parse reply keyboard markup JSON object"
    )
