"""Whatever a server does, each call gets its own response or fails."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import pytest
from aiohappyeyeballs import AddrInfoType

from bot.telegram import http_client
from bot.telegram.http_client import (
    ConnectionPool,
    NoResponse,
    Response,
    Target,
    UnusableUrl,
    _Resolver,
    target,
)

Reader: TypeAlias = asyncio.StreamReader
Writer: TypeAlias = asyncio.StreamWriter
Script: TypeAlias = Callable[[Reader, Writer], Awaitable[None]]

CERTIFICATES = Path(__file__).parent / "certificates"
YES = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes"


@pytest.fixture
async def pool() -> AsyncIterator[ConnectionPool]:
    found = ConnectionPool(size=2, keep_alive=60.0)
    yield found
    await found.close()


async def asked(reader: Reader) -> bytes:
    """One request as it came; empty where the other side has closed."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as ended:
        return ended.partial
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    return head + await reader.readexactly(length)


@asynccontextmanager
async def serving(
    script: Script,
    tls: ssl.SSLContext | None = None,
    listener: socket.socket | None = None,
) -> AsyncIterator[Target]:
    """A server that does just what is said on each connection; gives the way to it."""
    busy: set[asyncio.Task[None]] = set()

    async def serve(reader: Reader, writer: Writer) -> None:
        task = asyncio.current_task()
        assert task is not None
        busy.add(task)
        try:
            await script(reader, writer)
        except (ConnectionError, ssl.SSLError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            busy.discard(task)

    listener = listener or socket.create_server(("127.0.0.1", 0))
    server = await asyncio.start_server(serve, sock=listener, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    try:
        found = target(
            "POST", f"{'https' if tls else 'http'}://localhost:{port}/bot1:x/sendMessage", "Basira"
        )
        yield found
    finally:
        server.close()
        for task in [*busy]:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)


def saying(*answers: bytes, then_close: bool = False) -> Script:
    """Response what is asked, one after the other, on each connection."""

    async def script(reader: Reader, writer: Writer) -> None:
        for answer in answers:
            if not await asked(reader):
                return
            writer.write(answer)
            await writer.drain()
        if not then_close:
            await reader.read()

    return script


async def post(pool: ConnectionPool, to: Target, body: bytes = b"{}") -> Response:
    return await pool.send(to, body, connect_timeout=30.0, response_timeout=30.0)


async def test_a_request_says_all_that_a_server_needs(pool: ConnectionPool) -> None:
    seen: list[bytes] = []

    async def note(reader: Reader, writer: Writer) -> None:
        while request := await asked(reader):
            seen.append(request)
            writer.write(YES)

    async with serving(note) as to:
        assert await post(pool, to, "{بصيرة}".encode()) == (200, b"yes")
        assert await post(pool, to, b"") == (200, b"yes")
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert head.split(b"\r\n") == [
        b"POST /bot1:x/sendMessage HTTP/1.1",
        b"Host: localhost:%d" % to.origin.port,
        b"User-Agent: Basira",
        b"Accept: application/json",
        b"Content-Type: application/json",
        b"Content-Length: 12",
    ]
    assert body == "{بصيرة}".encode()
    assert seen[1].endswith(b"Content-Length: 0\r\n\r\n")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (YES, (200, b"yes")),
        (b"HTTP/1.1 429 Too Many\r\ncontent-length: 2\r\n\r\n{}", (429, b"{}")),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nye\r\n1\r\ns\r\n0\r\n\r\n",
            (200, b"yes"),
        ),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + YES, (200, b"yes")),
        (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + YES, (200, b"yes")),
        (b"HTTP/1.1 204 No Content\r\n\r\n", (204, b"")),
        (b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", (302, b"")),
    ],
)
@pytest.mark.parametrize("piece", [1, 10_000])
async def test_every_kind_of_answer_is_read_whole(
    pool: ConnectionPool, said: bytes, answer: Response, piece: int
) -> None:
    peers = []

    async def say(reader: Reader, writer: Writer) -> None:
        peers.append(writer.get_extra_info("peername"))
        while await asked(reader):
            for at in range(0, len(said), piece):
                writer.write(said[at : at + piece])
                await asyncio.sleep(0)

    async with serving(say) as to:
        assert [await post(pool, to) for _ in range(3)] == [answer] * 3
    assert len(peers) == 1  # the connection was kept


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\nyes", (200, b"yes")),
        (b"HTTP/1.0 200 OK\r\n\r\nyes", (200, b"yes")),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nyes", (200, b"yes")),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nyes", (200, b"yes")),
    ],
)
async def test_an_answer_that_ends_the_connection_is_whole_too(
    pool: ConnectionPool, said: bytes, answer: Response
) -> None:
    async with serving(saying(said, then_close=True)) as to:
        assert [await post(pool, to) for _ in range(3)] == [answer] * 3


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nyes",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"<html>who are you</html>",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nyes",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nyes",
    ],
)
async def test_half_an_answer_is_none(pool: ConnectionPool, said: bytes) -> None:
    asked_for = 0

    async def script(reader: Reader, writer: Writer) -> None:
        nonlocal asked_for
        asked_for += bool(await asked(reader))
        writer.write(said)
        await writer.drain()

    async with serving(script) as to:
        with pytest.raises(NoResponse):
            await post(pool, to)
    assert asked_for == 1  # nothing is sent twice


async def test_more_than_was_asked_for_goes_to_nobody(pool: ConnectionPool) -> None:
    """The answer stands; what came after it is no answer to the next call."""
    async with serving(saying(YES + YES.replace(b"yes", b"no!"))) as to:
        assert [await post(pool, to) for _ in range(3)] == [(200, b"yes")] * 3


async def test_early_bytes_reach_no_request(pool: ConnectionPool) -> None:
    pushed, numbers = asyncio.Event(), iter(range(9))

    async def push(reader: Reader, writer: Writer) -> None:
        first = next(numbers) == 0
        while await asked(reader):
            writer.write(YES)
            if first:
                await writer.drain()
                writer.write(YES.replace(b"yes", b"no!"))
                await writer.drain()
                await reader.read()  # until the connection is closed for it
                pushed.set()

    async with serving(push) as to:
        assert await post(pool, to) == (200, b"yes")
        await pushed.wait()
        assert await post(pool, to) == (200, b"yes")


async def test_closed_connection_is_not_reused(pool: ConnectionPool) -> None:
    async with serving(saying(YES, then_close=True)) as to:
        for _ in range(3):
            assert await post(pool, to) == (200, b"yes")
            await asyncio.sleep(0)  # it is heard of that it is closed, or it is not


async def test_an_answer_that_never_ends_is_broken(
    pool: ConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.http_client.MAX_BODY", 100_000)
    chunk = b"2710\r\n" + b"x" * 10_000 + b"\r\n"

    async def flood(reader: Reader, writer: Writer) -> None:
        await asked(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(chunk)
            await writer.drain()

    async with serving(flood) as to:
        with pytest.raises(NoResponse, match="too long"):
            await post(pool, to)


@pytest.mark.parametrize(
    "begun",
    [
        b"HTTP/1.1 200 OK\r\nX: ",
        b"HTTP/1.1 200 ",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n0\r\nX: ",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=",
    ],
)
async def test_a_head_that_never_ends_is_broken(pool: ConnectionPool, begun: bytes) -> None:
    async def flood(reader: Reader, writer: Writer) -> None:
        await asked(reader)
        writer.write(begun)
        while True:
            writer.write(b"x" * 10_000)
            await writer.drain()

    async with serving(flood) as to:
        with pytest.raises(NoResponse, match="headers of the response are too long"):
            await post(pool, to)


async def test_a_long_answer_with_a_short_head_is_whole(pool: ConnectionPool) -> None:
    body = b"x" * 1_000_000
    chunks = b"".join(b"2710\r\n%b\r\n" % body[:10_000] for _ in range(100))
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with serving(saying(head + chunks + b"0\r\n\r\n")) as to:
        assert await post(pool, to) == (200, body)


async def test_late_answer_reaches_no_other_call(pool: ConnectionPool) -> None:
    """A late answer never goes to the next call, whether time ran out or the call was given up."""
    arrived: asyncio.Queue[None] = asyncio.Queue()
    late, numbers = asyncio.Event(), iter(range(9))

    async def slow(reader: Reader, writer: Writer) -> None:
        is_late = next(numbers) < 2
        while await asked(reader):
            await arrived.put(None)
            if is_late:
                await late.wait()
            writer.write(YES.replace(b"yes", b"no!") if is_late else YES)

    async with serving(slow) as to:
        with pytest.raises(TimeoutError):
            await pool.send(to, b"{}", connect_timeout=30.0, response_timeout=0.001)
        await arrived.get()
        given_up = asyncio.create_task(post(pool, to))
        await arrived.get()
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        late.set()
        assert [await post(pool, to) for _ in range(3)] == [(200, b"yes")] * 3


async def test_there_are_never_more_than_so_many_and_nobody_is_passed_over(
    pool: ConnectionPool,
) -> None:
    """Five calls over two connections: each answered, in the order in which they came."""
    held: asyncio.Queue[Writer] = asyncio.Queue()
    open_ = most_open = 0
    order: list[bytes] = []

    async def hold(reader: Reader, writer: Writer) -> None:
        nonlocal open_, most_open
        open_ += 1
        most_open = max(most_open, open_)
        while request := await asked(reader):
            order.append(request[-1:])
            await held.put(writer)

    async with serving(hold) as to:
        calls = [asyncio.create_task(post(pool, to, b"%d" % index)) for index in range(2)]
        first = [await held.get() for _ in calls]
        with pytest.raises(TimeoutError):
            await pool.send(to, b"no place", connect_timeout=0.001, response_timeout=30.0)
        waiting = [asyncio.create_task(post(pool, to, b"%d" % index)) for index in range(2, 5)]
        await asyncio.sleep(0)
        given_up = waiting.pop(0)
        given_up.cancel()
        for writer in first:
            writer.write(YES)
        for _ in waiting:
            (await held.get()).write(YES)
        assert await asyncio.gather(*calls, *waiting) == [(200, b"yes")] * 4
    assert most_open == 2
    assert sorted(order[:2]) == [b"0", b"1"]
    assert sorted(order[2:]) == [b"3", b"4"]


async def test_idle_connections_are_closed() -> None:
    pool, peers = ConnectionPool(size=2, keep_alive=-1.0), []

    async def note(reader: Reader, writer: Writer) -> None:
        peers.append(writer.get_extra_info("peername"))
        while await asked(reader):
            writer.write(YES)

    async with serving(note) as to:
        for _ in range(3):
            assert await post(pool, to) == (200, b"yes")
    assert len(peers) == 3
    await pool.close()


async def test_closing_aborts_current_calls(pool: ConnectionPool) -> None:
    arrived = asyncio.Event()

    async def hang(reader: Reader, writer: Writer) -> None:
        await asked(reader)
        arrived.set()
        await reader.read()

    async with serving(hang) as to:
        call = asyncio.create_task(post(pool, to))
        await arrived.wait()
        await pool.close()
        with pytest.raises(NoResponse, match="closed here"):
            await call


async def test_nobody_is_there(pool: ConnectionPool) -> None:
    async with serving(saying()) as to:
        pass
    with pytest.raises(
        NoResponse, match=f"cannot connect to localhost:{to.origin.port}: "
    ) as caught:
        await post(pool, to)
    assert caught.value.__suppress_context__


async def test_connection_recovers_after_a_server_restart(pool: ConnectionPool) -> None:
    """A restart of the server between two calls; then it is asked over a new connection."""
    async with serving(saying(YES, YES)) as to:
        assert await post(pool, to) == (200, b"yes")
    async with serving(saying(YES)) as again:
        assert await post(pool, again) == (200, b"yes")


async def test_connection_recovers_after_a_silent_network(pool: ConnectionPool) -> None:
    """A listener whose backlog is full drops what comes without a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, ExitStack() as waiting:
        host, port = listener.getsockname()
        for _ in range(3):
            entry = waiting.enter_context(socket.socket())
            entry.setblocking(False)
            entry.connect_ex((host, port))
        to = target("POST", f"http://localhost:{port}/bot1:x/sendMessage", "Basira")
        for _ in range(3):
            with pytest.raises(TimeoutError):
                await pool.send(to, b"{}", connect_timeout=0.05, response_timeout=30.0)
        async with serving(saying(YES), listener=listener):
            assert await post(pool, to) == (200, b"yes")


async def test_earlier_addresses_serve_while_the_resolver_is_silent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http_client, "_ADDRESSES_FRESH", -1.0)
    monkeypatch.setattr(http_client, "_LOOKUP_TIMEOUT", 0.0)
    lookups, look_up = 0, _Resolver.look_up

    async def once(name: _Resolver) -> list[AddrInfoType]:
        nonlocal lookups
        lookups += 1
        if lookups == 2:
            await asyncio.Event().wait()
        if lookups == 3:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return await look_up(name)

    monkeypatch.setattr(_Resolver, "look_up", once)
    name = _Resolver("localhost", 80)
    known = await name.addresses()
    assert [await name.addresses(), await name.addresses()] == [known, known]
    assert lookups == 3
    name.forget()
    lookups = 2
    with pytest.raises(socket.gaierror):  # nothing is known any more
        await name.addresses()


def a_server() -> ssl.SSLContext:
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(CERTIFICATES / "localhost.pem", CERTIFICATES / "localhost.key")
    return found


async def test_server_with_a_trusted_certificate_is_used(
    pool: ConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "localhost.pem"))
    async with serving(saying(YES, YES), a_server()) as to:
        assert [await post(pool, to) for _ in range(2)] == [(200, b"yes")] * 2


async def test_a_server_that_nobody_vouches_for_gets_nothing(pool: ConnectionPool) -> None:
    got: list[bytes] = []

    async def listen(reader: Reader, writer: Writer) -> None:
        got.append(await reader.read(1))

    async with serving(listen, a_server()) as to:
        with pytest.raises(NoResponse, match="cannot connect"):
            await post(pool, to)
    assert not any(got)


async def test_a_server_under_another_name_gets_nothing(
    pool: ConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "localhost.pem"))
    async with serving(saying(YES), a_server()) as named:
        to = target("POST", f"https://127.0.0.1:{named.origin.port}/bot1:x/getMe", "Basira")
        with pytest.raises(NoResponse, match="cannot connect"):
            await post(pool, to)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/secret",
        "example.org/secret",
        "https:///secret",
        "https://a:secret@example.org/x",
        "https://example.org:port/secret",
        "https://example.org:99999/secret",
        "https://example.org/secret b",
        "https://example.org/secret\r\nX: y",
        "https://example.org/secret\x00",
        "https://example.org/secret#a",
        "https://exämple.org/secret",
        "https://[::1/secret",
    ],
)
def test_an_unusual_url_is_refused_and_not_quoted(url: str) -> None:
    with pytest.raises(UnusableUrl) as caught:
        target("POST", url, "Basira")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "host", "port", "first"),
    [
        ("https://api.telegram.org/bot1:x/getMe", "api.telegram.org", 443, b"POST /bot1:x/getMe "),
        ("http://10.0.0.7:8081/bot1:x/getMe", "10.0.0.7", 8081, b"POST /bot1:x/getMe "),
        ("http://[::1]:80", "::1", 80, b"POST / "),
        ("https://example.org/a?b=c", "example.org", 443, b"POST /a?b=c "),
    ],
)
def test_the_target_of_a_url(url: str, host: str, port: int, first: bytes) -> None:
    found = target("POST", url, "Basira")
    assert (found.origin.host, found.origin.port) == (host, port)
    assert found.origin.secure is url.startswith("https")
    assert found.head.startswith(first + b"HTTP/1.1\r\nHost: ")


@pytest.mark.parametrize(("download", "timers"), [(True, 3), (False, 1)])
async def test_a_download_may_take_as_long_as_bytes_come(
    pool: ConnectionPool, monkeypatch: pytest.MonkeyPatch, download: bool, timers: int
) -> None:
    """Its time limit starts again with each part; that of a call does not."""
    started, start = 0, http_client._Connection._start_timer
    parted = asyncio.Event()

    def counted(connection: http_client._Connection, seconds: float | None) -> None:
        nonlocal started
        started += 1
        start(connection, seconds)

    async def parts(reader: Reader, writer: Writer) -> None:
        await asked(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nx")
        await parted.wait()
        writer.write(b"x")

    monkeypatch.setattr(http_client._Connection, "_start_timer", counted)
    body = http_client._Connection.on_body

    def seen(connection: http_client._Connection, part: bytes) -> None:
        body(connection, part)
        parted.set()

    monkeypatch.setattr(http_client._Connection, "on_body", seen)
    async with serving(parts) as to:
        assert await pool.send(to, b"", 30.0, 30.0, download=download) == (200, b"xx")
    assert started == timers


async def test_a_download_that_stops_times_out(pool: ConnectionPool) -> None:
    async with serving(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nx")) as to:
        with pytest.raises(TimeoutError):
            await pool.send(to, b"", 30.0, 0.05, download=True)
