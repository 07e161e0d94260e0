"""Stickers, contacts, places, changed messages, and groups: as Telegram tells of them."""

import httpx
import pytest
import telegram
from telegram.error import Forbidden

from tests.helpers.sandbox import Phone, Served


async def newest(bot: telegram.Bot, count: int = 1) -> list[telegram.Update]:
    """The last updates, by the real library; all before them are forgotten."""
    return [*await bot.get_updates(offset=-count)]


async def test_a_sticker_has_no_words(bot: telegram.Bot, phone: Phone) -> None:
    await phone.sends("sticker", "wave.webp", b"RIFF", "image/webp")

    (update,) = await newest(bot)
    assert update.message is not None
    assert update.message.sticker is not None
    assert update.message.sticker.type == "regular"
    with pytest.raises(AssertionError, match="no caption"):
        await phone.sends("sticker", "wave.webp", b"RIFF", "image/webp", "hello")


async def test_a_contact_and_a_place_are_shared(bot: telegram.Bot, phone: Phone) -> None:
    await phone.shares("contact", phone_number="+973 1700 0000", first_name="Layla")
    await phone.shares("location", latitude=26.2, longitude=50.6)

    contact, place = await newest(bot, 2)
    assert contact.message is not None
    assert contact.message.contact == telegram.Contact("+973 1700 0000", "Layla")
    assert place.message is not None
    assert place.message.location == telegram.Location(latitude=26.2, longitude=50.6)


@pytest.mark.parametrize(
    "about",
    [
        {"kind": "contact"},
        {"kind": "contact", "phone_number": "1"},
        {"kind": "location", "latitude": 91, "longitude": 0},
        {"kind": "location", "latitude": True, "longitude": 0},
        {"kind": "location", "latitude": 1},
        {"kind": "poll"},
    ],
)
async def test_unshareable_kinds_are_refused(phone: Phone, about: dict[str, object]) -> None:
    with pytest.raises(AssertionError, match="400"):
        await phone.shares(**about)  # type: ignore[arg-type]


async def test_an_own_message_can_be_changed(bot: telegram.Bot, phone: Phone) -> None:
    before = await phone.says("old words")
    await phone.edits(before["message_id"], "new words")

    (update,) = await newest(bot)
    assert update.message is None
    assert update.edited_message is not None
    assert update.edited_message.text == "new words"
    assert update.edited_message.message_id == before["message_id"]
    assert update.edited_message.edit_date is not None


async def test_messages_of_the_bot_cannot_be_edited(bot: telegram.Bot, phone: Phone) -> None:
    said = await bot.send_message(phone.user, "words")
    with pytest.raises(AssertionError, match="404"):
        await phone.edits(said.message_id, "other words")


async def test_a_bot_hears_that_it_was_added_and_taken_out(bot: telegram.Bot, phone: Phone) -> None:
    group = await phone.adds_to_group("Night shift")
    change, service = await newest(bot, 2)
    await group.removes_bot()
    (last,) = await newest(bot)

    assert change.my_chat_member is not None
    assert change.my_chat_member.chat.type == "group"
    assert change.my_chat_member.chat.id == group.id < 0
    assert change.my_chat_member.new_chat_member.status == "member"
    assert service.message is not None
    assert [member.id for member in service.message.new_chat_members] == [bot.id]
    assert last.my_chat_member is not None
    assert last.my_chat_member.new_chat_member.status == "kicked"


async def test_a_bot_writes_in_a_group_until_it_is_taken_out(
    bot: telegram.Bot, phone: Phone
) -> None:
    group = await phone.adds_to_group("Night shift")
    await bot.send_message(group.id, "Hello")
    await group.removes_bot()

    assert await group.texts() == ["Hello"]
    with pytest.raises(Forbidden, match="kicked"):
        await bot.send_message(group.id, "Hello again")


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("hello", False),
        ("/help", True),
        ("/help@basira_sandbox_bot now", True),
        ("/help@another_bot", False),
        ("see /help", False),
    ],
)
async def test_in_a_group_a_bot_hears_commands_only(
    bot: telegram.Bot, phone: Phone, text: str, heard: bool
) -> None:
    group = await phone.adds_to_group("Night shift")
    await bot.get_updates(offset=-1)
    await group.says(text)

    updates = await bot.get_updates()
    assert (text in [update.message.text for update in updates if update.message]) is heard


async def test_it_hears_replies_and_as_an_admin_everything(bot: telegram.Bot, phone: Phone) -> None:
    group = await phone.adds_to_group("Night shift")
    said = await bot.send_message(group.id, "Hello")
    await group.says("thanks", reply_to=said.message_id)
    other = await phone.adds_to_group("Day shift", admin=True)
    await other.says("good morning")

    texts = [update.message.text for update in await bot.get_updates() if update.message]
    assert "thanks" in texts
    assert "good morning" in texts


async def test_groups_that_there_are_not_are_told(here: Served, phone: Phone) -> None:
    for path in ("groups/-5", "groups/x", "groups/12345678901234567890123"):
        answer = await here.http.get(f"/client/{phone.user}/{path}")
        assert answer.status_code == httpx.codes.NOT_FOUND
    answer = await here.http.post(f"/client/{phone.user}/groups", json={"title": ""})
    assert answer.status_code == httpx.codes.BAD_REQUEST
