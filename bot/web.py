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

CLOSING: Final = 5  # seconds for what is under way, when we are asked to stop
MOST_CONNECTIONS: Final = 256  # whoever comes beyond them is told to come later


class CannotListen(Exception):
    """The address to listen at cannot be had; its sentence says which, and why."""


class Server(uvicorn.Server):
    """uvicorn that leaves signals to the program."""

    def __init__(self, web: Starlette) -> None:
        config = uvicorn.Config(
            web,
            http="httptools",
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_graceful_shutdown=CLOSING,
        )
        super().__init__(config)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield


def free_port() -> int:
    """A port of this machine that nobody listens at now."""
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
