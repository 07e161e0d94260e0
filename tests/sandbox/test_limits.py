"""A bot that sends too much is told how long to wait."""

import pytest
import telegram
from telegram import error

from bot.sandbox import Limits, Sandbox
from tests.helpers.sandbox import Clock, Phone, Served, served


async def test_a_burst_and_then_one_a_second(bot: telegram.Bot, phone: Phone, clock: Clock) -> None:
    for number in range(20):
        await bot.send_message(501, str(number))
    with pytest.raises(error.RetryAfter, match="Retry in 0:00:01"):
        await bot.send_message(501, "too many")
    clock.goes(seconds=1)
    await bot.send_message(501, "one more")
    with pytest.raises(error.RetryAfter):
        await bot.send_message(501, "too many")


async def test_only_new_messages_count(bot: telegram.Bot, phone: Phone, here: Served) -> None:
    here.sandbox.meter.take(501)
    sent = [await bot.send_message(501, str(number)) for number in range(19)]
    await bot.edit_message_text("x", 501, sent[0].message_id)
    await bot.send_chat_action(501, "typing")


async def test_a_refused_message_costs_nothing(bot: telegram.Bot, phone: Phone) -> None:
    for _ in range(30):
        with pytest.raises(error.BadRequest):
            await bot.send_message(501, "")
    await bot.send_message(501, "x")


async def test_all_chats_together(clock: Clock) -> None:
    limits = Limits(chat_burst=5, bot_burst=3, bot_rate=0.5)
    async with served(Sandbox(now=clock, limits=limits)) as here, here.bot() as bot:
        for user in range(1, 5):
            await here.phone(user).says("/start")
        for user in range(1, 4):
            await bot.send_message(user, "x")
        with pytest.raises(error.RetryAfter, match="Retry in 0:00:02"):
            await bot.send_message(4, "x")


async def test_no_limits() -> None:
    async with served(Sandbox(limits=None)) as here, here.bot() as bot:
        await here.phone(1).says("/start")
        for number in range(60):
            await bot.send_message(1, str(number))
