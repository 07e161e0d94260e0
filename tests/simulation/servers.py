"""The servers of the program that runs, for whoever sends requests to it; no socket is opened."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any, ClassVar

import httpx
from starlette.applications import Starlette

from tests.simulation.virtual_time import PROCESS, Process

PATIENCE = 30.0  # seconds until a client gives up
CLOSING = 3.0  # seconds for what is under way when the program is asked to end


@contextmanager
def listening(address: str) -> Iterator[str]:
    """Stand for `bot.http_server.listening`: an address in place of a socket."""
    yield address


class SimulatedServer:
    """Stands for `bot.http_server.Server`."""

    there: ClassVar[dict[str, SimulatedServer]] = {}
    """The one that listens at each address, or did when its program died."""

    def __init__(self, web: Starlette) -> None:
        self.started = False
        self._ending = asyncio.Event()
        self._web = web
        self._process: Process | None = None
        self._under_way: set[asyncio.Task[httpx.Response]] = set()

    @property
    def should_exit(self) -> bool:
        """Whether the program is asked to end; uvicorn's name, for who sets it."""
        return self._ending.is_set()

    @should_exit.setter
    def should_exit(self, asked: bool) -> None:
        if asked:
            self._ending.set()

    async def serve(self, sockets: list[Any]) -> None:
        """Answer at an address until the program is asked to end."""
        (address,) = sockets
        self._process, self.started = PROCESS.get(), True
        self.there[address] = self
        await self._ending.wait()
        self.started = False
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=CLOSING)

    async def answer(self, request: httpx.Request) -> httpx.Response | None:
        """The answer of the program; None where it died, or none came in time."""
        if not self.started or self._process is None or self._process.dead:
            return None
        context = copy_context()
        context.run(PROCESS.set, self._process)
        made = _answered(self._web, request)
        task = context.run(asyncio.get_running_loop().create_task, made)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await asyncio.wait((task,), timeout=PATIENCE)
        return task.result() if task.done() and not task.cancelled() else None


async def answered(address: str, request: httpx.Request) -> httpx.Response | None:
    """The answer of whatever listens at an address; None where none arrives."""
    server = SimulatedServer.there.get(address)
    return None if server is None else await server.answer(request)


async def _answered(web: Starlette, request: httpx.Request) -> httpx.Response:
    answer = await httpx.ASGITransport(web).handle_async_request(request)
    answer.request = request
    await answer.aread()
    return answer
