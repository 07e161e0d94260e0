"""Streams of what a page shows now, as server-sent events.

A handler reads what is shown, in a transaction of its own, several times a second; what has not
changed is not sent again. So a page gets at most two updates a second, whatever happens.
Session and rights are looked up each time: a stream ends with either.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from bot.app.errors import NotFound, StorageTrouble
from bot.web.kit.responses import Snapshot

EVENTS: Final = "text/event-stream"
EVERY: Final = 0.5
"""Seconds between two looks, and so between two events."""
HEARTBEAT: Final = 15.0
"""Seconds of silence after which a comment is sent, so that no proxy takes a stream for dead."""
LONGEST: Final = 3_600.0
"""Seconds after which a stream ends; the browser begins another."""
RETRY: Final = 2_000
"""The delay in milliseconds before a browser reconnects after a stream was cut."""
MOST: Final = 64
"""Streams of a process at a time."""
MOST_EACH: Final = 4
"""Of one person."""

Read = Callable[[], Awaitable[Snapshot]]
"""Reads what is shown now; raises `NotFound` once it may not be seen any more."""


class Streams:
    """The streams that are open."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._closing = asyncio.Event()

    @property
    def open(self) -> int:
        """The number of open streams."""
        return self._open.total()

    def is_full(self, person_id: str) -> bool:
        """Whether a person's next stream would exceed a limit."""
        return self.open >= MOST or self._open[person_id] >= MOST_EACH

    def close(self) -> None:
        """End all streams; browsers begin others, with the program that serves them then."""
        self._closing.set()

    def answer(self, person_id: str, first: Snapshot, read: Read) -> StreamingResponse:
        """A stream that begins with what was read just now."""
        self._open[person_id] += 1

        def ended() -> None:
            self._open[person_id] -= 1
            self._open += Counter()  # without those who have none

        return _Stream(self._events(first, read), ended)

    async def _events(self, first: Snapshot, read: Read) -> AsyncIterator[str]:
        loop, found, sent = asyncio.get_running_loop(), first, None
        began = heard = loop.time()
        yield f"retry: {RETRY}\n\n"
        while True:
            if found.content != sent:
                sent, heard = found.content, loop.time()
                yield f"event: now\ndata: {json.dumps(sent, ensure_ascii=False)}\n\n"
            elif loop.time() - heard >= HEARTBEAT:
                heard = loop.time()
                yield ": still here\n\n"
            if found.is_over:
                yield _OVER
                return
            if loop.time() - began >= LONGEST or await self._is_closing():
                return
            try:
                found = await read()
            except NotFound:
                yield _OVER
                return
            except StorageTrouble:
                continue  # it is read the next time

    async def _is_closing(self) -> bool:
        """Wait until the next look; whether streams are closed meanwhile."""
        try:
            await asyncio.wait_for(self._closing.wait(), EVERY)
        except TimeoutError:
            return False
        return True


_OVER: Final = "event: over\ndata: {}\n\n"


class _Stream(StreamingResponse):
    """A response that says when it has ended, in whatever way."""

    def __init__(self, events: AsyncIterator[str], ended: Callable[[], None]) -> None:
        headers = {"X-Accel-Buffering": "no"}  # or nginx would keep events back
        super().__init__(events, media_type=EVENTS, headers=headers)
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._ended()
