"""The double over HTTP/1.1: a bare protocol, since a server must not be what is measured."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, cast
from urllib.parse import parse_qsl

import httptools
import orjson

from bot.bench.double.api import LARGEST_POLL, Audience, Double, Refused
from bot.bench.double.bringing import Bringer

Kind: TypeAlias = Callable[[Audience, Callable[[], None]], Double]

_FIELD = re.compile(rb'; name="(\w+)"\r\n(?:[^\r\n]+\r\n)*\r\n([^\r\n]*)\r\n')
WAKE_AFTER = 0.001  # a poll that waits is answered this long after an update, with all there are


class Served:
    """The double, those who are connected to it, and the poll that waits."""

    def __init__(
        self,
        audience: Audience,
        delay: float = 0.0,
        connections: int = 0,
        kind: Kind = Double,
        webhooks: int = 1,
    ) -> None:
        self.double = kind(audience, self._wake)
        self.delay = delay
        self.connections = connections  # to a webhook, if not as many as it asks for
        self.webhooks = webhooks  # of so many programs that share what is brought
        self.polls = 0
        self.fetched = 0
        self.called = asyncio.Event()  # the bot has begun to fetch, or all of several listen
        self._waiting: tuple[Connection, int, int, asyncio.TimerHandle] | None = None
        self._waking = False
        self._bringer: Bringer | None = None

    def connection(self) -> Connection:
        """A new connection."""
        return Connection(self)

    def handle(self, connection: Connection, url: str, given: Mapping[str, Any]) -> None:
        """Answer a request, now or later."""
        _, _, rest = url.partition("/bot")
        token, _, method = rest.partition("/")
        try:
            if method.lower() == "getupdates":
                self.double.call(token, "getMe", {})
                self._poll(connection, given)
            elif method.lower() == "setwebhook":
                self.double.call(token, "getMe", {})
                self._hook(given)
                self._tell(connection, 200, _ok(True))
            else:
                self._tell(connection, 200, _ok(self.double.call(token, method, given)))
        except Refused as refused:
            body: dict[str, Any] = {
                "ok": False,
                "error_code": refused.code,
                "description": refused.description,
            }
            if refused.wait:
                body["parameters"] = {"retry_after": refused.wait}
            self._tell(connection, refused.code, orjson.dumps(body))

    def gone(self, connection: Connection) -> None:
        """A connection was closed; nobody waits there."""
        if self._waiting and self._waiting[0] is connection:
            self._waiting[3].cancel()
            self._waiting = None

    def _poll(self, connection: Connection, given: Mapping[str, Any]) -> None:
        if self._waiting is not None:
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        self.called.set()
        offset, limit = int(given.get("offset") or 0), int(given.get("limit") or LARGEST_POLL)
        timeout = float(given.get("timeout") or 0)
        if timeout <= 0 or self.double.fetch(offset, 1):
            self._give(connection, offset, limit)
            return
        late = asyncio.get_running_loop().call_later(timeout, self._answer_poll)
        self._waiting = (connection, offset, limit, late)

    def _hook(self, given: Mapping[str, Any]) -> None:
        many = self.connections or int(given.get("max_connections") or 40)
        url, secret, told = str(given["url"]), str(given.get("secret_token") or ""), 1
        if self._bringer is None or self.webhooks == 1:
            self._bringer = Bringer(self.double, url, secret, many, self.delay)
        else:
            told = self._bringer.also(url)
        if told >= self.webhooks:
            self.called.set()

    def _wake(self) -> None:
        if self._bringer is not None:
            self._bringer.wake()
        if self._waiting is not None and not self._waking:
            self._waking = True
            asyncio.get_running_loop().call_later(WAKE_AFTER, self._answer_poll)

    def _answer_poll(self) -> None:
        self._waking = False
        if self._waiting is not None:
            connection, offset, limit, late = self._waiting
            self._waiting = None
            late.cancel()
            self._give(connection, offset, limit)

    def _give(self, connection: Connection, offset: int, limit: int) -> None:
        updates = self.double.fetch(offset, limit)
        self.polls += 1
        self.fetched += len(updates)
        self._tell(connection, 200, b'{"ok":true,"result":[' + b",".join(updates) + b"]}")

    def _tell(self, connection: Connection, status: int, body: bytes) -> None:
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, connection.answer, status, body)
        else:
            connection.answer(status, body)


class Connection(asyncio.Protocol):
    """One connection of the bot's, kept alive."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._transport: asyncio.Transport | None = None
        self._parser: Any = None
        self._url = ""
        self._kind = ""
        self._body: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Someone connects."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is no subclass
        self._parser = httptools.HttpRequestParser(self)

    def connection_lost(self, _exc: Exception | None) -> None:
        """They are gone."""
        self._transport = None
        self._served.gone(self)

    def data_received(self, data: bytes) -> None:
        """Bytes come in."""
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._kind = ""
        self._body.clear()

    def on_url(self, url: bytes) -> None:
        """Its address."""
        self._url = url.decode()

    def on_header(self, name: bytes, value: bytes) -> None:
        """One of its headers."""
        if name.lower() == b"content-type":
            self._kind = value.decode()

    def on_body(self, body: bytes) -> None:
        """A part of its body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """It is all there."""
        self._served.handle(self, self._url, _read(self._kind, b"".join(self._body)))

    def answer(self, status: int, body: bytes) -> None:
        """Answer it."""
        if self._transport is not None:
            self._transport.write(
                b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (status, len(body), body)
            )


def _read(kind: str, body: bytes) -> Mapping[str, Any]:
    if kind.startswith("application/json"):
        read: dict[str, Any] = orjson.loads(body)
        return read
    if kind.startswith("multipart/"):  # of files only the words beside them are read
        return {name.decode(): value.decode() for name, value in _FIELD.findall(body)}
    return dict(parse_qsl(body.decode()))


def _ok(result: object) -> bytes:
    return b'{"ok":true,"result":' + orjson.dumps(result) + b"}"
