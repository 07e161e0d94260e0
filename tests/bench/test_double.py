"""The sandbox under load: reports to the audience, and the definition of an answered tap."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.sandbox import TOKEN
from bot.sandbox.calls import RawCall
from bot.sandbox.limits import Limits
from bot.sandbox.refusals import Refusal
from tests.bench.double.broadcast_load import TimedTelegram
from tests.bench.double.bursts import Flooder, felt
from tests.bench.double.learners import Counted, Learners, position, rank
from tests.bench.double.load import percentiles
from tests.bench.double.telegram import Keyboard, Telegram
from tests.bench.double.wire import Server

USER = 1000
KEYS = {"inline_keyboard": [[{"text": "Go", "callback_data": "1:t:a:0:b"}]]}


class Recorder:
    """An audience that records its events."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, int]] = []

    def shown(self, chat: int, message: int, keyboard: Keyboard) -> None:
        self.heard.append(("shown", message))

    def retired(self, chat: int, message: int) -> None:
        self.heard.append(("retired", message))

    def answered(self, chat: int, query: str) -> None:
        self.heard.append(("answered", chat))


async def call(telegram: Telegram, method: str, **args: object) -> Any:
    return await telegram.call(RawCall(method, args))


async def updates(telegram: Telegram) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await call(telegram, "getUpdates")
    return found


async def test_the_audience_hears_of_buttons_and_answers() -> None:
    audience = Recorder()
    telegram = Telegram(audience)
    telegram.says(USER, "/start")
    sent = await call(telegram, "sendMessage", chat_id=USER, text="hi", reply_markup=KEYS)
    query = telegram.taps(USER, message := sent["message_id"], "1:t:a:0:b")

    await call(telegram, "answerCallbackQuery", callback_query_id=query)
    await call(telegram, "editMessageReplyMarkup", chat_id=USER, message_id=message)
    with pytest.raises(Refusal, match="not modified"):
        await call(telegram, "editMessageReplyMarkup", chat_id=USER, message_id=message)

    assert audience.heard == [("shown", message), ("answered", USER), ("retired", message)]
    assert telegram.refused.total() == 1


async def test_a_tap_counts_once_all_three_calls_came() -> None:
    learners = Learners(1, random.Random(1))
    telegram = Telegram(learners)
    learners.join(telegram, 1)
    await call(telegram, "sendMessage", chat_id=USER, text="hi", reply_markup=KEYS)
    learners.tap_on(1)
    tap = (await updates(telegram))[-1]["callback_query"]

    keys = {"inline_keyboard": [[{"text": "Go", "callback_data": "1:t:a:1:b"}]]}
    await call(telegram, "sendMessage", chat_id=USER, text="next", reply_markup=keys)
    await call(telegram, "answerCallbackQuery", callback_query_id=tap["id"])
    assert learners.counted.full == 0
    there = {"chat_id": USER, "message_id": tap["message"]["message_id"]}
    await call(telegram, "editMessageReplyMarkup", **there)

    assert learners.counted.full == 1
    assert len(await updates(telegram)) == 3  # /start, this tap and the next


async def test_screens_that_come_twice_or_late_are_counted() -> None:
    learners = Learners(1, random.Random(3))
    telegram = Telegram(learners)
    learners.join(telegram, 1)

    async def show(attempt: str, turn: int) -> None:
        keys = [[{"text": "Go", "callback_data": f"1:t:{attempt}:{turn}:b"}]]
        markup = {"inline_keyboard": keys}
        await call(telegram, "sendMessage", chat_id=USER, text="a", reply_markup=markup)

    for attempt, turn in (("first", 0), ("first", 1), ("second", 0)):
        await show(attempt, turn)
    assert learners.counted.disordered == 0
    for attempt, turn in (("second", 0), ("second", 2), ("second", 1)):
        await show(attempt, turn)
    assert learners.counted.disordered == 2


def test_a_case_is_continued_before_anything_else() -> None:
    offered = ["1:c:quiet-arrival", "1:l", "1:hp", "1:hk:media:0", "1:c:readers-letter"]
    offered += ["1:b:readers-letter", "1:t:abcdefghijkl:3:ask"]

    assert sorted(offered, key=rank) == list(reversed(offered))
    assert position([[{"text": "Go", "callback_data": "1:m:key:4:a:1"}]]) == ("key", 4)
    assert position([[{"text": "Go", "url": "https://a.example"}]]) is None


async def test_flooding_user_is_not_counted() -> None:
    learners = Learners(1, random.Random(3))
    telegram = Telegram(learners)
    learners.join(telegram, 1)
    await call(telegram, "sendMessage", chat_id=USER, text="a", reply_markup=KEYS)
    mad = Flooder(telegram, learners.mad(), random.Random(3))
    for _ in range(60):
        mad._act()

    kinds = {kind for update in await updates(telegram) for kind in update}
    assert kinds == {"update_id", "callback_query", "message"}
    assert (learners.counted.full, learners.lost(), len(learners.rested)) == (0, 0, 0)


def test_percentiles() -> None:
    assert percentiles([]) == (0, 0)
    assert percentiles([3.0]) == (3, 3)
    assert percentiles([float(n) for n in range(101)]) == (50, 99)
    assert felt(Counted(waits=[0.01, 0.03]), 3).missing == 3


async def test_limits_are_enforced_once_they_are_on() -> None:
    telegram = TimedTelegram(Learners(1, random.Random(1)), told=1)
    telegram.says(USER, "/start")
    telegram.enforce_limits()
    for _ in range(Limits().chat_burst):
        await call(telegram, "sendMessage", chat_id=USER, text="hi")
    with pytest.raises(Refusal) as refused:
        await call(telegram, "sendMessage", chat_id=USER, text="hi")
    assert refused.value.code == 429
    assert refused.value.parameters["retry_after"] > 0
    assert (len(telegram.answers), len(telegram.over_limit)) == (Limits().chat_burst, 1)


@pytest.fixture
async def served() -> AsyncIterator[tuple[Server, httpx.AsyncClient]]:
    server = Server(Telegram(Recorder()))
    listener = await asyncio.get_running_loop().create_server(server.connection, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{port}/bot{TOKEN}"
    async with listener, httpx.AsyncClient(base_url=url, trust_env=False) as http:
        yield server, http


async def test_bodies_of_every_kind_are_read(served: tuple[Server, httpx.AsyncClient]) -> None:
    server, http = served
    server.telegram.says(USER, "/start")
    for body in (
        {"json": {"chat_id": USER, "text": "é"}},
        {"data": {"chat_id": "1000", "text": "é"}},
    ):
        answer = await http.post("/sendMessage", **body)
        assert answer.json()["result"]["text"] == "é"
    picture = ("bands.png", b"\x89PNG\r\n\xff\xfe", "image/png")
    sent = await http.post("/sendDocument", data={"chat_id": "1000"}, files={"document": picture})
    assert sent.json()["result"]["document"]["file_size"] == len(picture[1])
    refused = await http.post("/sendMessage", json={"chat_id": 8, "text": "é"})
    assert (refused.status_code, refused.json()["ok"]) == (400, False)


async def test_a_poll_waits_for_updates(served: tuple[Server, httpx.AsyncClient]) -> None:
    server, http = served
    waiting = asyncio.create_task(http.post("/getUpdates", json={"timeout": 20}))
    await server.connected.wait()
    await asyncio.sleep(0)
    server.telegram.says(USER, "one")
    server.telegram.says(USER, "two")
    texts = [update["message"]["text"] for update in (await waiting).json()["result"]]

    assert texts == ["one", "two"]
    assert (server.polls, server.updates) == (1, 2)
