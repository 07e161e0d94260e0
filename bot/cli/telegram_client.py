"""Calls methods of the Bot API for commands, through the same proxy as the bot."""

from __future__ import annotations

import ssl
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp

from bot.app.operations.doctor import (
    ProxyUnreachable,
    TelegramAnswer,
    TelegramUnreachable,
    TokenRefused,
)
from bot.outbound import proxy_trouble
from bot.settings import Settings

_PATIENCE = aiohttp.ClientTimeout(total=15)
_UNKNOWN_TOKEN = {401, 404}  # 404: it does not even look like one to Telegram


class TelegramClient:
    """Calls methods with the token of the settings; nothing it raises quotes an address."""

    def __init__(self, settings: Settings) -> None:
        token = settings.telegram_token.get_secret_value()
        self._base = f"{settings.telegram_api}/bot{token}"
        self._proxy = settings.proxy_to(settings.telegram_api)

    async def ask(self, method: str) -> TelegramAnswer:
        """Call a method without parameters.

        Raises:
            TokenRefused: The token is not known.
            ProxyUnreachable: The proxy is out of reach or refuses.
            TelegramUnreachable: There is no answer of use.
        """
        try:
            async with (
                aiohttp.ClientSession(
                    connector=aiohttp.TCPConnector(ssl=ssl.create_default_context()),
                    timeout=_PATIENCE,
                    proxy=self._proxy.url if self._proxy else None,
                ) as session,
                session.get(f"{self._base}/{method}") as response,
            ):
                answer = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
            if why := proxy_trouble(self._proxy, self._base, problem):
                raise ProxyUnreachable(why) from None
            raise TelegramUnreachable from None
        if response.status in _UNKNOWN_TOKEN and _is_telegrams(answer):
            raise TokenRefused
        if not _is_telegrams(answer) or not isinstance(answer.get("result"), dict):
            raise TelegramUnreachable
        return TelegramAnswer(answer["result"], _moment(response.headers.get("Date")))


def _is_telegrams(answer: object) -> bool:
    """Any web server may say 404; Telegram says it in its own form."""
    return isinstance(answer, dict) and "ok" in answer


def _moment(date: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
