"""Calls over our own transport do what calls over the library's do, and fail as they do."""

import asyncio
import logging
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count, pairwise
from typing import Any

import orjson
import pytest
import telegram
from aiohappyeyeballs import AddrInfoType
from aiohttp import web
from sqlalchemy import make_url
from telegram import error
from telegram.request import BaseRequest, HTTPXRequest

from bot.sandbox import TOKEN
from bot.telegram import http_client, keepalive
from bot.telegram.polling import LONG_POLL
from bot.telegram.request import TelegramRequest, call
from bot.telegram.timing import Timeouts
from storage.db.engines import with_timeouts
from tests.helpers.sandbox import Phone, Served
from tests.helpers.telegram_wire import answering, bot_at, ok, refused

URL = "/sendMessage"


@pytest.fixture
async def ours() -> AsyncIterator[TelegramRequest]:
    async with TelegramRequest() as found:
        yield found


@pytest.fixture
async def phone(here: Served) -> Phone:
    found = here.phone(501)
    await found.says("/start")
    return found


async def test_whole_library_works_over_the_request(bot: telegram.Bot, phone: Phone) -> None:
    """A call without parameters, with nested ones, with a file, and a download."""
    assert (await bot.get_me()).is_bot
    button = telegram.InlineKeyboardButton("نعم", callback_data="yes")
    await bot.send_message(
        501, "السلام عليكم", reply_markup=telegram.InlineKeyboardMarkup([[button]])
    )
    sent = await bot.send_document(501, b"a,b\n1,2\n", filename="نتائج.csv", caption="here")
    assert sent.document is not None
    assert sent.document.file_name == "نتائج.csv"
    assert await (await sent.document.get_file()).download_as_bytearray() == b"a,b\n1,2\n"
    await phone.look()
    assert phone.texts() == ["/start", "السلام عليكم", "here"]
    assert phone.labels() == ["نعم"]


@pytest.mark.parametrize("make", [TelegramRequest, HTTPXRequest])
async def test_a_call_says_the_same_as_over_the_librarys_own(make: type[BaseRequest]) -> None:
    """What brings no file may go as JSON, in which nothing is written twice over."""
    got: list[dict[str, Any]] = []

    async def keep(request: web.Request) -> web.Response:
        if request.content_type == "application/json":
            got.append(orjson.loads(await request.read()))
            return ok(True)
        form = await request.post()
        got.append(
            {k: v.file.read() if isinstance(v, web.FileField) else v for k, v in form.items()}
        )
        return ok(True)

    async with answering(keep) as url, make() as request:
        bot = telegram.Bot(TOKEN, base_url=f"{url}/bot", request=request)
        await bot.set_my_commands([telegram.BotCommand("go", "بدء & go")], language_code="ar")
        await bot.set_webhook("https://a.example/?x=1", certificate=b"PEM", max_connections=7)
    said, certified = got
    commands = said.pop("commands")
    written = orjson.loads(commands) if isinstance(commands, str) else commands
    assert written == [{"command": "go", "description": "بدء & go"}]
    assert said == {"language_code": "ar"}
    assert certified == {
        "url": "https://a.example/?x=1",
        "max_connections": "7",
        "certificate": b"PEM",
    }


@pytest.mark.slow
def test_a_bot_does_without_aiohttp() -> None:
    """It takes some 10 MB; the sandbox and the doctor use it."""
    script = """
import asyncio, sys, telegram
from bot import program
from bot.sandbox_token import TOKEN
from bot.telegram.request import TelegramRequest

async def main():
    async with TelegramRequest() as request:
        bot = telegram.Bot(TOKEN, base_url="http://127.0.0.1:1/bot", request=request)
        try:
            await bot.send_document(501, b"a,b")
        except telegram.error.NetworkError:
            print("aiohttp" in sys.modules)

asyncio.run(main())
"""
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert said.stdout == b"False\n"


async def test_a_lean_call_builds_no_objects(bot: telegram.Bot, phone: Phone) -> None:
    result = await call(bot, "sendMessage", {"chat_id": 501, "text": "بصيرة"})
    assert (result["text"], result["chat"]["id"]) == ("بصيرة", 501)
    with pytest.raises(error.BadRequest, match="Chat not found"):
        await call(bot, "sendMessage", {"chat_id": 999, "text": "x"})
    with pytest.raises(error.InvalidToken):
        await call(bot, "noSuchMethod", {})


async def test_a_lean_call_needs_our_request(here: Served) -> None:
    async with here.bot() as bot:
        with pytest.raises(TypeError, match="TelegramRequest"):
            await call(bot, "getMe", {})


async def test_connections_are_kept(ours: TelegramRequest) -> None:
    peers: set[object] = set()

    async def note(request: web.Request) -> web.Response:
        peers.add(request.transport and request.transport.get_extra_info("peername"))
        return ok(True)

    async with answering(note) as url:
        for _ in range(3):
            await ours.call(url + URL, {})
        assert len(peers) == 1
        await asyncio.gather(*(ours.call(url + URL, {}) for _ in range(3)))
    assert len(peers) == 3


@pytest.mark.parametrize("kind", ["drop", "reset"])
async def test_a_broken_connection_is_a_network_error(
    here: Served, ours: TelegramRequest, phone: Phone, kind: str
) -> None:
    bot = bot_at(here.url, ours)
    await here.fails(method="sendMessage", kind=kind)
    with pytest.raises(error.NetworkError) as caught:
        await call(bot, "sendMessage", {"chat_id": 501, "text": "x"})
    assert type(caught.value) is error.NetworkError
    assert await call(bot, "sendMessage", {"chat_id": 501, "text": "and then all is well"})


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://127.0.0.1:1/bot", "cannot connect to 127.0.0.1:1: "),
        ("http://exa mple:99999999/bot", "the address of Telegram "),
        ("ftp://example.org/bot", "the address of Telegram "),
    ],
)
async def test_no_error_tells_the_token(ours: TelegramRequest, address: str, told: str) -> None:
    with pytest.raises(error.NetworkError) as caught:
        await ours.call(address + TOKEN + URL, {})
    assert str(caught.value).startswith(told)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


async def test_a_call_without_response_times_out() -> None:
    never = asyncio.Event()

    async def hang(_: web.Request) -> web.Response:
        await never.wait()
        return ok(True)

    async with answering(hang) as url, TelegramRequest(timeouts=Timeouts(read=60)) as request:
        assert request.read_timeout == 60
        with pytest.raises(error.TimedOut):
            await request.post(url + URL, read_timeout=0.001, write_timeout=0)
        with pytest.raises(error.TimedOut):
            await request.retrieve(url + URL, read_timeout=0.001, write_timeout=0)
        never.set()


@pytest.mark.parametrize(
    ("timeouts", "connection", "response"),
    [
        (Timeouts(), 5, 10),
        (Timeouts(read=None), 5, None),
        (Timeouts(1, 2, 4, None), None, 3),
    ],
)
def test_parts_of_a_timeout_are_shared(
    timeouts: Timeouts, connection: float | None, response: float | None
) -> None:
    assert (timeouts.connection, timeouts.response) == (connection, response)


async def test_a_connection_notices_that_the_other_side_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By keepalive, long before the limit of a long poll."""
    read: list[dict[str, int]] = []

    def made(address: AddrInfoType) -> socket.socket:
        found = keepalive.new_socket(address)
        assert found.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        read.append(
            {
                name: found.getsockopt(socket.IPPROTO_TCP, getattr(socket, name))
                for name in ("TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT", "TCP_USER_TIMEOUT")
                if hasattr(socket, name)
            }
        )
        return found

    async def answer(_: web.Request) -> web.Response:
        return ok(True)

    monkeypatch.setattr(http_client, "new_socket", made)
    async with answering(answer) as url, TelegramRequest() as request:
        assert await request.call(url + URL, {})
    for options in read:
        probes = options["TCP_KEEPINTVL"] * options["TCP_KEEPCNT"]
        assert options["TCP_KEEPIDLE"] + probes <= LONG_POLL / 2
        assert options.get("TCP_USER_TIMEOUT", 0) <= 1000 * LONG_POLL / 2
    assert read


@pytest.mark.parametrize(
    "limit",
    [
        Timeouts().connect,
        Timeouts().connection,
        float(str(with_timeouts(make_url("postgresql://h/n")).query["connect_timeout"])),
    ],
)
def test_a_connection_is_never_waited_for_two_seconds_without_a_new_try(
    limit: float | None,
) -> None:
    """A lost SYN is repeated later and later; the limit comes before that takes too long."""
    assert limit is not None
    tries = [seconds for seconds in (0, 1, 3, 7, 15) if seconds < limit]
    assert max(later - value for value, later in pairwise([*tries, limit])) <= 2


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b""])
async def test_an_answer_that_makes_no_sense(
    ours: TelegramRequest, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """It is an error of the library's, and is not logged: it may be personal."""

    async def babble(_: web.Request) -> web.Response:
        return web.Response(body=body)

    async with answering(babble) as url:
        with caplog.at_level(logging.DEBUG), pytest.raises(error.TelegramError, match="Invalid"):
            await ours.call(url + URL, {})
    assert "html" not in caplog.text


async def test_an_answer_with_broken_letters_is_read(ours: TelegramRequest) -> None:
    async def stammer(_: web.Request) -> web.Response:
        return web.Response(body=b'{"ok": true, "result": "a\xff"}')

    async with answering(stammer) as url:
        assert await ours.call(url + URL, {}) == "a\ufffd"


async def test_nobody_is_sent_elsewhere(ours: TelegramRequest) -> None:
    numbers = count()

    async def send_away(_: web.Request) -> web.Response:
        next(numbers)
        raise web.HTTPFound("/elsewhere")

    async with answering(send_away) as url:
        with pytest.raises(error.NetworkError):
            await ours.call(url + URL, {})
    assert next(numbers) == 1


async def test_a_named_wait_is_a_timedelta(ours: TelegramRequest) -> None:
    async def busy(_: web.Request) -> web.Response:
        return refused(429, "Too Many Requests: retry after 7", retry_after=7)

    async with answering(busy) as url:
        with pytest.raises(error.RetryAfter) as caught:
            await ours.call(url + URL, {})
    assert caught.value.retry_after == timedelta(seconds=7)


async def test_request_works_only_between_start_and_shutdown() -> None:
    request = TelegramRequest()
    await request.shutdown()
    with pytest.raises(error.NetworkError, match="not initialized"):
        await request.call("http://127.0.0.1:1", {})
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
