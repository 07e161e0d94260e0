"""The wire between the bot and Telegram, for tests: a clock, a bot, and servers that misbehave."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import telegram
from aiohttp import web

from bot.sandbox import TOKEN
from bot.telegram.request import AiohttpRequest
from bot.telegram.timing import Time

Json: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Watch:
    """Seconds that pass when somebody waits for them, or, when it is held, when they are told to.

    Attributes:
        slept: Every wait that was asked for.
    """

    def __init__(self, *, held: bool = False) -> None:
        self.held = held
        self.seconds = 1000.0
        self.slept: list[float] = []
        self._sleepers: list[tuple[float, asyncio.Event]] = []
        self._someone_sleeps = asyncio.Event()

    @property
    def time(self) -> Time:
        """As the transport wants it, without jitter."""
        return Time(lambda: self.seconds, self._sleep, lambda: 0.5)

    def goes(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds
        for until, woken in self._sleepers:
            if until <= self.seconds:
                woken.set()

    async def someone_sleeps(self) -> None:
        """Wait until somebody waits for time to pass."""
        await self._someone_sleeps.wait()

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if not self.held:
            self.seconds += seconds
            await asyncio.sleep(0)
            return
        sleeper = (self.seconds + seconds, asyncio.Event())
        self._sleepers.append(sleeper)
        self._someone_sleeps.set()
        try:
            await sleeper[1].wait()
        finally:
            self._sleepers.remove(sleeper)
            if not self._sleepers:
                self._someone_sleeps.clear()


def bot_at(url: str, request: AiohttpRequest | None = None) -> telegram.Bot:
    """The real library over our request, pointed at a server."""
    return telegram.Bot(
        TOKEN,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=request or AiohttpRequest(),
        get_updates_request=AiohttpRequest(pool=1),
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
    """What Telegram answers when all is well."""
    return web.json_response({"ok": True, "result": result})


def refused(code: int, description: str, **parameters: int) -> web.Response:
    """What Telegram answers when it is not."""
    body: Json = {"ok": False, "error_code": code, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=code)
