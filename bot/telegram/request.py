"""A request backend for python-telegram-bot on our own connection pool.

The library's own client takes most of a tap's processor time, so it is replaced through the
library's extension point; see `docs/decisions/0044-http-client.md`. Errors remain those of
`telegram.error`.
"""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, TypeAlias, cast

import httpx
import orjson
import telegram
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.proxies import Proxy
from bot.telegram.http_client import (
    ConnectionPool,
    NoResponse,
    ProxyFailed,
    Response,
    UnusableUrl,
    target,
)
from bot.telegram.reading import Unreadable, loads
from bot.telegram.timing import Seconds, Timeouts

# Values that the library passes: seconds, None, or its default marker.
LibraryTimeout: TypeAlias = Any

POOL_SIZE: Final = 256
KEEP_ALIVE: Final = 60.0  # a handshake costs more than an idle connection
_DEFAULTS: Final = Timeouts()
_UNNAMED: Final = BaseRequest.DEFAULT_NONE
_JSON: Final = "application/json"
_json_target = lru_cache(maxsize=64)(target)  # a bot uses a dozen methods


class ProxyTrouble(NetworkError):
    """The proxy is unreachable or refuses; the message says what to do and contains no secret."""

    def __init__(self, why: str) -> None:
        super().__init__(f"Telegram is not reached: {why}.")


class UnreadableAnswer(TelegramError):
    """A malformed response; its bytes may be personal and are not part of the message."""

    def __init__(self, body: bytes) -> None:
        super().__init__("Invalid server response")
        self.body = body


@dataclass(frozen=True, slots=True)
class Payload:
    """A JSON body in place of `RequestData`."""

    body: bytes


class TelegramRequest(BaseRequest):
    """Calls, uploads and downloads over keep-alive connections."""

    __slots__ = ("_pool", "_proxy", "_size", "_timeouts")

    def __init__(
        self,
        size: int = POOL_SIZE,
        timeouts: Timeouts = _DEFAULTS,
        *,
        proxy: Proxy | None = None,
    ) -> None:
        """Create a request object, to be used between `initialize` and `shutdown`.

        Args:
            size: The maximum number of open connections.
            timeouts: The default timeouts.
            proxy: The proxy for all calls.
        """
        # The library warns about its old representation of delays unless the new one is enabled.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        self._size = size
        self._timeouts = timeouts
        self._proxy = proxy
        self._pool: ConnectionPool | None = None

    @property
    def read_timeout(self) -> float | None:
        """The default response timeout."""
        return self._timeouts.read

    async def initialize(self) -> None:
        if self._pool is None:
            self._pool = ConnectionPool(self._size, KEEP_ALIVE, self._proxy)

    async def shutdown(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.close()

    async def call(self, url: str, payload: Mapping[str, Any], read_timeout: Seconds = None) -> Any:
        """Call a method with plain values; return its result as plain values.

        Args:
            url: The method's URL.
            payload: Its parameters.
            read_timeout: The response timeout, if not the default.

        Raises:
            UnreadableAnswer: The response is malformed.
            TelegramError: As for any method of the library.
        """
        ready = cast("RequestData", Payload(orjson.dumps(payload)))
        changes = {} if read_timeout is None else {"read_timeout": read_timeout}
        try:
            return await self.post(url, ready, **changes)
        # The library relies on the shape of a response.
        except (LookupError, AttributeError, TypeError, ValueError):
            raise UnreadableAnswer(b"") from None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | Payload | None = None,
        read_timeout: LibraryTimeout = BaseRequest.DEFAULT_NONE,
        write_timeout: LibraryTimeout = BaseRequest.DEFAULT_NONE,
        connect_timeout: LibraryTimeout = BaseRequest.DEFAULT_NONE,
        pool_timeout: LibraryTimeout = BaseRequest.DEFAULT_NONE,
    ) -> Response:
        """Make one request; the library interprets the response."""
        if self._pool is None:
            raise RuntimeError("this request is not initialized")
        named = {
            "read": read_timeout,
            "write": write_timeout,
            "connect": connect_timeout,
            "pool": pool_timeout,
        }
        changes = {name: seconds for name, seconds in named.items() if seconds is not _UNNAMED}
        try:
            if isinstance(request_data, RequestData) and request_data.contains_files:
                changes.setdefault("write", self._timeouts.upload)
                content_type, body = await asyncio.to_thread(_multipart, request_data)
                to = target(method, url, self.USER_AGENT, content_type, self._proxy)
            else:
                body = _json(request_data)
                to = _json_target(method, url, self.USER_AGENT, _JSON, self._proxy)
            timeouts = replace(self._timeouts, **changes) if changes else self._timeouts
            return await self._pool.send(
                to, body, timeouts.connection, timeouts.response, download=method == "GET"
            )
        except TimeoutError:
            raise TimedOut from None
        except ProxyFailed as error:
            raise ProxyTrouble(str(error)) from None
        except (NoResponse, UnusableUrl) as error:
            raise NetworkError(str(error)) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse a response.

        Unlike in the library, a malformed one is not logged: it may be personal.

        Raises:
            UnreadableAnswer: It is not a JSON object.
        """
        try:
            read = loads(payload)
        except Unreadable:
            raise UnreadableAnswer(payload) from None
        if not isinstance(read, dict):
            raise UnreadableAnswer(payload)
        return read


async def call(bot: telegram.Bot, method: str, payload: Mapping[str, Any]) -> Any:
    """Call a bot method without building the library's objects.

    Args:
        bot: A bot whose `request` is a `TelegramRequest`.
        method: The method, such as `sendMessage`.
        payload: Its parameters.

    Raises:
        TelegramError: As for any method of the library.
    """
    request = bot.request
    if not isinstance(request, TelegramRequest):
        raise TypeError("the bot has to be built with TelegramRequest")
    return await request.call(f"{bot.base_url}/{method}", payload)


def _json(data: RequestData | Payload | None) -> bytes:
    """A body without files; Telegram accepts JSON for every method."""
    match data:
        case Payload():
            return data.body
        case RequestData():
            return orjson.dumps(data.parameters)
    return b""


def _multipart(data: RequestData) -> tuple[str, bytes]:
    """Content type and body of a form with files, encoded as by the library."""
    form = httpx.Request(
        "POST", "https://telegram", data=data.json_parameters, files=data.multipart_data
    )
    return form.headers["Content-Type"], form.read()
