"""`basira run` in a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from types import MappingProxyType

from bot.sandbox import TOKEN
from tests.helpers.sandbox import Served

_LONGEST_LINE = 2**20  # bytes


class BotProcess:
    """The bot as an operator runs it."""

    def __init__(
        self, served: Served, database: str, environment: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Configure a process; `environment` overrides the settings of sandbox and database."""
        self._environment = os.environ | {
            "BASIRA_TELEGRAM_TOKEN": TOKEN,
            "BASIRA_TELEGRAM_API": served.url,
            "BASIRA_DATABASE": database,
            "BASIRA_CHAT_BURST": "1000000",
            **environment,
        }
        self._process: asyncio.subprocess.Process | None = None
        self._log: asyncio.Task[bytes] | None = None

    async def start(self) -> None:
        """Start it; returns when it says that it is ready, or has ended."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot.cli", "run"),
            env=self._environment,
            stderr=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE,
        )
        assert self._process.stderr is not None
        ready = asyncio.Event()
        self._log = asyncio.create_task(_read(self._process.stderr, ready))
        await ready.wait()

    async def kill(self) -> None:
        """`kill -9`, in the middle of whatever it does."""
        assert self._process is not None
        assert self._process.returncode is None, "the bot ended by itself"
        self._process.kill()
        await self.ended()

    def asks_to_end(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    async def ended(self) -> tuple[int, str]:
        """Wait for its end; gives its exit status and all that it logged."""
        assert self._process is not None
        assert self._log is not None
        return await self._process.wait(), (await self._log).decode()

    async def gone(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        if self._process is not None:
            await self.ended()


async def _read(log: asyncio.StreamReader, ready: asyncio.Event) -> bytes:
    """All of a log, and an event when it says that the program is ready, or ends."""
    lines = []
    try:
        async for line in log:
            lines.append(line)
            if b'"ready"' in line:  # as an event of a log in JSON
                ready.set()
    finally:
        ready.set()
    return b"".join(lines)
