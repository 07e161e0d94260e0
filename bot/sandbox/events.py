"""Server-sent events: a line whenever a chat changes."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from starlette.responses import StreamingResponse

from bot.sandbox.world import Person

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox

# Proxies and browsers give up on a stream that is silent for long.
PING_EVERY = 15.0


def stream(sandbox: "Sandbox", person: Person) -> StreamingResponse:
    """The changes of one chat, until the page leaves or the sandbox ends."""
    return StreamingResponse(
        _lines(sandbox, person),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _lines(sandbox: "Sandbox", person: Person) -> AsyncIterator[str]:
    told = 0
    while not sandbox.closed:
        if told != person.version:
            told = person.version
            yield f'event: chat\ndata: {{"version":{told}}}\n\n'
        elif not await person.signal.wait(PING_EVERY):
            yield ": ping\n\n"
