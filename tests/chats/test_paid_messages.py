"""Messages that may cost Stars: at a pace of their own, and what is refused goes for nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import orjson
import pytest
from aiohttp import web
from telegram import Bot

from bot.chat.kit.screen import Line, Role, Screen
from bot.outbox import send_rates
from bot.outbox.messenger import Came
from bot.sandbox import Sandbox
from bot.telegram.calls import Say
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.send_results import Delivered, Receipt, Rejected, Shut, Why
from bot.telegram.sender import Sender
from tests.chats.test_broadcast import TOKEN, Strict
from tests.helpers.sandbox import served
from tests.helpers.wire import Watch, answering, bot_at, ok, refused

SCREEN = Screen((Line(Role.TITLE, "Your training has something new."),))

# The sender: a pace of its own.


async def test_what_is_paid_for_goes_at_its_own_pace_beside_what_is_free() -> None:
    watch = Watch()
    strict = Strict(watch)
    sender = Sender(Bot(TOKEN, request=strict), time=watch.time)
    began = watch.seconds
    free = [sender.post(Say(chat, "news"), kind="notice") for chat in range(290)]
    paid = [sender.post(Say(chat, "news", paid=True), kind="notice") for chat in range(1000, 3000)]
    await asyncio.gather(*free, *paid)
    assert (strict.refused, strict.paid, len(strict.came)) == (0, 2000, 2290)
    assert watch.seconds - began <= 1.05 * 2000 / send_rates.PAID


async def test_what_waits_to_be_paid_for_is_given_back_at_the_end() -> None:
    watch = Watch(held=True)
    sender = Sender(Bot(TOKEN, request=Strict(watch)), time=watch.time)
    posts = [sender.post(Say(chat, "news", paid=True), kind="notice") for chat in range(50)]
    assert sender.waiting == 50
    await sender.drain(5)
    assert all(one.done() for one in posts)


# Telegram takes no Stars.


@asynccontextmanager
async def messages(
    answer: Callable[[dict[str, Any]], Awaitable[web.StreamResponse]],
) -> AsyncIterator[Bot]:
    """A bot whose messages are answered so."""

    async def telegram(request: web.Request) -> web.StreamResponse:
        if not request.path.endswith("/sendMessage"):
            return ok({"id": 1, "is_bot": True, "first_name": "Basira", "username": "basira_bot"})
        return await answer(orjson.loads(await request.read()))

    async with answering(telegram) as url, bot_at(url) as bot:
        yield bot


@pytest.mark.parametrize(
    "refusal",
    [
        (400, "Bad Request: BALANCE_TOO_LOW"),
        (402, "Payment Required"),
        (403, "Forbidden: not allowed"),
    ],
)
async def test_what_is_refused_goes_for_nothing_and_once(refusal: tuple[int, str]) -> None:
    """All that waited with it, too; and whoever pays is told."""
    asked: list[dict[str, Any]] = []

    async def telegram(body: dict[str, Any]) -> web.StreamResponse:
        asked.append(body)
        return refused(*refusal) if body.get("allow_paid_broadcast") else ok({"message_id": 7})

    ended: list[tuple[int, Came]] = []
    watch, not_paid, all_ended = Watch(held=True), asyncio.Event(), asyncio.Event()

    def settled(chat: int, came: Came) -> None:
        ended.append((chat, came))
        watch.goes(1)
        if len(ended) == 60:
            all_ended.set()

    async with messages(telegram) as bot:
        sender = Sender(bot, time=watch.time)
        dear = TelegramMessenger(sender, on_not_paid=not_paid.set)
        for chat in range(60):
            dear.show(chat, SCREEN, partial(settled, chat), bulk=True)
        await not_paid.wait()
        await all_ended.wait()
    free = [one["chat_id"] for one in asked if "allow_paid_broadcast" not in one]
    assert sorted(free) == list(range(60))
    assert dict(ended) == dict.fromkeys(range(60), Came(7, ended=True))
    assert len(ended) == 60
    assert len(asked) < 60 + 30  # most that waited were never asked for


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [
        ((403, "Forbidden: bot was blocked by the user"), Shut(Why.BLOCKED)),
        ((403, "Forbidden: user is deactivated"), Shut(Why.DEACTIVATED)),
        ((403, "Forbidden: bot can't initiate conversation"), Shut(Why.FORBIDDEN)),
        ((400, "Bad Request: CHAT_WRITE_FORBIDDEN"), Shut(Why.FORBIDDEN)),
        (
            (400, "Bad Request: can't parse entities: tag stars"),
            Rejected("Can't parse entities: tag stars"),
        ),
    ],
)
async def test_what_is_refused_without_stars_too_says_nothing_of_them(
    refusal: tuple[int, str], outcome: Receipt
) -> None:
    """Others are paid for as before."""
    asked: list[tuple[int, bool]] = []

    async def telegram(body: dict[str, Any]) -> web.StreamResponse:
        asked.append((body["chat_id"], "allow_paid_broadcast" in body))
        return refused(*refusal) if body["chat_id"] == 1 else ok({"message_id": 7})

    async with messages(telegram) as bot:
        sender = Sender(bot)
        (receipt,) = await sender.post(Say(1, "news", paid=True), kind="notice")
        assert receipt == outcome
        told: list[bool] = []
        dear = TelegramMessenger(sender, on_not_paid=lambda: told.append(True))
        ended: asyncio.Queue[Came] = asyncio.Queue()
        for chat in (1, 2, 3):
            dear.show(chat, SCREEN, ended.put_nowait, bulk=True)
        for _ in range(3):
            await ended.get()
    assert told == []
    assert [one for one in asked if one[0] != 1] == [(2, True), (3, True)]


async def test_a_refusal_in_unknown_words_is_known_by_a_try_without() -> None:
    """It is there then, and is not sent a third time."""

    async def telegram(body: dict[str, Any]) -> web.StreamResponse:
        asked.append("allow_paid_broadcast" in body)
        return refused(403, "Forbidden: no") if asked[-1] else ok({"message_id": 7})

    asked: list[bool] = []
    told: list[bool] = []
    ended: asyncio.Queue[Came] = asyncio.Queue()
    async with messages(telegram) as bot:
        dear = TelegramMessenger(Sender(bot), on_not_paid=lambda: told.append(True))
        dear.show(1, SCREEN, ended.put_nowait, bulk=True)
        assert await ended.get() == Came(7, ended=True)
    assert (asked, told) == ([True, False], [True])


async def test_a_message_is_paid_for_once_at_most() -> None:
    """Where nobody knows whether it arrived, the next try is for nothing."""
    asked: list[bool] = []

    async def telegram(body: dict[str, Any]) -> web.StreamResponse:
        asked.append("allow_paid_broadcast" in body)
        return ok({"message_id": 7}) if len(asked) > 2 else refused(500, "Internal Server Error")

    async with messages(telegram) as bot:
        sender = Sender(bot, time=Watch().time)
        (receipt,) = await sender.post(Say(1, "news", paid=True), kind="notice")
    assert receipt == Delivered(7)
    assert asked == [True, False, False]


async def test_only_what_comes_to_many_may_cost_something() -> None:
    """In the sandbox, as the real library has it."""
    async with served(Sandbox()) as here, bot_at(here.url) as bot:
        phone = here.phone(501)
        await phone.says("/start")
        await here.fails(kind="unpaid", times=9)
        told: list[bool] = []
        dear = TelegramMessenger(Sender(bot), on_not_paid=lambda: told.append(True))
        plain = TelegramMessenger(Sender(bot))
        dear.show(501, Screen((Line(Role.TEXT, "live"),)), lambda *_: None)
        plain.show(501, Screen((Line(Role.TEXT, "free"),)), lambda *_: None, bulk=True)
        await phone.waits_for_text("free")
        assert told == []
        dear.show(501, Screen((Line(Role.TEXT, "many"),)), lambda *_: None, bulk=True)
        await phone.waits_for_text("many")
        assert told == [True]
