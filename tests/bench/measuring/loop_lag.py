"""The lag of the event loop during other work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import perf_counter

BEAT = 0.002  # seconds between two looks at the loop


@asynccontextmanager
async def beating() -> AsyncIterator[list[float]]:
    """Look at the loop again and again.

    Yields:
        For how many seconds it did not come round, at each look; filled within the block.
    """
    held = [0.0]

    async def look() -> None:
        while True:
            begun = perf_counter()
            await asyncio.sleep(BEAT)
            held.append(perf_counter() - begun - BEAT)

    looking = asyncio.create_task(look())
    try:
        yield held
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
