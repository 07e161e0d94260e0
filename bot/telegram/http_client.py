"""An HTTP/1.1 client for the Bot API: a connection pool without pipelining.

It does only what the Bot API needs: no redirects, cookies, compression or pipelining.
Decision and measurements: `docs/decisions/0044-http-client.md`.
"""

import asyncio
import re
import socket
import ssl
from collections import deque
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, TypeAlias, cast
from urllib.parse import urlsplit

import aiohappyeyeballs
import httptools

from bot.proxies import Proxy, authority
from bot.telegram.keepalive import new_socket
from bot.telegram.timing import Seconds

Response: TypeAlias = tuple[int, bytes]
"""Status and body."""

MAX_BODY: Final = 32 * 2**20
"""Bytes of a response body. The Bot API serves files up to 20 MB; updates are a tenth of that."""
MAX_OVERHEAD: Final = 64 * 2**10
"""Bytes of a response outside its body: headers, trailers and chunk sizes."""
_ADDRESSES_FRESH: Final = 10.0  # seconds until a host name is resolved again
_LOOKUP_TIMEOUT: Final = 1.0  # seconds for a lookup while earlier addresses are known
_PORTS: Final = {"http": 80, "https": 443}


class UnusableUrl(ValueError):
    """The URL has a form that the Bot API does not use; the message does not quote it."""


class NoResponse(Exception):
    """No response: the call may or may not have taken effect; the message quotes no URL."""


class ProxyFailed(NoResponse):
    """The proxy is unreachable or refuses; the call was not made. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The remote end of a connection."""

    host: str
    port: int
    secure: bool


@dataclass(frozen=True, slots=True)
class Target:
    """The address of a request, and its headers up to the body length."""

    origin: Origin
    head: bytes


def target(
    method: str,
    url: str,
    agent: str,
    content_type: str = "application/json",
    proxy: Proxy | None = None,
) -> Target:
    """Parse a URL.

    Args:
        method: The HTTP method.
        url: An `http` or `https` URL.
        agent: The `User-Agent` header.
        content_type: The type of the request body.
        proxy: The proxy. Plain requests are addressed to the proxy, TLS requests go to the host
            through a tunnel.

    Raises:
        UnusableUrl: The URL is not supported.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        raise UnusableUrl("the address of Telegram cannot be read") from None
    plain = url.isascii() and url.isprintable() and not {*" @#"} & {*url}
    if port is None or not parts.hostname or not plain or parts.scheme not in _PORTS:
        raise UnusableUrl("the address of Telegram is not one of the Bot API")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    secure = parts.scheme == "https"
    lines = [f"Host: {parts.netloc}", f"User-Agent: {agent}", "Accept: application/json"]
    if proxy is not None and not secure:
        path = f"http://{parts.netloc}{path}"
        lines += [f"{name}: {value}" for name, value in proxy.headers.items()]
    if method != "GET":
        lines.append(f"Content-Type: {content_type}")
    head = "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "Content-Length: "])
    return Target(Origin(parts.hostname, port, secure), head.encode())


class ConnectionPool:
    """A pool of keep-alive connections of the running event loop.

    Rule 1. A connection without a complete response is closed and never reused.
    Rule 2. Nothing is sent twice: retries are the caller's decision.
    """

    def __init__(self, size: int, keep_alive: float, proxy: Proxy | None = None) -> None:
        """Create a pool; connections are opened on demand.

        Args:
            size: The maximum number of open connections.
            keep_alive: Seconds until an idle connection is closed.
            proxy: The proxy, if any.
        """
        self._proxy = proxy
        self._slots = asyncio.Semaphore(size)
        self._keep_alive = keep_alive
        self._idle: dict[Origin, deque[_Connection]] = {}
        self._open: set[_Connection] = set()
        self._resolvers: dict[Origin, _Resolver] = {}
        self._tls: ssl.SSLContext | None = None

    async def send(
        self,
        to: Target,
        body: bytes,
        connect_timeout: Seconds,
        response_timeout: Seconds,
        *,
        download: bool = False,
    ) -> Response:
        """Make one call.

        Args:
            body: The request body.
            connect_timeout: Seconds to get a connection; None for no limit.
            response_timeout: Seconds from then until the response is complete.
            download: Whether `response_timeout` restarts with each chunk of the response.

        Raises:
            TimeoutError: A timeout expired.
            ProxyFailed: The proxy opens no connection.
            NoResponse: No connection, or it broke.
        """
        request = b"%b%d\r\n\r\n%b" % (to.head, len(body), body)
        if self._slots.locked():
            async with asyncio.timeout(connect_timeout):
                await self._slots.acquire()
        else:
            await self._slots.acquire()
        try:
            connection = self._take_idle(to.origin)
            if connection is None:
                async with asyncio.timeout(connect_timeout):
                    connection = await self._connect(to.origin)
            try:
                response = await connection.send(request, response_timeout, download=download)
            finally:
                self._release(connection)
        finally:
            self._slots.release()
        if self._proxy is not None and response[0] == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            raise ProxyFailed(self._proxy.refusal(response[0], to.origin.host))
        return response

    async def close(self) -> None:
        """Close every connection; calls in progress fail."""
        for connection in [*self._open]:
            connection.close()
        self._open.clear()
        self._idle.clear()
        await asyncio.sleep(0)  # so that they are closed before the loop may end

    def _take_idle(self, origin: Origin) -> "_Connection | None":
        """The most recently used idle connection, if still usable."""
        idle = self._idle.get(origin)
        while idle:
            connection = idle.pop()
            if connection.is_free:
                return connection
            self._open.discard(connection)
        return None

    def _release(self, connection: "_Connection") -> None:
        now = connection.idle_since = asyncio.get_running_loop().time()
        idle = self._idle.setdefault(connection.origin, deque())
        if connection.is_free and connection in self._open:
            idle.append(connection)
        else:
            self._discard(connection)
        while idle and idle[0].idle_since < now - self._keep_alive:
            self._discard(idle.popleft())

    def _discard(self, connection: "_Connection") -> None:
        connection.close()
        self._open.discard(connection)

    async def _connect(self, origin: Origin) -> "_Connection":
        sock = await self._open_socket(origin)
        loop = asyncio.get_running_loop()
        try:
            _, connection = await loop.create_connection(
                lambda: _Connection(origin),
                sock=sock,
                ssl=self._tls_context() if origin.secure else None,
                server_hostname=origin.host if origin.secure else None,
            )
        except OSError as error:
            sock.close()
            raise _unconnected(origin, error) from None
        except BaseException:
            sock.close()
            raise
        self._open.add(connection)
        return connection

    async def _open_socket(self, origin: Origin) -> socket.socket:
        """A socket connected to an origin, through the proxy if there is one."""
        proxy = self._proxy
        host, port = (origin.host, origin.port) if proxy is None else (proxy.host, proxy.port)
        resolver = self._resolvers.setdefault(origin, _Resolver(host, port))
        try:
            sock = await aiohappyeyeballs.start_connection(
                await resolver.addresses(),
                happy_eyeballs_delay=0.25,
                interleave=1,
                socket_factory=new_socket,
            )
        except OSError as error:
            resolver.forget()
            if proxy is None:
                raise _unconnected(origin, error) from None
            raise ProxyFailed(proxy.failure(error)) from None
        if proxy is None or not origin.secure:
            return sock
        try:
            await _open_tunnel(sock, proxy, origin)
        except BaseException:
            sock.close()
            raise
        return sock

    def _tls_context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
            self._tls.set_alpn_protocols(["http/1.1"])
        return self._tls


@dataclass(slots=True)
class _Resolver:
    """The addresses of a host: one shared lookup, refreshed after a while."""

    host: str
    port: int
    known: "list[aiohappyeyeballs.AddrInfoType]" = field(default_factory=list)
    fresh_until: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def addresses(self) -> "list[aiohappyeyeballs.AddrInfoType]":
        """The addresses; the previous ones while the resolver fails or does not answer.

        Resolvers repeat a lost query only after five seconds.
        """
        loop = asyncio.get_running_loop()
        async with self.lock:
            if not self.known or loop.time() > self.fresh_until:
                try:
                    async with asyncio.timeout(_LOOKUP_TIMEOUT if self.known else None):
                        self.known = await self.look_up()
                except OSError:  # a timeout is one too
                    if not self.known:
                        raise
                self.fresh_until = loop.time() + _ADDRESSES_FRESH
        return self.known

    async def look_up(self) -> "list[aiohappyeyeballs.AddrInfoType]":
        """Query the system resolver."""
        found = await asyncio.get_running_loop().getaddrinfo(
            self.host, self.port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
        )
        return cast("list[aiohappyeyeballs.AddrInfoType]", found)

    def forget(self) -> None:
        """Force a new lookup before the next connection; the host may have moved."""
        self.known = []


async def _open_tunnel(sock: socket.socket, proxy: Proxy, origin: Origin) -> None:
    """Open a CONNECT tunnel through a proxy.

    Raises:
        ProxyFailed: The proxy refuses.
    """
    loop, head = asyncio.get_running_loop(), bytearray()
    try:
        await loop.sock_sendall(sock, proxy.connect(origin.host, origin.port))
        while b"\r\n\r\n" not in head and len(head) < MAX_OVERHEAD:
            part = await loop.sock_recv(sock, 4096)
            if not part:
                break
            head += part
    except OSError as error:
        raise ProxyFailed(proxy.failure(error)) from None
    response = _TUNNEL_RESPONSE.match(head)
    if response is None:
        raise ProxyFailed(f"{proxy} does not answer as a proxy does. Check {proxy.source}")
    status = int(response[1])
    if status != HTTPStatus.OK:
        raise ProxyFailed(proxy.refusal(status, origin.host))
    if not head.endswith(b"\r\n\r\n"):
        raise ProxyFailed(f"the proxy {proxy} sends data before any was requested")


_TUNNEL_RESPONSE: Final = re.compile(rb"HTTP/1\.[01] (\d{3})[^\r\n]*\r\n(?:.*\r\n)?\r\n", re.DOTALL)


def _unconnected(origin: Origin, error: OSError) -> NoResponse:
    where = authority(origin.host, origin.port)
    return NoResponse(f"cannot connect to {where}: {error.strerror or 'refused'}")


class _Connection(asyncio.Protocol):
    """One connection; methods named `on_…` are parser callbacks."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.idle_since = 0.0
        self._parser = httptools.HttpResponseParser(self)
        self._response: asyncio.Future[Response] | None = None
        self._transport: asyncio.Transport | None = None
        self._reusable = True
        self._body: list[bytes] = []
        self._size = 0
        self._overhead = 0  # response bytes outside the body
        self._has_length = False  # whether the headers determine the end of the body
        self._ends_at_close = False
        self._timer: asyncio.TimerHandle | None = None
        self._part_timeout: Seconds = None  # for each chunk of a download

    @property
    def is_free(self) -> bool:
        """Whether it can take a request."""
        transport = self._transport
        return (
            self._reusable
            and self._response is None
            and transport is not None
            and not transport.is_closing()
        )

    async def send(self, request: bytes, seconds: Seconds, *, download: bool) -> Response:
        """Send a request and await its response.

        Raises:
            TimeoutError: The timeout expired.
            NoResponse: No response came.
        """
        if self._transport is None or not self.is_free:
            raise NoResponse("the connection was closed before the call")
        response: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        self._response = response
        self._body, self._size, self._overhead = [], 0, 0
        self._has_length = self._ends_at_close = False
        self._part_timeout = seconds if download else None
        self._start_timer(seconds)
        self._transport.write(request)
        try:
            return await response
        finally:
            self._stop_timer()

    def close(self) -> None:
        self._reusable = False
        self._fail(NoResponse("the connection was closed here"))
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Data without a pending request closes the connection."""
        if self._response is None:
            self.close()
            return
        if self._part_timeout is not None:
            self._start_timer(self._part_timeout)
        self._overhead += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._reusable = False
            self._fail(NoResponse("the response is not HTTP"))
        if self._overhead > MAX_OVERHEAD:
            self._reusable = False
            self._fail(NoResponse("the headers of the response are too long"))

    def connection_lost(self, exc: Exception | None) -> None:
        """Closing marks the end of a response from the oldest servers."""
        self._reusable = False
        if exc is None and self._ends_at_close:
            self._succeed()
        self._fail(NoResponse("the connection was closed before the response"))

    def on_message_begin(self) -> None:
        """A response begins; an unexpected second one closes the connection."""
        if self._response is None:
            self._reusable = False

    def on_headers_complete(self) -> None:
        self._ends_at_close = not self._has_length and self._is_final

    def on_header(self, name: bytes, _value: bytes) -> None:
        if name.lower() in (b"content-length", b"transfer-encoding"):
            self._has_length = True

    def on_body(self, body: bytes) -> None:
        self._body.append(body)
        self._size += len(body)
        self._overhead -= len(body)
        if self._size > MAX_BODY:
            self._reusable = False
            self._fail(NoResponse("the response is too long"))

    def on_message_complete(self) -> None:
        """The message is complete, unless it is interim."""
        if self._is_final:
            self._reusable = self._reusable and self._parser.should_keep_alive()
            self._succeed()

    @property
    def _is_final(self) -> bool:
        """Whether this is the final response, not `100 Continue` or the like."""
        return self._parser.get_status_code() >= HTTPStatus.OK

    def _start_timer(self, seconds: Seconds) -> None:
        # A loop timer costs a third of `asyncio.timeout`, three times a tap.
        self._stop_timer()
        if seconds is not None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._time_out)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _time_out(self) -> None:
        self._reusable = False
        self._fail(TimeoutError())

    def _succeed(self) -> None:
        response, self._response = self._response, None
        if response is not None and not response.done():
            response.set_result((self._parser.get_status_code(), b"".join(self._body)))

    def _fail(self, error: Exception) -> None:
        response, self._response = self._response, None
        if response is not None and not response.done():
            response.set_exception(error)
