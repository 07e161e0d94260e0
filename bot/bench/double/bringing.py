"""Updates brought as Telegram brings them to a webhook: over so many connections, in HTTP/1.1.

Those of one person go one after another, those of others beside them; what is refused comes again.
Where several programs share a webhook, their connections take turns, as a proxy lets them.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, cast
from urllib.parse import SplitResult, urlsplit

import httptools
import orjson

from bot.bench.double.api import LARGEST_POLL, Double

AGAIN = 0.5  # seconds until what was refused is brought again


class Bringer:
    """Brings what there is to whoever is free to take it."""

    def __init__(self, double: Double, url: str, secret: str, many: int, delay: float) -> None:
        """Make one, which connects when it is first needed.

        Args:
            double: Has the updates.
            url: Where they go.
            secret: What is shown with them.
            many: How many connections there may be.
            delay: Seconds of network, half of them there and half back.
        """
        self._double = double
        self._places = [urlsplit(url)]
        self._secret = secret
        self._many = many
        self._half = delay / 2
        self._offset = 0
        self._made = self._opened = 0
        self._free: deque[Carrier] = deque()  # whoever is free for longest brings next
        self._ready: deque[int] = deque()  # people of whom something waits, and none is under way
        self._waiting: dict[int, deque[bytes]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self.brought = 0

    def also(self, url: str) -> int:
        """Another program takes its share, before anything is brought; gives how many there are."""
        self._places.append(urlsplit(url))
        return len(self._places)

    def wake(self) -> None:
        """Something is there."""
        while updates := self._double.fetch(self._offset, LARGEST_POLL):
            for raw in updates:
                update = orjson.loads(raw)
                self._offset = update["update_id"] + 1
                who = int(
                    next(one for name, one in update.items() if name != "update_id")["from"]["id"]
                )
                if who in self._waiting:
                    self._waiting[who].append(raw)
                else:
                    self._waiting[who] = deque((raw,))
                    self._ready.append(who)
        self._go_on()

    def _go_on(self) -> None:
        loop = asyncio.get_running_loop()
        while self._ready and (self._free or self._made < self._many):
            if not self._free:
                at = self._places[self._opened % len(self._places)]
                self._opened += 1
                self._made += 1
                task = loop.create_task(self._connect(at))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
                return
            who, carrier = self._ready.popleft(), self._free.popleft()
            loop.call_later(self._half, carrier.bring, who, self._waiting[who][0])

    async def _connect(self, at: SplitResult) -> None:
        loop = asyncio.get_running_loop()
        host, port = at.hostname or "", at.port or 80
        try:
            _, made = await loop.create_connection(lambda: Carrier(self, at), host, port)
        except OSError:  # the bot is not there, or no more
            self._made -= 1
            loop.call_later(AGAIN, self._go_on)
            return
        self._free.append(made)
        self._go_on()

    def request(self, at: SplitResult, body: bytes) -> bytes:
        """A request that brings an update to a place."""
        return (
            f"POST {at.path} HTTP/1.1\r\nHost: {at.netloc}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {self._secret}\r\n\r\n"
        ).encode() + body

    def answered(self, carrier: Carrier, who: int, status: int) -> None:
        """The bot has taken an update, or not now."""
        asyncio.get_running_loop().call_later(self._half, self._heard, carrier, who, status)

    def _heard(self, carrier: Carrier, who: int, status: int) -> None:
        self._free.append(carrier)
        if status == 200:
            self.brought += 1
            self._waiting[who].popleft()
            if self._waiting[who]:
                self._ready.append(who)
            else:
                del self._waiting[who]
            self._go_on()
        else:
            asyncio.get_running_loop().call_later(AGAIN, self._once_more, who)

    def lost(self, carrier: Carrier, who: int | None) -> None:
        """The bot has closed a connection, as it may one that rests; what it held comes again."""
        if carrier in self._free:
            self._free.remove(carrier)
            self._made -= 1
        elif who is not None:
            self._made -= 1
            self._once_more(who)

    def _once_more(self, who: int) -> None:
        self._ready.append(who)
        self._go_on()


class Carrier(asyncio.Protocol):
    """One connection to the bot, kept alive."""

    def __init__(self, bringer: Bringer, at: SplitResult) -> None:
        self._bringer = bringer
        self._at = at
        self._transport: asyncio.Transport | None = None
        self._who: int | None = None  # whose update is on its way
        self._parser: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The bot is there."""
        self._transport = cast("asyncio.Transport", transport)

    def bring(self, who: int, update: bytes) -> None:
        """Bring somebody's update."""
        if self._transport is None or self._transport.is_closing():
            self._bringer.lost(self, who)
            return
        self._who = who
        self._parser = httptools.HttpResponseParser(self)
        self._transport.write(self._bringer.request(self._at, update))

    def connection_lost(self, _error: Exception | None) -> None:
        """The bot has closed it."""
        who, self._who = self._who, None
        self._bringer.lost(self, who)

    def data_received(self, data: bytes) -> None:
        """Bytes come in."""
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """The answer is all there."""
        who, self._who = self._who, None
        assert who is not None
        self._bringer.answered(self, who, self._parser.get_status_code())
