"""The network between the program and Telegram: slow, out of order, and at times not there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any

import orjson
from starlette.requests import Request

from bot.sandbox import bot_api
from bot.sandbox.calls import RawCall
from bot.sandbox.refusals import Refusal
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.wire import read_call
from bot.telegram.http_client import NoResponse, Response, Target
from tests.simulation.virtual_time import PROCESS

QUICK, SLOW = 0.03, 2.0  # seconds that one way takes: usually, and for one message in fifty


class Network:
    """Carries calls to a sandbox in the same loop.

    Attributes:
        down: Whether nothing arrives.
        calls: How many reached Telegram.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        dice: Random,
        note: Callable[..., None],
        doubt: Callable[[object], None],
    ) -> None:
        self.down = False
        self.calls = 0
        self._sandbox = sandbox
        self._dice = dice
        self._note = note
        self._doubt = doubt
        self._handling: set[asyncio.Task[Response | None]] = set()

    async def carry(self, to: Target, body: bytes) -> Response:
        """Carry one call.

        Raises:
            NoResponse: It did not arrive, or its answer did not.
        """
        await asyncio.sleep(self._one_way())
        self._require()
        asked = await _read(to, body)
        called = bot_api.target(asked) if asked is not None else ("file", None)
        # Telegram goes on with a call although the caller has died.
        outside = PROCESS.set(None)
        try:
            handling = asyncio.create_task(self._handle(to, asked, called))
        finally:
            PROCESS.reset(outside)
        self._handling.add(handling)
        handling.add_done_callback(self._handling.discard)
        arrived = False
        try:
            found = await asyncio.shield(handling)
            if found is None:
                raise NoResponse("the connection broke")
            await asyncio.sleep(self._one_way())
            self._require()
            arrived = True
        finally:  # also where the caller waits no longer
            if not arrived:
                self._doubt(called[1])
        return found

    def _require(self) -> None:
        if self.down:
            raise NoResponse("the network is down")

    def _one_way(self) -> float:
        return self._dice.expovariate(1 / (SLOW if self._dice.random() < 0.02 else QUICK))

    async def _handle(
        self, to: Target, asked: RawCall | None, called: tuple[str, object]
    ) -> Response | None:
        """Answer as Telegram; None for a connection that breaks."""
        self.calls += 1
        if asked is None:
            file = self._sandbox.world.files.at(_read_head(to.head)[1].split("/", 3)[-1])
            return (200, file.data) if file else (404, b"")
        fault = self._sandbox.faults.take(*called)
        self._note(*called, fault and fault.kind)
        if fault is not None and fault.kind == "reset":
            return None
        refusal = fault.refusal() if fault is not None else None
        if refusal is None:
            try:
                result = await self._sandbox.perform(asked)
            except Refusal as refused:
                refusal = refused
        if fault is not None and fault.kind == "drop":
            return None
        if fault is not None and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        if refusal is not None:
            return refusal.code, orjson.dumps(refusal.answer())
        return 200, orjson.dumps({"ok": True, "result": result})


class SimulatedPool:
    """Stands for the connections of one request object of the program."""

    network: Network
    """Of the run; set before the program starts."""

    def __init__(self, size: int, keep_alive: float, proxy: object = None) -> None:
        del keep_alive, proxy
        self._slots = asyncio.Semaphore(size)

    async def send(
        self,
        to: Target,
        body: bytes,
        connect_timeout: float | None,
        response_timeout: float | None,
        *,
        download: bool = False,
    ) -> Response:
        del connect_timeout, download
        async with self._slots, asyncio.timeout(response_timeout):
            return await self.network.carry(to, body)

    async def close(self) -> None:
        """Nothing is open."""


def _read_head(head: bytes) -> tuple[str, str, dict[str, str]]:
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    pairs = (line.partition(": ") for line in lines)
    return method, path, {name.lower(): value for name, _, value in pairs if value}


async def _read(to: Target, body: bytes) -> RawCall | None:
    """The call of a request; None for a file."""
    method, path, headers = _read_head(to.head)
    if path.startswith("/file/"):
        return None
    name = path.rpartition("/")[2].partition("?")[0]
    return await read_call(_request(method, path, headers, body, name))


def _request(method: str, path: str, headers: dict[str, str], body: bytes, name: str) -> Request:
    path, _, query = path.partition("?")
    headers = headers | {"content-length": str(len(body))}
    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
        "path_params": {"method": name},
        "server": ("127.0.0.1", 80),
        "scheme": "http",
    }
    sent = False

    async def receive() -> dict[str, Any]:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(scope, receive)
