"""What the Bot API of the last years brought: accepted, refused and shown as Telegram does."""

from typing import Any

import pytest
import telegram
from telegram.error import BadRequest

from bot.sandbox import TOKEN, schema
from bot.sandbox.method_list import METHODS
from bot.telegram import calls
from tests.helpers.sandbox import Clock, Phone, Served

FIRE = "5104841245755180586"

KEYBOARD = (
    (calls.InlineLink("L", "https://console.example.org/sign-in/x"),),
    (calls.InlineButton("A", "a", primary=True), calls.InlineButton("B", "b")),
)
SENT: list[Any] = [
    calls.SendMessage(501, "<b>x</b>", KEYBOARD),
    calls.EditMessage(501, 7, "x", KEYBOARD),
    calls.RemoveKeyboard(501, 7),
    calls.DeleteMessage(501, 7),
    calls.AnswerCallback(501, "1", "x", alert=True),
    calls.SendTyping(501),
]


def test_the_schema_is_that_of_the_newest_bot_api() -> None:
    assert schema.version() == "10.3"
    assert {"sendRichMessage", "editEphemeralMessageText"} <= set(schema.methods())


@pytest.mark.parametrize("call", SENT, ids=lambda call: call.method)
def test_all_that_basira_sends_is_in_the_schema(call: Any) -> None:
    taken = schema.parameters(call.method)
    for name, value in call.payload().items():
        assert taken[name].fits(value)
        assert taken[name].unknown_field(value) is None


def test_all_that_the_library_sends_is_in_the_schema() -> None:
    methods = {name for name in vars(telegram.Bot) if not name.startswith("_")}
    camel = {name for name in methods if name != name.lower()}
    assert camel <= set(schema.methods())
    assert set(METHODS) <= set(schema.methods())


async def test_a_field_that_no_object_has_is_refused(here: Served, phone: Phone) -> None:
    answer = await _send_button(here, callback_data="a", colour="red")
    assert answer == 'Bad Request: unknown field "colour" in parameter "reply_markup"'


@pytest.mark.parametrize("style", ["danger", "success", "primary"])
async def test_buttons_have_styles(here: Served, phone: Phone, style: str) -> None:
    assert await _send_button(here, callback_data="a", style=style) == ""
    assert (await _button(phone))["style"] == style


async def test_other_styles_are_refused(here: Served, phone: Phone) -> None:
    answer = await _send_button(here, callback_data="a", style="link")
    assert answer == "Bad Request: invalid button style specified"


async def test_a_button_may_be_disabled(here: Served, phone: Phone) -> None:
    assert await _send_button(here, disabled={}) == ""
    assert (await _button(phone))["disabled"] == {}


@pytest.mark.parametrize(("length", "fits"), [(0, False), (1, True), (256, True), (257, False)])
async def test_a_text_to_copy_has_1_to_256_characters(
    here: Served, phone: Phone, length: int, fits: bool
) -> None:
    answer = await _send_button(here, copy_text={"text": "x" * length})
    assert answer == ("" if fits else "Bad Request: BUTTON_COPY_TEXT_INVALID")


async def test_an_effect_is_kept_and_an_unknown_one_refused(
    bot: telegram.Bot, phone: Phone
) -> None:
    message = await bot.send_message(501, "Passed", message_effect_id=FIRE)
    assert message.effect_id == FIRE
    assert (await phone.look())["messages"][-1]["effect"] == "🔥"
    with pytest.raises(BadRequest, match=r"[Ee]ffect_id_invalid"):
        await bot.send_message(501, "Passed", message_effect_id="1")


async def test_protected_content_is_marked(bot: telegram.Bot, phone: Phone) -> None:
    message = await bot.send_message(501, "Form", protect_content=True)
    assert message.has_protected_content


async def test_a_moment_is_an_entity(bot: telegram.Bot, phone: Phone) -> None:
    html = '<tg-time unix="1798761600" format="wDt">1 January</tg-time>'
    message = await bot.send_message(501, html, "HTML")
    (entity,) = message.entities
    assert (entity.type, message.text) == ("date_time", "1 January")
    assert (await phone.look())["messages"][-1]["html"] == html


async def test_a_moment_without_its_time_is_refused(bot: telegram.Bot, phone: Phone) -> None:
    entity = telegram.MessageEntity("date_time", 0, 4)
    with pytest.raises(BadRequest, match="unix_time"):
        await bot.send_message(501, "noon", entities=[entity])


async def test_only_unasked_messages_notify(bot: telegram.Bot, phone: Phone, clock: Clock) -> None:
    await phone.says("hello")
    await bot.send_message(501, "An answer")
    assert "notification" not in (await phone.look())["messages"][-1]
    clock.goes(seconds=60)
    await bot.send_message(501, "Something\nfor you")
    assert (await phone.look())["messages"][-1]["notification"] == "Something for you"


async def _send_button(here: Served, **fields: object) -> str:
    """Send a message with a button, as Telegram's JSON; gives the refusal, or nothing."""
    markup = {"inline_keyboard": [[{"text": "A", **fields}]]}
    body = {"chat_id": 501, "text": "x", "reply_markup": markup}
    answer = await here.http.post(f"/bot{TOKEN}/sendMessage", json=body)
    return str(answer.json().get("description", ""))


async def _button(phone: Phone) -> dict[str, Any]:
    message = (await phone.look())["messages"][-1]
    button: dict[str, Any] = message["reply_markup"]["inline_keyboard"][0][0]
    return button
