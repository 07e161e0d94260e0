"""The general way to Telegram, by aiohttp: files, downloads, and addresses with something unusual.

A bot that only plays never needs it, and it takes some 5 MB: so it is loaded at the first call that
goes this way (`docs/decisions/0053-smaller-still.md`).
"""

from typing import Final

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import RequestData

from bot.outbound import proxy_trouble
from bot.proxies import Proxy
from bot.telegram.keepalive import new_socket
from bot.telegram.request import ProxyTrouble
from bot.telegram.timeouts import Patience, together

_JSON: Final = {"Content-Type": "application/json"}


class General:
    """A pool of connections that can do all that the library asks for, in the running loop."""

    def __init__(self, pool: int, kept: float, agent: str, proxy: Proxy | None) -> None:
        """Make it.

        Args:
            pool: How many connections there may be at a time.
            kept: For how many seconds one is kept that nobody uses.
            agent: What we call ourselves.
            proxy: Through which all calls go.
        """
        self._proxy = proxy
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=pool, keepalive_timeout=kept, socket_factory=new_socket
            ),
            headers={"User-Agent": agent},
            cookie_jar=aiohttp.DummyCookieJar(),
            proxy=proxy.url if proxy else None,
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    async def exchange(
        self, method: str, url: str, data: RequestData | bytes | None, patience: Patience
    ) -> tuple[int, bytes]:
        """Make one request.

        Args:
            method: HTTP's.
            url: The address.
            data: What the library sends, or a body that is JSON already.
            patience: How long its parts may take.

        Returns:
            Status and body of the answer.

        Raises:
            TimedOut: It took longer.
            ProxyTrouble: The proxy is out of reach or refuses.
            NetworkError: There is no answer; the text says no address.
        """
        body, headers = _body(data)
        limits = told(patience, whole=method == "POST")
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=limits, allow_redirects=False
            ) as answer:
                return answer.status, await answer.read()
        # The causes are left out: some of aiohttp's quote the address, and the token is part of it.
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as problem:
            if why := proxy_trouble(self._proxy, url, problem):
                raise ProxyTrouble(why) from None
            raise NetworkError(_plain(problem)) from None


def told(patience: Patience, *, whole: bool) -> aiohttp.ClientTimeout:
    """As aiohttp wants it.

    It has no limit for writing, so a call as a whole ends after all its parts together. That is
    only for calls whose answer is short: a download may go on as long as bytes come.
    """
    getting, answering = patience.shared()
    return aiohttp.ClientTimeout(
        total=together(getting, answering) if whole else None,
        connect=getting,
        sock_connect=patience.connect,
        sock_read=patience.read,
    )


def _body(
    data: RequestData | bytes | None,
) -> tuple[bytes | aiohttp.FormData | None, dict[str, str] | None]:
    match data:
        case bytes():
            return data, _JSON
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
