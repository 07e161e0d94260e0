"""The wire between the bot and Telegram, for tests: a clock, a bot, and servers that misbehave."""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import telegram
from aiohttp import web
from telegram.error import TimedOut

from bot.sandbox import TOKEN
from bot.telegram.request import TelegramRequest
from bot.telegram.timing import Seconds, Time

Json: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Watch:
    """A clock that advances when somebody sleeps; long sleeps wait for an explicit advance.

    Attributes:
        slept: Every wait that was asked for.
    """

    def __init__(self, *, held: bool = False, longest: float = math.inf) -> None:
        """Set a watch.

        Args:
            held: No time passes by itself.
            longest: Shorter waits than this pass by themselves.
        """
        self._longest = 0.0 if held else longest
        self.seconds = 1000.0
        self.slept: list[float] = []
        self._sleepers: list[tuple[float, float, asyncio.Event]] = []
        self._news = asyncio.Event()

    @property
    def time(self) -> Time:
        """The transport's clock, without jitter."""
        return Time(lambda: self.seconds, self._sleep, lambda: 0.5)

    def goes(self, seconds: float) -> None:
        self.seconds += seconds
        for _, until, woken in self._sleepers:
            if until <= self.seconds:
                woken.set()

    async def someone_sleeps(self, seconds: float | None = None) -> None:
        """Return when somebody waits for time to pass, or for just so much of it."""
        while not any(seconds in {None, asked} for asked, _, _ in self._sleepers):
            self._news.clear()
            await self._news.wait()

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if seconds < self._longest:
            self.seconds += seconds
            await asyncio.sleep(0)
            return
        sleeper = (seconds, self.seconds + seconds, asyncio.Event())
        self._sleepers.append(sleeper)
        self._news.set()
        try:
            await sleeper[2].wait()
        finally:
            self._sleepers.remove(sleeper)


class Silent(TelegramRequest):
    """Loses the first calls, each after some seconds of a watch; the others go through."""

    def __init__(self, watch: Watch, *seconds: float) -> None:
        super().__init__()
        self._watch = watch
        self.left = [*seconds]

    async def call(self, url: str, payload: Mapping[str, Any], read_timeout: Seconds = None) -> Any:
        if self.left:
            self._watch.goes(self.left.pop())
            raise TimedOut
        return await super().call(url, payload, read_timeout)


def bot_at(url: str, request: TelegramRequest | None = None) -> telegram.Bot:
    """The real library over our request, pointed at a server."""
    return telegram.Bot(
        TOKEN,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=request or TelegramRequest(),
        get_updates_request=TelegramRequest(size=1),
    )


@asynccontextmanager
async def answering(handler: Handler) -> AsyncIterator[str]:
    """A server that answers everything with one handler; gives its address."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def ok(result: object) -> web.Response:
    """Telegram's response to a valid call."""
    return web.json_response({"ok": True, "result": result})


def refused(code: int, description: str, **parameters: int) -> web.Response:
    """Telegram's response to an invalid call."""
    body: Json = {"ok": False, "error_code": code, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=code)
