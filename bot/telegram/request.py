"""python-telegram-bot's way to Telegram: over aiohttp, and directly for calls that are ready JSON.

The library's own client costs most of the machine (`docs/decisions`), so it is replaced through the
class that the library offers for this. Errors stay the library's: one family, `telegram.error`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias, cast

import aiohttp
import orjson
import telegram
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.telegram.direct import Broken, Connections, Way, way

Seconds: TypeAlias = float | None
# What the library hands over: seconds, None, or its mark for "as usual".
Asked: TypeAlias = Any

POOL: Final = 256
# aiohttp would close a connection after 15 idle seconds; a handshake costs more than keeping it.
KEEP_ALIVE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Payload:
    """A body that is JSON already, in the place of `RequestData`."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the parts of a call may take, in seconds; None waits for ever."""

    read: Seconds = 5.0
    write: Seconds = 5.0
    connect: Seconds = 5.0
    pool: Seconds = 1.0
    upload: Seconds = 20.0

    def told(self, *, whole: bool) -> aiohttp.ClientTimeout:
        """As aiohttp wants it.

        It has no limit for writing, so a call as a whole ends after all its parts together. That
        is only for calls whose answer is short: a download may go on as long as bytes come.
        """
        getting = _sum(self.pool, self.connect)
        return aiohttp.ClientTimeout(
            total=_sum(getting, self.write, self.read) if whole else None,
            connect=getting,
            sock_connect=self.connect,
            sock_read=self.read,
        )

    def shared(self) -> tuple[Seconds, Seconds]:
        """How long until there is a connection, and then until there is the answer."""
        return _sum(self.pool, self.connect), _sum(self.write, self.read)


class AiohttpRequest(BaseRequest):
    """Calls over connections that are kept alive, some directly and the others by aiohttp."""

    __slots__ = ("_direct", "_directly", "_patience", "_pool", "_session", "_usual")

    def __init__(
        self, pool: int = POOL, patience: Patience = Patience(), *, directly: bool = True
    ) -> None:
        """Make it.

        Args:
            pool: How many connections there may be at a time, of either kind.
            patience: How long the parts of a call may take, unless it says otherwise.
            directly: Whether calls that are ready JSON go directly.
        """
        # The library warns of its old way of telling a wait unless it is told to use the new one.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        self._pool = pool
        self._patience = patience
        self._usual = patience.shared()
        self._directly = directly
        self._session: aiohttp.ClientSession | None = None
        self._direct: Connections | None = None

    @property
    def read_timeout(self) -> float | None:
        """How long an answer may take, unless a call says otherwise."""
        return self._patience.read

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._pool, keepalive_timeout=KEEP_ALIVE),
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
            )
            self._direct = Connections(self._pool, KEEP_ALIVE)

    async def shutdown(self) -> None:
        """Close all connections."""
        session, self._session = self._session, None
        direct, self._direct = self._direct, None
        if direct is not None:
            await direct.close()
        if session is not None:
            await session.close()

    async def call(self, url: str, payload: Mapping[str, Any], read_timeout: Seconds = None) -> Any:
        """Call a method with plain values, and give its result as plain values.

        Args:
            url: The method's address.
            payload: Its parameters.
            read_timeout: How long the answer may take, when that is not what is usual here.

        Raises:
            TelegramError: As any method of the library would.
        """
        ready = cast("RequestData", Payload(orjson.dumps(payload)))
        if read_timeout is None:
            return await self.post(url, ready)
        return await self.post(url, ready, read_timeout=read_timeout)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | Payload | None = None,
        read_timeout: Asked = BaseRequest.DEFAULT_NONE,
        write_timeout: Asked = BaseRequest.DEFAULT_NONE,
        connect_timeout: Asked = BaseRequest.DEFAULT_NONE,
        pool_timeout: Asked = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request; the library makes results or errors of what comes back."""
        if self._session is None or self._direct is None:
            raise RuntimeError("this request is not initialized")
        asked = {
            "read": read_timeout,
            "write": write_timeout,
            "connect": connect_timeout,
            "pool": pool_timeout,
        }
        changes = {name: one for name, one in asked.items() if one is not self.DEFAULT_NONE}
        if isinstance(request_data, Payload) and self._directly:
            to = way(url, self.USER_AGENT)
            if to is not None:
                return await self._ask(self._direct, to, request_data.body, changes)
        if isinstance(request_data, RequestData) and request_data.contains_files:
            changes.setdefault("write", self._patience.upload)
        limits = replace(self._patience, **changes).told(whole=method == "POST")
        return await self._exchange(self._session, method, url, request_data, limits)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer.

        One that makes no sense is not logged, as the library would: it may be personal.

        Raises:
            TelegramError: It is no JSON object.
        """
        try:
            read = orjson.loads(payload)
        except orjson.JSONDecodeError:
            read = _leniently(payload)
        if not isinstance(read, dict):
            raise TelegramError("Invalid server response")
        return read

    async def _ask(
        self, direct: Connections, to: Way, body: bytes, changes: Mapping[str, Seconds]
    ) -> tuple[int, bytes]:
        limits = replace(self._patience, **changes).shared() if changes else self._usual
        try:
            return await direct.post(to, body, *limits)
        except TimeoutError:
            raise TimedOut from None
        except Broken as problem:
            raise NetworkError(str(problem)) from None

    async def _exchange(
        self,
        session: aiohttp.ClientSession,
        method: str,
        url: str,
        data: RequestData | Payload | None,
        limits: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes]:
        body, headers = _body(data)
        try:
            async with session.request(
                method, url, data=body, headers=headers, timeout=limits, allow_redirects=False
            ) as answer:
                return answer.status, await answer.read()
        # The causes are left out: some of aiohttp's quote the address, and the token is part of it.
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as problem:
            raise NetworkError(_plain(problem)) from None


async def call(bot: telegram.Bot, method: str, payload: Mapping[str, Any]) -> Any:
    """Call a method of a bot without building the library's objects on the way there and back.

    Args:
        bot: Whose `request` is an `AiohttpRequest`.
        method: Such as `sendMessage`.
        payload: Its parameters.

    Raises:
        TelegramError: As any method of the library would.
    """
    request = bot.request
    if not isinstance(request, AiohttpRequest):
        raise TypeError("the bot has to be built with AiohttpRequest")
    return await request.call(f"{bot.base_url}/{method}", payload)


_JSON = {"Content-Type": "application/json"}


def _body(
    data: RequestData | Payload | None,
) -> tuple[bytes | aiohttp.FormData | None, dict[str, str] | None]:
    match data:
        case Payload():
            return data.body, _JSON
        case RequestData() if data.parameters or data.contains_files:
            return _form(data), None
    return None, None


def _form(data: RequestData) -> aiohttp.FormData:
    # Unquoted, or a file called in Arabic would arrive under a name of percent signs.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


def _plain(problem: aiohttp.ClientError) -> str:
    if isinstance(problem, aiohttp.ClientConnectorError):
        return f"cannot connect to {problem.host}:{problem.port}: {problem.strerror}"
    return f"aiohttp.{type(problem).__name__}"


def _leniently(payload: bytes) -> Any:
    """Read JSON in which some bytes are not UTF-8, as the library does."""
    try:
        return orjson.loads(payload.decode("utf-8", "replace"))
    except orjson.JSONDecodeError:
        return None


def _sum(*parts: Seconds) -> Seconds:
    return None if None in parts else sum(part for part in parts if part is not None)
