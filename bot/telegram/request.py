"""python-telegram-bot's way to Telegram: directly, and over aiohttp for what that cannot do.

The library's own client costs most of the machine (`docs/decisions`), so it is replaced through the
class that the library offers for this. Errors stay the library's: one family, `telegram.error`.
"""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

import orjson
import telegram
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.proxies import Proxy
from bot.telegram.http_client import Broken, Connections, ProxyFailed, Way, way
from bot.telegram.reading import Unreadable, loads
from bot.telegram.timeouts import Patience, Seconds

if TYPE_CHECKING:
    from bot.telegram.general import General

# What the library hands over: seconds, None, or its mark for "as usual".
Asked: TypeAlias = Any

POOL: Final = 256
# aiohttp would close a connection after 15 idle seconds; a handshake costs more than keeping it.
KEEP_ALIVE: Final = 60.0
_USUAL: Final = Patience()
_CLOSED: Final = "this request is not initialized"


class ProxyTrouble(NetworkError):
    """The proxy is out of reach or refuses; the text says what to do, and holds no secret."""

    def __init__(self, why: str) -> None:
        super().__init__(f"Telegram is not reached: {why}.")


class UnreadableAnswer(TelegramError):
    """An answer that makes no sense; its bytes may be personal, and are not part of the text."""

    def __init__(self, body: bytes) -> None:
        super().__init__("Invalid server response")
        self.body = body


@dataclass(frozen=True, slots=True)
class Payload:
    """A body that is JSON already, in the place of `RequestData`."""

    body: bytes


class AiohttpRequest(BaseRequest):
    """Calls over connections that are kept alive, most directly and the others by aiohttp."""

    __slots__ = ("_direct", "_directly", "_general", "_patience", "_pool", "_proxy", "_usual")

    def __init__(
        self,
        pool: int = POOL,
        patience: Patience = _USUAL,
        *,
        directly: bool = True,
        proxy: Proxy | None = None,
    ) -> None:
        """Make it.

        Args:
            pool: How many connections there may be at a time, of either kind.
            patience: How long the parts of a call may take, unless it says otherwise.
            directly: Whether calls that bring no file go directly.
            proxy: Through which all calls go.
        """
        # The library warns of its old way of telling a wait unless it is told to use the new one.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        self._pool = pool
        self._patience = patience
        self._usual = patience.shared()
        self._directly = directly
        self._proxy = proxy
        self._direct: Connections | None = None
        self._general: General | None = None

    @property
    def read_timeout(self) -> float | None:
        """How long an answer may take, unless a call says otherwise."""
        return self._patience.read

    async def initialize(self) -> None:
        """Open the pool."""
        if self._direct is None:
            self._direct = Connections(self._pool, KEEP_ALIVE, self._proxy)

    async def shutdown(self) -> None:
        """Close all connections."""
        direct, self._direct = self._direct, None
        general, self._general = self._general, None
        if direct is not None:
            await direct.close()
        if general is not None:
            await general.close()

    async def call(self, url: str, payload: Mapping[str, Any], read_timeout: Seconds = None) -> Any:
        """Call a method with plain values, and give its result as plain values.

        Args:
            url: The method's address.
            payload: Its parameters.
            read_timeout: How long the answer may take, when that is not what is usual here.

        Raises:
            UnreadableAnswer: The answer makes no sense.
            TelegramError: As any method of the library would.
        """
        ready = cast("RequestData", Payload(orjson.dumps(payload)))
        limits = {} if read_timeout is None else {"read_timeout": read_timeout}
        try:
            return await self.post(url, ready, **limits)
        # The library takes for granted what an answer holds.
        except (LookupError, AttributeError, TypeError, ValueError):
            raise UnreadableAnswer(b"") from None

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
        if self._direct is None:
            raise RuntimeError(_CLOSED)
        asked = {
            "read": read_timeout,
            "write": write_timeout,
            "connect": connect_timeout,
            "pool": pool_timeout,
        }
        changes = {name: one for name, one in asked.items() if one is not self.DEFAULT_NONE}
        body = _json(request_data)
        if body is not None and self._directly:
            to = way(url, self.USER_AGENT)
            # A proxy takes requests without encryption in a form of their own.
            if to is not None and (to.place.secure or self._proxy is None):
                return await self._ask(self._direct, to, body, changes)
        if isinstance(request_data, RequestData) and request_data.contains_files:
            changes.setdefault("write", self._patience.upload)
        general, patience = await self._aiohttp(), replace(self._patience, **changes)
        data = request_data.body if isinstance(request_data, Payload) else request_data
        return await general.exchange(method, url, data, patience)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer.

        One that makes no sense is not logged, as the library would: it may be personal.

        Raises:
            UnreadableAnswer: It is no JSON object.
        """
        try:
            read = loads(payload)
        except Unreadable:
            raise UnreadableAnswer(payload) from None
        if not isinstance(read, dict):
            raise UnreadableAnswer(payload)
        return read

    async def _ask(
        self, direct: Connections, to: Way, body: bytes, changes: Mapping[str, Seconds]
    ) -> tuple[int, bytes]:
        limits = replace(self._patience, **changes).shared() if changes else self._usual
        try:
            return await direct.post(to, body, *limits)
        except TimeoutError:
            raise TimedOut from None
        except ProxyFailed as problem:
            raise ProxyTrouble(str(problem)) from None
        except Broken as problem:
            raise NetworkError(str(problem)) from None

    async def _aiohttp(self) -> "General":
        if self._general is None:
            kind = await asyncio.to_thread(_loaded)  # which takes too long to hold everything up
            if self._direct is None:
                raise RuntimeError(_CLOSED)
            # Who came at the same time may have made it meanwhile.
            self._general = self._general or kind(
                self._pool, KEEP_ALIVE, self.USER_AGENT, self._proxy
            )
        return self._general


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


def _loaded() -> "type[General]":
    from bot.telegram.general import General

    return General


def _json(data: RequestData | Payload | None) -> bytes | None:
    """What can be sent as JSON, which is all that brings no file."""
    match data:
        case Payload():
            return data.body
        case RequestData() if not data.contains_files:
            return orjson.dumps(data.parameters)
    return None
