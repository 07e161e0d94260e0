"""Serving a web application in the caller's loop: what a webhook, a room's page and metrics share.

Encryption is the business of the proxy in front of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

CLOSING: Final = 5  # seconds for what is under way, when we are asked to stop
MOST_CONNECTIONS: Final = 256
"""The maximum open at a time. One more replaces the idlest, or is told to retry later."""
RECEIVING: Final = 10.0
"""Seconds for a whole request, from the connection or its first byte on."""
LARGEST_HEAD: Final = 64 * 2**10
"""Bytes of a request that are not its body: the head, trailers and the sizes of chunks."""
_TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"Connection: close\r\nContent-Length: 0\r\n\r\n"
)


class CannotListen(Exception):
    """The address to listen at is unavailable; the message says which and why."""


class _Connection(HttpToolsProtocol):
    """A connection with limits, since uvicorn has none and a proxy may be missing."""

    waits_since: float | None
    """Since when no whole request has come; None while one is answered."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """It is open; where too many are, the one that has waited longest is closed for it."""
        self._overhead = 0
        self._late: asyncio.TimerHandle | None = None
        super().connection_made(transport)
        self._await_request()
        if len(self.connections) > MOST_CONNECTIONS:
            others = (connection for connection in self.connections if connection is not self)
            waiting = [
                other
                for other in others
                if isinstance(other, _Connection) and other.waits_since is not None
            ]
            if waiting:
                min(waiting, key=lambda connection: connection.waits_since or 0.0).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_clock()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Something came."""
        if self._late is None:
            self._await_request()
        self._overhead += len(data)
        super().data_received(data)
        if self._overhead > LARGEST_HEAD and not self.transport.is_closing():
            self._refuse()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._late is None:  # it came with the end of the one before
            self._await_request()

    def on_body(self, body: bytes) -> None:
        self._overhead = max(0, self._overhead - len(body))
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._overhead, self.waits_since = 0, None
        self._stop_clock()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete and self._late is None:
            self.waits_since = self.loop.time()

    def _await_request(self) -> None:
        self.waits_since = self.loop.time()
        self._late = self.loop.call_later(RECEIVING, self.transport.abort)

    def _stop_clock(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _refuse(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(_TOO_LARGE)
            self.transport.close()
        else:
            self.transport.abort()


class Server(uvicorn.Server):
    """uvicorn that leaves signals to the program."""

    def __init__(self, web: Starlette) -> None:
        config = uvicorn.Config(
            web,
            http=_Connection,
            ws="none",
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            limit_concurrency=MOST_CONNECTIONS + 1,
            timeout_graceful_shutdown=CLOSING,
        )
        super().__init__(config)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield


def free_port() -> int:
    """A free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextlib.contextmanager
def listening(address: str) -> Iterator[socket.socket]:
    """A socket that listens at an address such as `127.0.0.1:8443`.

    Raises:
        CannotListen: It cannot be had.
    """
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once only on sockets that say they are TCP.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, int(port)))
            listener.listen()  # only now is it known that nobody else does
        except OSError as problem:
            reason = problem.strerror or "no reason given"
            raise CannotListen(f"Cannot listen at {address}: {reason}.") from None
        yield listener


@contextlib.asynccontextmanager
async def serving(web: Starlette, address: str) -> AsyncIterator[None]:
    """Serve an application at an address until the block ends.

    Raises:
        CannotListen: The address cannot be had.
    """
    with listening(address) as listener:
        server = Server(web)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield
        finally:
            server.should_exit = True
            await task


def health(well: Callable[[], bool]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that says whether updates are being taken, and nothing else."""

    async def endpoint(_: Request) -> Response:
        fine = well()
        return JSONResponse({"ok": fine}, 200 if fine else 503)

    return endpoint
