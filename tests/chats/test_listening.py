"""What listens has bounds of its own: of connections, of the time for a request, of its head."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.http_server import free_port, serving

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\n"
WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
YES = b"HTTP/1.1 200 OK\r\n"


class Answers:
    """An application that answers once it may."""

    def __init__(self) -> None:
        self.may = asyncio.Event()
        self.may.set()
        self.begun: asyncio.Queue[None] = asyncio.Queue()

    async def answer(self, request: Request) -> Response:
        try:
            await request.body()
        except ClientDisconnect:
            return Response()
        self.begun.put_nowait(None)
        await self.may.wait()
        return Response("yes")


class Line:
    """A connection to it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def says(self, what: bytes) -> None:
        self.writer.write(what)
        await self.writer.drain()

    async def hears(self) -> bytes:
        """The next line of an answer, or nothing where the connection is closed."""
        try:
            return await self.reader.readline()
        except ConnectionError:
            return b""


class Place:
    """Where it listens."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}/"
        self._lines: list[Line] = []

    async def line(self) -> Line:
        found = Line(*await asyncio.open_connection("127.0.0.1", self.port))
        self._lines.append(found)
        return found

    async def close(self) -> None:
        for line in self._lines:
            line.writer.close()
            with suppress(ConnectionError):
                await line.writer.wait_closed()


@pytest.fixture
async def answers() -> Answers:
    return Answers()


@asynccontextmanager
async def listening(answers: Answers) -> AsyncIterator[Place]:
    """The application on a port; at the end all lines to it are closed."""
    app = Starlette(routes=[Route("/", answers.answer, methods=["GET", "POST"])])
    place = Place(free_port())
    async with serving(app, f"127.0.0.1:{place.port}"):
        try:
            yield place
        finally:
            await place.close()


async def test_idle_connections_are_closed_for_new_ones(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For whoever comes, the one goes that has waited longest: silent, or with half a request."""
    monkeypatch.setattr("bot.http_server.MOST_CONNECTIONS", 4)
    async with listening(answers) as place:
        idle = []
        for begun in (b"", HEAD, HEAD + b"Content-Length: 9\r\n\r\nhalf"):
            line = await place.line()
            await line.says(begun)
            idle.append(line)
        kept = await place.line()
        await kept.says(WHOLE)
        assert await kept.hears() == YES
        async with httpx.AsyncClient(trust_env=False) as http:
            for _ in range(3):
                assert (await http.get(place.url)).status_code == 200
            assert await idle[0].hears() == b""
        for _ in range(2):
            line = await place.line()
            await line.says(WHOLE)
            assert await line.hears() == YES
        assert await idle[1].hears() == b""


async def test_busy_server_rejects_further_requests(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.http_server.MOST_CONNECTIONS", 2)
    answers.may.clear()
    async with listening(answers) as place:
        busy = [await place.line() for _ in range(2)]
        for line in busy:
            await line.says(WHOLE)
            await answers.begun.get()
        more = await place.line()
        await more.says(WHOLE)
        assert await more.hears() == b"HTTP/1.1 503 Service Unavailable\r\n"
        answers.may.set()
        assert [await line.hears() for line in busy] == [YES, YES]


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"\r\n",
        b"POST",
        HEAD,
        HEAD + b"Content-Length: 9\r\n\r\nhalf",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n",
        WHOLE + HEAD,
    ],
)
async def test_slow_request_times_out(
    answers: Answers, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr("bot.http_server.RECEIVING", 0.05)
    async with listening(answers) as place:
        line = await place.line()
        await line.says(begun)
        while await line.hears():
            pass  # an answer to what was whole


async def test_an_answer_may_take_longer_than_its_request(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a commit is waited for; who came later and says nothing is closed before it."""
    monkeypatch.setattr("bot.http_server.RECEIVING", 0.5)
    answers.may.clear()
    async with listening(answers) as place:
        line = await place.line()
        await line.says(WHOLE)
        await answers.begun.get()
        silent = await place.line()
        assert await silent.hears() == b""
        answers.may.set()
        assert await line.hears() == YES


@pytest.mark.parametrize(
    "begun",
    [
        b"GET /",
        HEAD + b"X: ",
        HEAD + b"X",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n3;x=",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n0\r\nX: ",
    ],
)
async def test_a_head_without_end_is_refused(answers: Answers, begun: bytes) -> None:
    async with listening(answers) as place:
        line = await place.line()
        with pytest.raises(ConnectionError):
            await flood(line, begun)


async def flood(line: Line, begun: bytes) -> None:
    await line.says(begun)
    for _ in range(1_000):
        await line.says(b"x" * 10_000)
        await asyncio.sleep(0)


async def test_a_long_body_with_a_short_head_is_taken(answers: Answers) -> None:
    async with listening(answers) as place, httpx.AsyncClient(trust_env=False) as http:

        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(40):
                yield b"x" * 10_000

        for _ in range(2):
            answer = await http.post(place.url, content=chunks())
            assert answer.status_code == 200
