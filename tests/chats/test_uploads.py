"""A picture that Telegram has already is not uploaded again."""

from typing import Any

import pytest
import telegram

from bot.pictures.drawing import png
from bot.pictures.svg import Picture
from bot.sandbox.files import Files
from bot.telegram import delivery
from bot.telegram.calls import CONFETTI, SendFile
from bot.telegram.send_results import Delivered
from bot.telegram.sender import Sender
from tests.helpers.sandbox import Served


@pytest.fixture
def sender(bot: telegram.Bot) -> Sender:
    return Sender(bot)


async def sent(
    here: Served, sender: Sender, chat: int, width: int, html: str = ""
) -> dict[str, Any]:
    """The newest message of a chat that is sent a picture so wide."""
    phone = here.phone(chat)
    await phone.says("/start")
    content = png(Picture(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}"/>', width, 20))
    [receipt] = await sender.post(SendFile(chat, "one.png", content, html, picture=True))
    assert isinstance(receipt, Delivered)
    await phone.look()
    message: dict[str, Any] = phone.chat["messages"][-1]
    assert message["message_id"] == receipt.message_id
    return message


def file_of(message: dict[str, Any]) -> str:
    return str(message["photo"][-1]["file_id"])


async def test_the_same_picture_is_sent_to_others_by_its_id(here: Served, sender: Sender) -> None:
    first = await sent(here, sender, 501, 20, "<i>One</i>")
    second = await sent(here, sender, 502, 20, "<i>Two</i>")
    other = await sent(here, sender, 503, 40)
    assert file_of(first) == file_of(second) != file_of(other)
    assert [row.get("caption") for row in (first, second, other)] == ["One", "Two", None]


async def test_an_id_that_telegram_knows_no_more_is_replaced(here: Served, sender: Sender) -> None:
    await sent(here, sender, 501, 20)
    here.sandbox.world.files = Files(1000)
    anew = await sent(here, sender, 502, 20)
    assert file_of(anew) == file_of(await sent(here, sender, 503, 20))


async def test_latest_upload_is_remembered(
    here: Served, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "MOST_UPLOADS", 2)
    first = await sent(here, sender, 501, 20)
    second = await sent(here, sender, 502, 40)
    assert file_of(await sent(here, sender, 503, 20)) == file_of(first)
    await sent(here, sender, 504, 60)
    assert file_of(await sent(here, sender, 505, 20)) == file_of(first)
    assert file_of(await sent(here, sender, 506, 40)) != file_of(second)


@pytest.mark.parametrize("effect", [CONFETTI, "1"])
async def test_a_picture_arrives_where_its_effect_is_not_known(
    here: Served, sender: Sender, effect: str
) -> None:
    """Both when it is uploaded and when it is sent by its id."""
    content = png(Picture('<svg xmlns="http://www.w3.org/2000/svg" width="20"/>', 20, 20))
    for chat in (501, 502):
        await here.phone(chat).says("/start")
        [receipt] = await sender.post(
            SendFile(chat, "one.png", content, picture=True, effect=effect)
        )
        assert isinstance(receipt, Delivered)
