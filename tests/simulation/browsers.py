"""Browsers that reach the console of whichever program runs, over a network that loses answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from contextvars import copy_context
from random import Random

import httpx
from starlette.applications import Starlette

from tests.simulation.virtual_time import PROCESS, Process

URL = "https://console.example.org"
OWN: Mapping[str, str] = {"Sec-Fetch-Site": "same-origin", "Origin": URL}
FOREIGN: Mapping[str, str] = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
PATIENCE = 30.0  # seconds until a browser gives up
CLOSING = 3.0  # seconds for what is under way when the program is asked to end
LOST, TWICE = 0.03, 0.03  # how often an answer is lost, and a request comes twice
ONE_WAY = 0.03  # seconds, usually


class Listener:
    """What answers at the console's address: nothing, or the program that listens there."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._web: Starlette | None = None
        self._under_way: set[asyncio.Task[httpx.Response]] = set()

    @asynccontextmanager
    async def serving(self, web: Starlette, address: str) -> AsyncIterator[None]:
        """Stand for `bot.http_server.serving`."""
        del address
        self._process, self._web = PROCESS.get(), web
        try:
            yield
        finally:
            self._web = None
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=CLOSING)

    async def answer(self, request: httpx.Request) -> httpx.Response | None:
        """The answer of the program; None where it died, or none came in time."""
        web, process = self._web, self._process
        if web is None or process is None or process.dead:
            return None
        context = copy_context()
        context.run(PROCESS.set, process)
        made = _answered(web, request)
        task = context.run(asyncio.get_running_loop().create_task, made)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await asyncio.wait((task,), timeout=PATIENCE)
        return task.result() if task.done() and not task.cancelled() else None


LISTENER = Listener()


class Browser:
    """Sends requests and keeps no cookies: whoever uses it says with which session.

    Attributes:
        requests: How many were answered.
    """

    def __init__(self, dice: Random, note: Callable[..., None]) -> None:
        self.requests = 0
        self._dice = dice
        self._note = note

    async def send(
        self,
        method: str,
        path: str,
        *,
        cookie: str = "",
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] = OWN,
    ) -> httpx.Response | None:
        """Send a request, now and then twice; None where no answer arrives."""
        asked = dict(headers) | ({"Cookie": cookie} if cookie else {})

        def request() -> httpx.Request:
            return httpx.Request(method, URL + path, headers=asked, data=form)

        await asyncio.sleep(self._dice.expovariate(1 / ONE_WAY))
        if self._dice.random() < TWICE:
            await LISTENER.answer(request())
        answer = await LISTENER.answer(request())
        await asyncio.sleep(self._dice.expovariate(1 / ONE_WAY))
        lost = answer is None or self._dice.random() < LOST
        self._note(method, path, answer and answer.status_code, lost)
        self.requests += not lost
        return None if lost else answer


async def _answered(web: Starlette, request: httpx.Request) -> httpx.Response:
    answer = await httpx.ASGITransport(web).handle_async_request(request)
    answer.request = request
    await answer.aread()
    return answer
