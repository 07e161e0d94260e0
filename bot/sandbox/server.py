"""Serves the sandbox in the caller's event loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn

from bot.sandbox.dropped_connections import Protocol
from bot.sandbox.sandbox import Sandbox

CLOSING_SECONDS = 3
KEEP_ALIVE_SECONDS = 120


class _Server(uvicorn.Server):
    """A uvicorn server that leaves signals to the program and stops without a delay."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.over = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Install no signal handlers."""
        yield

    async def main_loop(self) -> None:
        """Wait for the request to shut down."""
        self.ready.set()
        await self.over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002
        """Close all connections; uvicorn's own shutdown sleeps, which would slow every test."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if tasks := tuple(self.server_state.tasks):
            _, late = await asyncio.wait(tasks, timeout=CLOSING_SECONDS)
            for task in late:
                task.cancel()
        # What was closed just now is gone in the next round of the loop.
        await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def serve(sandbox: Sandbox, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[int]:
    """Serve until the block ends.

    Args:
        port: The port; 0 for any free one.
        host: A loopback address. There is no login, so never use one reachable from a network.

    Yields:
        The port.
    """
    with _listening(host, port) as listener:
        server = _Server(_config(sandbox))
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            await server.ready.wait()
            yield listener.getsockname()[1]
        finally:
            await sandbox.close()
            server.over.set()
            await task


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once (TCP_NODELAY) only on sockets that say they are TCP; else
    # an answer waits 40 ms for the other side's acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


def _config(sandbox: Sandbox) -> uvicorn.Config:
    return uvicorn.Config(
        sandbox.app(),
        http=Protocol,
        log_level="warning",
        access_log=False,
        lifespan="off",
        date_header=False,
        server_header=False,
        # Longer than any client keeps an idle connection, so that none is closed while it is used.
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
