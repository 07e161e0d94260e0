"""Running something until the person or the system says stop."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Awaitable, Callable


def until_stopped(main: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run a program of one event loop. It is given an event that SIGINT and SIGTERM set."""
    # The writer's thread would starve beside a loop that never rests: a thread may ask for the
    # interpreter after this many seconds. Measured in docs/benchmarks.md.
    sys.setswitchinterval(0.0005)
    # What is loaded by now stays: looking through it again and again costs some 50 µs of each tap.
    gc.set_threshold(50_000, 20, 20)

    async def run() -> None:
        stop = asyncio.Event()
        for one in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(one, stop.set)
        await main(stop)

    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(run())


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """Uvloop where it exists: it takes a fifth off every call to Telegram (docs/benchmarks.md)."""
    if sys.platform == "win32":
        return asyncio.new_event_loop
    import uvloop

    return uvloop.new_event_loop
