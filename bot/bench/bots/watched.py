"""Our bot as `basira run` runs it, and how much waits in it, looked at again and again.

What was seen is written when it ends, as rows of `Depth`.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

import orjson

from bot import logs, program, settings, wiring
from bot.cli.running import until_stopped

Row: TypeAlias = tuple[float, int, int, int, float]

EVERY = 0.01  # seconds between two looks


async def main(stop: asyncio.Event, seen: list[Row]) -> None:
    """Run until stopped, and look meanwhile."""
    looking: list[asyncio.Task[None]] = []

    def watch(parts: wiring.Services) -> None:
        looking.append(asyncio.create_task(look(parts, seen)))

    await program.run(settings.load(), stop, watch=watch)
    for task in looking:
        task.cancel()


async def look(parts: wiring.Services, seen: list[Row]) -> None:
    """Look again and again."""
    running = parts.running
    while True:
        await asyncio.sleep(EVERY)
        waiting = running.under_way(), parts.database.writing, running.waiting()
        seen.append((perf_counter(), *waiting, running.oldest() * 1000))


if __name__ == "__main__":
    logs.configure()
    rows: list[Row] = []
    until_stopped(lambda stop: main(stop, rows))
    Path(sys.argv[1]).write_bytes(orjson.dumps(rows))
