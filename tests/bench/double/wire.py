"""The Bot API over a bare HTTP/1.1 protocol, so that the server is no bottleneck.

Starlette and uvicorn, which serve the sandbox elsewhere, take more time for a request than the
sandbox does.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any, cast
from urllib.parse import parse_qsl

import httptools
import orjson

from bot.sandbox import TOKEN, refusals
from bot.sandbox.calls import RawCall, Upload
from tests.bench.double.telegram import Telegram

_FIELD = re.compile(
    rb'; name="(\w+)"(?:; filename="([^"]*)")?\r\n(?:[^\r\n]+\r\n)*\r\n(.*?)\r\n--', re.DOTALL
)


class Server:
    """Serves one bot, or several that share a webhook.

    Attributes:
        connected: Set once the bot polls, or all of several have set their webhook.
    """

    def __init__(self, telegram: Telegram, delay: float = 0.0, webhooks: int = 1) -> None:
        self.telegram = telegram
        self.delay = delay  # seconds before each answer
        self.polls = 0
        self.updates = 0
        self.connected = asyncio.Event()
        self._webhooks_missing = webhooks
        self._tasks: set[asyncio.Task[None]] = set()

    def connection(self) -> Connection:
        return Connection(self)

    def handle(self, connection: Connection, url: str, kind: str, body: bytes) -> None:
        task = asyncio.get_running_loop().create_task(self._answer(connection, url, kind, body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, connection: Connection, url: str, kind: str, body: bytes) -> None:
        token, _, method = url.partition("/bot")[2].partition("/")
        status = 200
        try:
            if token != TOKEN:
                raise refusals.unauthorized()
            asked = _read(method, kind, body)
            if method.lower() == "getupdates":
                self.connected.set()
            result = await self.telegram.call(asked)
            self._count(method.lower(), result)
            answer: dict[str, object] = {"ok": True, "result": result}
        except refusals.Refusal as refusal:
            status, answer = refusal.code, refusal.answer()
        loop, data = asyncio.get_running_loop(), orjson.dumps(answer)
        if self.delay:
            loop.call_later(self.delay, connection.answer, status, data)
        else:
            connection.answer(status, data)

    def _count(self, method: str, result: object) -> None:
        if method == "getupdates" and isinstance(result, list):
            self.polls += 1
            self.updates += len(result)
        elif method == "setwebhook":
            self._webhooks_missing -= 1
            if self._webhooks_missing <= 0:
                self.connected.set()


class Connection(asyncio.Protocol):
    """One keep-alive connection."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._transport: asyncio.Transport | None = None
        self._parser: Any = None
        self._url = ""
        self._kind = ""
        self._body: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is no subclass
        self._parser = httptools.HttpRequestParser(self)

    def connection_lost(self, _exc: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        self._kind = ""
        self._body.clear()

    def on_url(self, url: bytes) -> None:
        self._url = url.decode()

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"content-type":
            self._kind = value.decode()

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        self._server.handle(self, self._url, self._kind, b"".join(self._body))

    def answer(self, status: int, body: bytes) -> None:
        """Write a response, if the client is still there."""
        if self._transport is not None:
            self._transport.write(
                b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (status, len(body), body)
            )


def _read(method: str, kind: str, body: bytes) -> RawCall:
    if kind.startswith("application/json"):
        given = orjson.loads(body)
        return RawCall(method, {name: value for name, value in given.items() if value is not None})
    if not kind.startswith("multipart/"):
        return RawCall(method, dict(parse_qsl(body.decode())))
    args: dict[str, object] = {}
    uploads: dict[str, Upload] = {}
    for name, filename, value in _FIELD.findall(body):
        if filename:
            uploads[name.decode()] = Upload(filename.decode(), "", value)
        else:
            args[name.decode()] = value.decode()
    return RawCall(method, args, uploads)
