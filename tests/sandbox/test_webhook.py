"""A webhook gets its updates in order, with the secret, until it takes them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import telegram
from aiohttp import web

from bot.sandbox import Sandbox
from tests.helpers.sandbox import Phone, Served, served

SECRET = "a-Secret_1"


@dataclass
class Hook:
    """A bot's web server: keeps what it got, and answers what it is told to."""

    url: str = ""
    got: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    secrets: list[str | None] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    holds_messages: asyncio.Event | None = None

    async def take(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        update = await request.json()
        self.got.put_nowait(update)
        if self.holds_messages and "message" in update:
            await self.holds_messages.wait()
        return self.answers.pop(0) if self.answers else web.Response()

    async def text(self) -> str:
        return str((await self.got.get())["message"]["text"])


@asynccontextmanager
async def listening() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield hook
    finally:
        await runner.cleanup()


@pytest.fixture
async def hook(bot: telegram.Bot) -> AsyncIterator[Hook]:
    async with listening() as found:
        await bot.set_webhook(found.url, secret_token=SECRET)
        yield found
        await bot.delete_webhook()


async def test_updates_are_brought_in_order(hook: Hook, phone: Phone) -> None:
    for number in range(5):
        await phone.says(str(number))
    assert [await hook.text() for _ in range(6)] == ["/start", "0", "1", "2", "3", "4"]
    assert set(hook.secrets) == {SECRET}


async def test_a_refusal_is_tried_again(hook: Hook, phone: Phone, bot: telegram.Bot) -> None:
    assert await hook.text() == "/start"
    hook.answers = [web.Response(status=500), web.Response(status=503)]
    await phone.says("x")
    await phone.says("y")
    assert [await hook.text() for _ in range(4)] == ["x", "x", "x", "y"]
    info = await bot.get_webhook_info()
    assert info.url == hook.url
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"


async def test_it_waits_as_long_as_it_is_asked_to() -> None:
    """Once more at once, then later and later; what the bot names comes before that."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async with served(Sandbox(sleep=sleep)) as here, listening() as hook:
        hook.answers = [
            *(web.Response(status=500) for _ in range(3)),
            web.Response(status=503, headers={"Retry-After": "5"}),
            web.Response(status=500),
        ]
        async with here.bot() as bot:
            await bot.set_webhook(hook.url)
            await here.phone(501).says("/start")
            assert [await hook.text() for _ in range(6)] == ["/start"] * 6
            await bot.delete_webhook()
    assert pauses == [0, 2, 4, 5, 8]


async def test_set_again_it_goes_on_as_it_was(hook: Hook, phone: Phone, bot: telegram.Bot) -> None:
    """As when several processes set it: what is just being brought is not broken off."""
    assert await hook.text() == "/start"
    hook.holds_messages = asyncio.Event()
    await phone.says("under way")
    assert await hook.text() == "under way"
    await bot.set_webhook(hook.url, secret_token=SECRET)
    await phone.says("after it")
    hook.holds_messages.set()
    assert await hook.text() == "after it"


async def test_the_answer_may_be_a_call(hook: Hook, phone: Phone) -> None:
    hook.answers = [
        web.json_response({"method": "sendMessage", "chat_id": 501, "text": "at once"}),
        web.json_response({"method": "getMe"}),
        web.json_response({"method": "sendMessage", "chat_id": 501, "text": ""}),
        web.Response(text="ok"),
    ]
    await phone.waits_for_text("at once")
    for text in ("a", "b", "c"):
        await phone.says(text)
    assert [await hook.text() for _ in range(4)] == ["/start", "a", "b", "c"]


async def test_an_update_is_brought_twice(hook: Hook, phone: Phone, here: Served) -> None:
    assert await hook.text() == "/start"
    await here.fails(kind="repeat")
    await phone.says("x")
    await phone.says("y")
    assert [await hook.text() for _ in range(3)] == ["x", "x", "y"]


async def test_pending_updates_are_delivered_or_dropped(bot: telegram.Bot, phone: Phone) -> None:
    async with listening() as hook:
        await phone.says("old")
        await bot.set_webhook(hook.url, drop_pending_updates=True)
        await phone.says("new")
        assert await hook.text() == "new"
        await bot.delete_webhook()
        await phone.says("later")
        await bot.set_webhook(hook.url)
        assert await hook.text() == "later"
        await bot.delete_webhook()
    assert set(hook.secrets) == {None}


async def test_a_tap_does_not_wait_for_a_message(
    hook: Hook, phone: Phone, bot: telegram.Bot
) -> None:
    """Messages of a chat and taps of a person are two lanes."""
    assert await hook.text() == "/start"
    sent = await bot.send_message(501, "x")
    hook.holds_messages = asyncio.Event()
    await phone.says("slow")
    assert await hook.text() == "slow"
    await phone.says("after it")
    await phone.taps("quick", message_id=sent.message_id)
    assert (await hook.got.get())["callback_query"]["data"] == "quick"
    hook.holds_messages.set()
    assert await hook.text() == "after it"
