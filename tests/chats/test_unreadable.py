"""Nothing unreadable stops the intake: it is counted and confirmed, and what follows is taken."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import orjson
import pytest
import telegram
from hypothesis import given
from hypothesis import strategies as some
from structlog.testing import capture_logs

from bot.chat.kit.request import Reply, Visitor
from bot.chat.router import Router
from bot.sandbox import TOKEN
from bot.telegram.handlers import Handlers
from bot.telegram.intake import Intake
from bot.telegram.polling import Polling
from bot.telegram.reading import loads, update
from bot.telegram.request import TelegramRequest
from bot.telegram.sender import Sender
from bot.telegram.timing import Seconds
from bot.telegram.webhook import SECRET_HEADER, app
from tests.chats.test_intake import TAP
from tests.helpers.telegram_wire import Watch

SECRET = "a-Secret_of-16-letters"
FIRST, LAST = 100, 9_000


class KnownBot(telegram.Bot):
    """A bot whose number is known without asking."""

    @property
    def id(self) -> int:
        """Its number."""
        return 1


BOT = KnownBot(TOKEN, request=TelegramRequest(), get_updates_request=TelegramRequest())


class Noting:
    """Stands for the handlers' desk and sender, and counts failures."""

    def __init__(self) -> None:
        self.tapped_by: list[int] = []
        self.failed_ids: list[int] = []
        self.last = asyncio.Event()

    async def tap(self, visitor: Visitor, _action: object) -> Reply:
        self.tapped_by.append(visitor.telegram_id)
        if visitor.update == LAST:
            self.last.set()
        return Reply(None)

    async def too_many(self, _visitor: Visitor) -> Reply:
        return Reply(None)

    def post(self, *_calls: object, **_more: object) -> asyncio.Future[tuple[()]]:
        return asyncio.get_running_loop().create_future()

    def is_busy(self, _chat: int) -> bool:
        return False

    async def record_failure(self, _bot: int, update_id: int, kind: str, error: str) -> int:
        assert -(2**63) <= update_id < 2**63
        (kind + error).encode()
        self.failed_ids.append(update_id)
        return 3

    async def reset(self, _bot: int, _update_id: int) -> None:
        raise AssertionError("nothing heals here")


def intake_of(noting: Noting) -> Intake:
    handlers = Handlers(BOT, _as(Router, noting), _as(Sender, noting))

    async def process(_update: telegram.Update) -> None:
        return

    return Intake(process, BOT, noting, Watch().time, on_tap=handlers.tap, on_skipped=handlers.skip)


def _as(_kind: type[Any], value: object) -> Any:
    return value


class Pending(TelegramRequest):
    """A Telegram that has updates waiting, as the bytes that it would write."""

    def __init__(self, waiting: Sequence[tuple[int, bytes]]) -> None:
        super().__init__()
        self.waiting = list(waiting)
        self.confirmed = asyncio.Event()

    async def call(self, url: str, payload: Mapping[str, Any], read_timeout: Seconds = None) -> Any:
        self.asked = payload
        return await super().call(url, payload, read_timeout)

    async def do_request(self, url: str, *_args: object, **_kwargs: object) -> tuple[int, bytes]:
        if url.endswith("/deleteWebhook"):
            return 200, b'{"ok":true,"result":true}'
        offset, limit = self.asked["offset"], self.asked["limit"]
        self.waiting = [(number, raw) for number, raw in self.waiting if number >= offset]
        if not self.waiting:
            self.confirmed.set()
            await asyncio.Event().wait()
        chosen = b",".join(raw for _, raw in self.waiting[:limit])
        await asyncio.sleep(0)
        return 200, b'{"ok":true,"result":[%b]}' % chosen


def tap(number: int) -> bytes:
    return orjson.dumps({**TAP, "update_id": number})


def with_number(number: int, rest: bytes) -> bytes:
    """Telegram writes the number first; what follows is another's."""
    return b'{"update_id":%d,%b}' % (number, rest)


async def polled(waiting: Sequence[bytes]) -> tuple[Noting, Intake, Pending]:
    """Poll until a good tap behind what waits is taken, and confirmed."""
    noting = Noting()
    intake = intake_of(noting)
    numbered = [(FIRST + place, raw) for place, raw in enumerate(waiting)]
    request = Pending([*numbered, (LAST, tap(LAST))])
    polling = Polling(BOT, intake, time=Watch(longest=50).time, request=request)
    running = asyncio.create_task(polling.run())
    arriving = asyncio.create_task(request.confirmed.wait())
    await asyncio.wait((running, arriving), return_when=asyncio.FIRST_COMPLETED)
    polling.stop()
    arriving.cancel()
    await running
    return noting, intake, request


async def brought(body: bytes) -> tuple[int, Intake]:
    """What the webhook answers to Telegram."""
    intake = intake_of(Noting())
    wire = httpx.ASGITransport(app(intake, SECRET, "/in"))
    headers = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
    async with httpx.AsyncClient(transport=wire, base_url="http://bot") as web:
        return (await web.post("/in", content=body, headers=headers)).status_code, intake


def tap_with(**changes: object) -> bytes:
    query = {**TAP["callback_query"], **changes}
    return json.dumps({"callback_query": query}).encode()[1:-1]


UNREADABLE = {
    "a sender that is no number": tap_with(**{"from": {"id": "501", "first_name": "F"}}),
    "a sender beyond all numbers": tap_with(**{"from": {"id": 10**30, "first_name": "F"}}),
    "a name that is no text": tap_with(**{"from": {"id": 501, "first_name": {"a": 1}}}),
    "a language that is no text": tap_with(**{"from": {"id": 501, "language_code": 7}}),
    "no sender": b'"callback_query":{"id":"1"}',
    "data that is no text": tap_with(data=["x"]),
    "a message that is none": tap_with(message=5),
    "a kind that is none": b'"message":5',
    "a chat that is no number": b'"message":{"chat":{"id":"x"}}',
    "a number that never ends": b'"message":{"chat":{"id":' + b"9" * 5_000 + b"}}",
    "too deep": b'"message":' + b"[" * 100_000 + b"]" * 100_000,
    "broken off": b'"message":{"text":"',
    "no JSON": b"\xff\xfe}]}{",
}
READABLE = {
    "half of a pair": tap_with(data="\ud83d"),
    "data that is no UTF-8": tap_with(data="XX").replace(b"XX", b"1:\xff\xc3"),
    "a name in half a pair": tap_with(**{"from": {"id": 501, "first_name": "\udc00"}}),
    "infinity": tap_with(chat_instance="XX").replace(b'"XX"', b"1e999"),
}


@pytest.mark.parametrize("rest", UNREADABLE.values(), ids=UNREADABLE)
async def test_polling_skips_unreadable_updates(rest: bytes) -> None:
    with capture_logs() as logs:
        noting, intake, request = await polled(
            [tap(FIRST), with_number(FIRST + 1, rest), tap(FIRST + 2)]
        )
    assert noting.tapped_by == [501] * 3
    assert intake.unreadable == 1
    assert request.waiting == []
    assert [log["id"] for log in logs if "id" in log] == [FIRST + 1]
    assert {*logs[0]} == {"event", "id", "log_level"}


@pytest.mark.parametrize("rest", READABLE.values(), ids=READABLE)
async def test_nearly_valid_json_is_read(rest: bytes) -> None:
    noting, intake, _ = await polled([with_number(FIRST, rest)])
    assert (noting.tapped_by, intake.unreadable) == ([501] * 2, 0)
    status, intake = await brought(with_number(FIRST, rest))
    assert (status, intake.unreadable) == (200, 0)


@pytest.mark.parametrize("rest", UNREADABLE.values(), ids=UNREADABLE)
async def test_webhook_skips_unreadable_updates(rest: bytes) -> None:
    status, intake = await brought(with_number(FIRST, rest))
    assert (status, intake.unreadable) == (200, 1)


json_values = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats()
    | some.text(some.characters(exclude_categories=())),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(
            some.sampled_from(["id", "from", "chat", "message", "data", "message_id", "text", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
kinds = some.sampled_from(["callback_query", "message", "my_chat_member", "poll", "x\0"])
written = some.builds(
    lambda kind, value: json.dumps({kind: value}).encode()[1:-1], kinds, json_values
)


@some.composite
def garbled(draw: some.DrawFn) -> bytes:
    """The rest of a good tap in which some bytes are others."""
    body = bytearray(tap_with())
    for at in draw(some.lists(some.integers(0, len(body) - 1), max_size=4)):
        body[at] = draw(some.integers(0, 255))
    return bytes(body)


@given(some.lists(written | garbled() | some.binary(max_size=40), min_size=1, max_size=4))
def test_polling_survives_any_bytes(rests: list[bytes]) -> None:
    waiting = [with_number(FIRST + place, rest) for place, rest in enumerate(rests)]
    noting, _, request = asyncio.run(polled(waiting))
    assert noting.last.is_set()
    assert request.waiting == []


@given(some.binary(max_size=60) | written | garbled())
def test_webhook_survives_any_bytes(rest: bytes) -> None:
    for body in (rest, with_number(FIRST, rest)):
        status, _ = asyncio.run(brought(body))
        assert status == 200


@given(json_values)
def test_valid_json_is_read_unchanged(value: object) -> None:
    """Half of a pair, and numbers that no JSON has, are what is put right."""
    body = orjson.dumps(_good(value))
    assert loads(body) == orjson.loads(body)
    assert update(loads(b'{"update_id":5,"message":{"chat":{"id":1},"x":%b}}' % body)) is not None


def _good(value: object) -> object:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case dict():
            return {name: _good(entry) for name, entry in value.items()}
        case list():
            return [_good(entry) for entry in value]
        case int() if abs(value) > 2**60:
            return 0
    return value
