"""Closes or resets connections without a response, which no web framework offers.

uvicorn does not show an application its transport, so our protocol hands it over in the scope.
"""

import asyncio
import socket
import struct
from typing import cast

from starlette.requests import Request
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_TRANSPORT = "basira.transport"


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, with a way to get at the transport."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {_TRANSPORT: {"transport": self.transport}}


async def hang_up(request: Request) -> None:
    """Close the connection: the other side reads an end where an answer should be."""
    _transport(request).close()
    await _gone(request)


async def break_off(request: Request) -> None:
    """Reset the connection: the other side gets an error."""
    transport = _transport(request)
    # With no time to linger, closing sends RST instead of FIN.
    transport.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
    )
    transport.abort()
    await _gone(request)


async def _gone(request: Request) -> None:
    # uvicorn takes silence for a crash unless it knows by then that nobody listens.
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _transport(request: Request) -> asyncio.Transport:
    extensions = request.scope.get("extensions", {})
    if _TRANSPORT not in extensions:
        raise RuntimeError("only a sandbox that runs under serve() can cut connections")
    return cast("asyncio.Transport", extensions[_TRANSPORT]["transport"])
