"""Runs an event loop until SIGINT or SIGTERM."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable

from bot.interpreter import tune


def until_stopped(main: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run a program of one event loop. It is given an event that SIGINT and SIGTERM set."""
    tune()

    async def run() -> None:
        stop = asyncio.Event()
        for signum in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(signum, stop.set)
        await main(stop)

    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(run())


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """Uvloop where it exists: it takes a fifth off every call to Telegram (docs/benchmarks.md)."""
    if sys.platform == "win32":
        return asyncio.new_event_loop
    import uvloop

    return uvloop.new_event_loop
