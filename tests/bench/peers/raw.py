"""No bot at all: the same three calls for each tap, as fast as bytes can be written.

What it reaches is the ceiling of the double: nothing is kept, nothing is drawn, answers are not
read but for updates, and calls do not wait for each other.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import httptools
import orjson

from tests.bench.measuring.running import run
from tests.bench.peers.wording import CHOICES, text

KEYBOARD = {
    "inline_keyboard": [[{"text": label, "callback_data": data}] for data, label in CHOICES]
}


class Line(asyncio.Protocol):
    """A connection for writing; response bodies go to their listeners."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._parser: Any = httptools.HttpResponseParser(self)
        self._transport: Any = None
        self.bodies: asyncio.Queue[bytes] | None = None
        self._body: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answers come; nobody waits for those to calls."""
        if self.bodies is not None:
            self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        assert self.bodies is not None
        self.bodies.put_nowait(b"".join(self._body))
        self._body.clear()

    def call(self, *calls: tuple[str, dict[str, Any]]) -> None:
        self._transport.write(b"".join(self._request(*pair) for pair in calls))

    def _request(self, method: str, given: dict[str, Any]) -> bytes:
        body = orjson.dumps(given)
        return (
            f"POST /bot{self._token}/{method} HTTP/1.1\r\nHost: double\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body


def screen(chat: int) -> tuple[str, dict[str, Any]]:
    """The call that sends the next screen."""
    given = {"chat_id": chat, "text": text(), "parse_mode": "HTML", "reply_markup": KEYBOARD}
    return "sendMessage", given


def calls(update: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    query = update.get("callback_query")
    if query is None:
        return [screen(update["message"]["chat"]["id"])]
    chat, message = query["message"]["chat"]["id"], query["message"]["message_id"]
    return [
        ("answerCallbackQuery", {"callback_query_id": query["id"]}),
        ("editMessageReplyMarkup", {"chat_id": chat, "message_id": message}),
        screen(chat),
    ]


async def main(api: str, token: str) -> None:
    """Fetch updates and call, until stopped."""
    host, _, port = api.rpartition("/")[2].partition(":")
    loop = asyncio.get_running_loop()
    lines = [
        (await loop.create_connection(lambda: Line(token), host, int(port)))[1] for _ in range(2)
    ]
    polling, calling = lines
    bodies = polling.bodies = asyncio.Queue()
    offset = 0
    while True:
        polling.call(("getUpdates", {"offset": offset, "limit": 100, "timeout": 50}))
        for update in orjson.loads(await bodies.get())["result"]:
            offset = update["update_id"] + 1
            calling.call(*calls(update))


if __name__ == "__main__":
    run(main(*sys.argv[1:3]))
