"""An outbound proxy on the loopback, and a Telegram behind TLS that only it leads to."""

import asyncio
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from tests.helpers.sandbox import Served

CERTIFICATES = Path(__file__).parents[1] / "calls" / "certificates"
CERTIFICATE = CERTIFICATES / "telegram.pem"
HOST = "telegram.example"
"""A name that no resolver knows, so whatever does not go through the proxy goes nowhere."""
_VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
_BLOCK = 65_536


def unset_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unset the proxy variables of this machine."""
    for name in _VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class LoopbackProxy:
    """Opens tunnels by CONNECT, and passes on requests without encryption.

    Attributes:
        asked: The first line of each request that came.
        used: Set when there is one.
        login: What is wanted of whoever asks, such as `user:password`; empty for nothing.
        status: How it answers to a request for a tunnel; 200 opens one.
        leads: Where each name leads to.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.used = asyncio.Event()
        self.login = ""
        self.status = 200
        self.leads: dict[str, int] = {}
        self.port = 0
        self._busy: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._serve(reader, writer)
        finally:
            writer.close()
            self._busy.discard(task)

    def end(self) -> None:
        for task in self._busy:
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode().rstrip().split("\r\n")
        self.asked.append(first)
        self.used.set()
        method, target, _ = first.split(" ")
        if self.login and _proof(self.login) not in lines:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        elif self.status != 200:
            writer.write(b"HTTP/1.1 %d Sorry\r\nContent-Length: 2\r\n\r\nno" % self.status)
        elif method == "CONNECT":
            host = target.rpartition(":")[0]
            there = await asyncio.open_connection("127.0.0.1", self.leads[host])
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await _joined((reader, writer), there)
        else:
            host, _, path = target.removeprefix("http://").partition("/")
            there = await asyncio.open_connection("127.0.0.1", self.leads[host.partition(":")[0]])
            there[1].write(head.replace(target.encode(), b"/" + path.encode(), 1))
            await _joined((reader, writer), there)
        await writer.drain()


def _proof(login: str) -> str:
    return f"Proxy-Authorization: Basic {b64encode(login.encode()).decode()}"


async def _joined(
    pair: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    other: tuple[asyncio.StreamReader, asyncio.StreamWriter],
) -> None:
    async def flow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_BLOCK):
            # The sandbox answers to this machine only.
            writer.write(
                data.replace(b"\r\nHost: %b\r\n" % HOST.encode(), b"\r\nHost: localhost\r\n")
            )
            await writer.drain()
        writer.close()

    try:
        await asyncio.gather(flow(pair[0], other[1]), flow(other[0], pair[1]))
    finally:
        other[1].close()


@asynccontextmanager
async def listening() -> AsyncIterator[LoopbackProxy]:
    found = LoopbackProxy()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
        found.end()


@asynccontextmanager
async def tls_before(port: int) -> AsyncIterator[int]:
    """Put TLS before a port of this machine; gives the port of it."""
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(CERTIFICATE, CERTIFICATE.with_suffix(".key"))

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.CancelledError):
            await _joined((reader, writer), await asyncio.open_connection("127.0.0.1", port))

    server = await asyncio.start_server(pass_on, "127.0.0.1", 0, ssl=trust)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@asynccontextmanager
async def behind_tls(port: int, through: LoopbackProxy) -> AsyncIterator[str]:
    """Put TLS before a port and return its URL, reachable by a proxy only."""
    async with tls_before(port) as encrypted:
        through.leads[HOST] = encrypted
        yield f"https://{HOST}"


@asynccontextmanager
async def telegram_behind(here: Served) -> AsyncIterator[tuple[LoopbackProxy, str]]:
    """A sandbox as Telegram behind TLS; gives the proxy that leads there, and its address."""
    async with listening() as through, behind_tls(here.port, through) as address:
        yield through, address
