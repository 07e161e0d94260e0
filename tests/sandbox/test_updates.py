"""Updates are fetched as from Telegram: confirmed by offset, one poller, nothing for ever."""

import asyncio

import pytest
import telegram
from telegram import error

from bot.sandbox.refusals import Refusal
from tests.helpers.sandbox import Clock, Phone, Served


def texts(updates: tuple[telegram.Update, ...]) -> list[str | None]:
    return [update.message.text if update.message else None for update in updates]


async def test_unconfirmed_updates_come_again(bot: telegram.Bot, phone: Phone) -> None:
    await phone.says("one")
    first = await bot.get_updates()
    assert texts(first) == ["/start", "one"]
    assert texts(await bot.get_updates(first[1].update_id)) == ["one"]
    assert texts(await bot.get_updates(first[0].update_id)) == ["one"]
    assert texts(await bot.get_updates(first[1].update_id + 1)) == []


async def test_numbers_rise_by_one(bot: telegram.Bot, phone: Phone) -> None:
    await phone.says("one")
    first, second = await bot.get_updates()
    assert second.update_id == first.update_id + 1


async def test_a_negative_offset_counts_from_the_end(bot: telegram.Bot, phone: Phone) -> None:
    for text in ("one", "two", "three"):
        await phone.says(text)
    assert texts(await bot.get_updates(-2)) == ["two", "three"]
    assert texts(await bot.get_updates()) == ["two", "three"]


async def test_a_limit(bot: telegram.Bot, phone: Phone) -> None:
    await phone.says("one")
    assert texts(await bot.get_updates(limit=1)) == ["/start"]
    assert texts(await bot.get_updates(limit=0)) == ["/start"]


async def test_kinds_that_were_not_asked_for(bot: telegram.Bot, phone: Phone) -> None:
    first = await bot.get_updates(allowed_updates=["my_chat_member"])
    await phone.says("unheard")
    await phone.blocks()
    (update,) = await bot.get_updates(first[-1].update_id + 1)
    assert update.my_chat_member is not None
    assert update.my_chat_member.old_chat_member.status == "member"
    assert update.my_chat_member.new_chat_member.status == "kicked"
    await bot.get_updates(update.update_id + 1, allowed_updates=[])
    await phone.blocks(False)
    await phone.says("heard")
    assert texts(await bot.get_updates(update.update_id + 1))[-1] == "heard"


async def test_a_day_later_they_are_gone(bot: telegram.Bot, phone: Phone, clock: Clock) -> None:
    clock.goes(hours=23)
    await phone.says("today")
    clock.goes(hours=1)
    assert texts(await bot.get_updates()) == ["today"]


async def test_taps_go_sooner(bot: telegram.Bot, phone: Phone, clock: Clock) -> None:
    sent = await bot.send_message(501, "x")
    await phone.taps("old", message_id=sent.message_id)
    clock.goes(seconds=150)
    assert texts(await bot.get_updates()) == ["/start"]


async def test_a_waiting_poll_wakes(bot: telegram.Bot, phone: Phone) -> None:
    (start,) = await bot.get_updates()
    waiting = asyncio.create_task(bot.get_updates(start.update_id + 1, timeout=50))
    await phone.says("wake up")
    assert texts(await waiting) == ["wake up"]


async def test_the_older_of_two_polls_is_turned_out(here: Served, phone: Phone) -> None:
    async with here.bot() as older, here.bot() as newer:
        (start,) = await older.get_updates()
        waiting = asyncio.create_task(older.get_updates(start.update_id + 1, timeout=50))
        # Which of the two calls arrives first is the network's affair, so the second is repeated.
        while not waiting.done():
            assert await newer.get_updates(start.update_id + 1) == ()
        with pytest.raises(error.Conflict, match="terminated by other getUpdates request"):
            await waiting


async def test_polls_and_webhooks_exclude_each_other(bot: telegram.Bot, here: Served) -> None:
    waiting = asyncio.create_task(here.sandbox.world.updates.poll(0, 100, 50))
    await asyncio.sleep(0)
    await bot.set_webhook("https://example.invalid/hook")
    with pytest.raises(Refusal, match="terminated by setWebhook request"):
        await waiting
    with pytest.raises(error.Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_message_that_is_gone_is_inaccessible(bot: telegram.Bot, phone: Phone) -> None:
    sent = await bot.send_message(501, "x")
    await phone.taps("before", message_id=sent.message_id)
    await bot.delete_message(501, sent.message_id)
    await phone.taps("after", message_id=sent.message_id)
    _, before, after = [update.callback_query for update in await bot.get_updates()]
    assert before is not None
    assert before.message is not None
    assert before.message.is_accessible
    assert after is not None
    assert after.message is not None
    assert not after.message.is_accessible


async def test_a_message_that_is_old_is_inaccessible(
    bot: telegram.Bot, phone: Phone, clock: Clock
) -> None:
    old = await bot.send_message(501, "old")
    clock.goes(hours=48)
    await phone.taps("c", message_id=old.message_id)
    (tap,) = await bot.get_updates()
    assert tap.callback_query is not None
    assert tap.callback_query.data == "c"
    # The library makes a Message of it all the same, one that says it is not accessible.
    assert tap.callback_query.message is not None
    assert tap.callback_query.message.message_id == old.message_id
    assert not tap.callback_query.message.is_accessible
