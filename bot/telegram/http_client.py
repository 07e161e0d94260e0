"""HTTP/1.1 for short calls: connections that are kept, and one call at a time on each.

A general client takes more of the processor for such a call than all the rest of a tap
(`docs/decisions`). This one can do nothing else: no redirects, no files, nothing compressed, and of
proxies only tunnels. Whatever is not plainly its own is left to the general one.
"""

import asyncio
import re
import socket
import ssl
from collections import deque
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from typing import Final, TypeAlias, cast
from urllib.parse import urlsplit

import aiohappyeyeballs
import httptools

from bot.proxies import Proxy, authority
from bot.telegram.keepalive import new_socket

Seconds: TypeAlias = float | None
Answer: TypeAlias = tuple[int, bytes]
"""Status and body."""

LARGEST: Final = 32 * 2**20
"""Bytes of an answer; a hundred updates of the largest kind are a tenth of it."""
LARGEST_HEAD: Final = 64 * 2**10
"""Bytes of an answer that are not its body: the head, trailers and the sizes of chunks."""
_KNOWN_FOR: Final = 10.0  # seconds that a name's addresses are not looked up again
_LOOKUP: Final = 1.0  # seconds for a lookup while earlier addresses are known
_PORTS: Final = {"http": 80, "https": 443}


class Broken(Exception):
    """There is no answer, and nobody knows whether the call was done; the text says no address."""


class ProxyFailed(Broken):
    """The proxy is out of reach or refuses; the call was not made, and the text says what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where connections lead."""

    host: str
    port: int
    secure: bool


@dataclass(frozen=True, slots=True)
class Way:
    """Where a call goes, and its first lines up to the length of the body."""

    place: Place
    head: bytes


@lru_cache(maxsize=64)  # a bot has a dozen methods
def way(url: str, agent: str) -> Way | None:
    """How a call gets to an address; None where it should be left to a general client."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    host, target = parts.hostname, parts.path or "/"
    usual = url.isascii() and url.isprintable() and not {*" @#?"} & {*url}
    if port is None or not host or not usual or parts.scheme not in _PORTS:
        return None
    lines = (
        f"POST {target} HTTP/1.1",
        f"Host: {parts.netloc}",
        f"User-Agent: {agent}",
        "Accept: application/json",
        "Content-Type: application/json",
        "Content-Length: ",
    )
    return Way(Place(host, port, parts.scheme == "https"), "\r\n".join(lines).encode())


class Connections:
    """Connections that are kept between calls, at most so many, in the running loop.

    Rule 1. A connection whose call has no whole answer is closed: it is never used again.
    Rule 2. Nothing is sent twice: whether a call was done is for the caller to find out.
    """

    def __init__(self, most: int, kept: float, proxy: Proxy | None = None) -> None:
        """Make it; nothing is opened before the first call.

        Args:
            most: How many connections there may be at a time.
            kept: For how many seconds one is kept that nobody uses.
            proxy: Through which they are opened, by tunnels; so only to places that are secure.
        """
        self._proxy = proxy
        self._slots = asyncio.Semaphore(most)
        self._kept = kept
        self._resting: dict[Place, deque[_Connection]] = {}
        self._open: set[_Connection] = set()
        self._names: dict[Place, _Name] = {}
        self._trust: ssl.SSLContext | None = None

    async def post(self, to: Way, body: bytes, connecting: Seconds, answering: Seconds) -> Answer:
        """Make one call.

        Args:
            to: Where.
            body: What is sent, JSON.
            connecting: How many seconds it may take to get a connection; None is for ever.
            answering: How many seconds it may then take until the whole answer is there.

        Raises:
            TimeoutError: It took longer.
            ProxyFailed: The proxy opens no connection.
            Broken: There is no connection, or no answer came.
        """
        request = b"%b%d\r\n\r\n%b" % (to.head, len(body), body)
        if self._slots.locked():
            async with asyncio.timeout(connecting):
                await self._slots.acquire()
        else:
            await self._slots.acquire()
        try:
            connection = self._rested(to.place)
            if connection is None:
                async with asyncio.timeout(connecting):
                    connection = await self._another(to.place)
            try:
                return await connection.ask(request, answering)
            finally:
                self._put_back(connection)
        finally:
            self._slots.release()

    async def close(self) -> None:
        """Close every connection; calls under way are broken."""
        for connection in [*self._open]:
            connection.drop()
        self._open.clear()
        self._resting.clear()
        await asyncio.sleep(0)  # so that they are gone before the loop may end

    def _rested(self, place: Place) -> "_Connection | None":
        """The one that was used last, if it is still good."""
        resting = self._resting.get(place)
        while resting:
            connection = resting.pop()
            if connection.free:
                return connection
            self._open.discard(connection)
        return None

    def _put_back(self, connection: "_Connection") -> None:
        now = connection.rested_at = asyncio.get_running_loop().time()
        resting = self._resting.setdefault(connection.place, deque())
        if connection.free and connection in self._open:
            resting.append(connection)
        else:
            self._let_go(connection)
        while resting and resting[0].rested_at < now - self._kept:
            self._let_go(resting.popleft())

    def _let_go(self, connection: "_Connection") -> None:
        connection.drop()
        self._open.discard(connection)

    async def _another(self, to: Place) -> "_Connection":
        plug = await self._reached(to)
        try:
            connection = await self._connected(to, plug)
        except OSError as problem:
            raise _unconnected(to, problem) from None
        self._open.add(connection)
        return connection

    async def _reached(self, to: Place) -> socket.socket:
        """A connection to a place or, where there is a proxy, a tunnel to it."""
        proxy = self._proxy
        host, port = (to.host, to.port) if proxy is None else (proxy.host, proxy.port)
        name = self._names.setdefault(to, _Name(host, port))
        try:
            plug = await aiohappyeyeballs.start_connection(
                await name.addresses(),
                happy_eyeballs_delay=0.25,
                interleave=1,
                socket_factory=new_socket,
            )
        except OSError as problem:
            name.forget()
            if proxy is None:
                raise _unconnected(to, problem) from None
            raise ProxyFailed(proxy.failure(problem)) from None
        if proxy is None:
            return plug
        try:
            await _tunnelled(plug, proxy, to)
        except BaseException:
            plug.close()
            raise
        return plug

    async def _connected(self, to: Place, plug: socket.socket) -> "_Connection":
        loop = asyncio.get_running_loop()
        try:
            _, connection = await loop.create_connection(
                lambda: _Connection(to),
                sock=plug,
                ssl=self._trusted() if to.secure else None,
                server_hostname=to.host if to.secure else None,
            )
        except BaseException:
            plug.close()
            raise
        return connection

    def _trusted(self) -> ssl.SSLContext:
        if self._trust is None:
            self._trust = ssl.create_default_context()
            self._trust.set_alpn_protocols(["http/1.1"])
        return self._trust


@dataclass(slots=True)
class _Name:
    """A host's addresses: looked up once for all who wait, and again after a while."""

    host: str
    port: int
    found: "list[aiohappyeyeballs.AddrInfoType]" = field(default_factory=list)
    until: float = 0.0
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def addresses(self) -> "list[aiohappyeyeballs.AddrInfoType]":
        """Where it is; the earlier addresses while the resolver fails or is silent.

        A resolver repeats a lost query only after five seconds.
        """
        loop = asyncio.get_running_loop()
        async with self.looking:
            if not self.found or loop.time() > self.until:
                try:
                    async with asyncio.timeout(_LOOKUP if self.found else None):
                        self.found = await self._look_up()
                except OSError:  # a timeout is one too
                    if not self.found:
                        raise
                self.until = loop.time() + _KNOWN_FOR
        return self.found

    async def _look_up(self) -> "list[aiohappyeyeballs.AddrInfoType]":
        found = await asyncio.get_running_loop().getaddrinfo(
            self.host, self.port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
        )
        return cast("list[aiohappyeyeballs.AddrInfoType]", found)

    def forget(self) -> None:
        """It may be elsewhere by now."""
        self.found = []


async def _tunnelled(plug: socket.socket, proxy: Proxy, to: Place) -> None:
    """Have a proxy, on a connection to it, pass on all that follows.

    Raises:
        ProxyFailed: It does not.
    """
    loop, head = asyncio.get_running_loop(), bytearray()
    try:
        await loop.sock_sendall(plug, proxy.connect(to.host, to.port))
        while b"\r\n\r\n" not in head and len(head) < LARGEST_HEAD:
            part = await loop.sock_recv(plug, 4096)
            if not part:
                break
            head += part
    except OSError as problem:
        raise ProxyFailed(proxy.failure(problem)) from None
    answered = _ANSWERED.match(head)
    if answered is None:
        raise ProxyFailed(f"{proxy} does not answer as a proxy does. Check {proxy.source}")
    status = int(answered[1])
    if status != HTTPStatus.OK:
        raise ProxyFailed(proxy.refusal(status, to.host))
    if not head.endswith(b"\r\n\r\n"):
        raise ProxyFailed(f"the proxy {proxy} sends what belongs to nothing")


_ANSWERED: Final = re.compile(rb"HTTP/1\.[01] (\d{3})[^\r\n]*\r\n(?:.*\r\n)?\r\n", re.DOTALL)


def _unconnected(to: Place, problem: OSError) -> Broken:
    where = authority(to.host, to.port)
    return Broken(f"cannot connect to {where}: {problem.strerror or 'refused'}")


class _Connection(asyncio.Protocol):
    """One connection; the methods that begin with `on_` are called by the parser."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.rested_at = 0.0
        self._parser = httptools.HttpResponseParser(self)
        self._waiting: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None
        self._good = True
        self._body: list[bytes] = []
        self._size = 0
        self._overhead = 0  # bytes of the answer that are not its body
        self._measured = False  # whether the head says where the body ends
        self._ends_with_the_connection = False

    @property
    def free(self) -> bool:
        """Whether it can be asked."""
        transport = self._transport
        return (
            self._good
            and self._waiting is None
            and transport is not None
            and not transport.is_closing()
        )

    async def ask(self, request: bytes, seconds: Seconds) -> Answer:
        """Send a request and wait for its answer, so long at most.

        Raises:
            TimeoutError: It took longer.
            Broken: None came.
        """
        if self._transport is None or not self.free:
            raise Broken("the connection was closed before the call")
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Answer] = loop.create_future()
        self._waiting = waiting
        self._body, self._size, self._overhead = [], 0, 0
        self._measured = self._ends_with_the_connection = False
        # A timer of the loop costs a third of what `asyncio.timeout` does, three times a tap.
        late = loop.call_later(seconds, self._is_late) if seconds is not None else None
        self._transport.write(request)
        try:
            return await waiting
        finally:
            if late is not None:
                late.cancel()

    def drop(self) -> None:
        """Close it at once."""
        self._good = False
        self._fail(Broken("the connection was closed here"))
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Something came; what nobody asked for belongs to nothing."""
        if self._waiting is None:
            self.drop()
            return
        self._overhead += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._good = False
            self._fail(Broken("the answer is no HTTP"))
        if self._overhead > LARGEST_HEAD:
            self._good = False
            self._fail(Broken("the head of the answer is too long"))

    def connection_lost(self, exc: Exception | None) -> None:
        """It is closed, which is how the oldest servers end an answer."""
        self._good = False
        if exc is None and self._ends_with_the_connection:
            self._succeed()
        self._fail(Broken("the connection was closed before the answer"))

    def on_message_begin(self) -> None:
        """An answer begins; a second one was not asked for."""
        if self._waiting is None:
            self._good = False

    def on_headers_complete(self) -> None:
        """Its head is read."""
        self._ends_with_the_connection = not self._measured and self._final

    def on_header(self, name: bytes, _value: bytes) -> None:
        """A line of its head."""
        if name.lower() in (b"content-length", b"transfer-encoding"):
            self._measured = True

    def on_body(self, body: bytes) -> None:
        """A part of its body."""
        self._body.append(body)
        self._size += len(body)
        self._overhead -= len(body)
        if self._size > LARGEST:
            self._good = False
            self._fail(Broken("the answer is too long"))

    def on_message_complete(self) -> None:
        """It is whole, unless it only said that the real one is coming."""
        if self._final:
            self._good = self._good and self._parser.should_keep_alive()
            self._succeed()

    @property
    def _final(self) -> bool:
        """Whether this is the answer, and not word that it is coming."""
        return self._parser.get_status_code() >= HTTPStatus.OK

    def _succeed(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result((self._parser.get_status_code(), b"".join(self._body)))

    def _is_late(self) -> None:
        self._good = False
        self._fail(TimeoutError())

    def _fail(self, why: Exception) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_exception(why)
