"""Bots in their own processes, killed and restarted."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from typing import IO, Any, TypeAlias

import orjson

from bot.sandbox import TOKEN
from tests.bench.measuring.running import without_settings

SECRET = "a-secret-of-the-soak"
ENDING = 60.0  # seconds a process may take to end

Settings: TypeAlias = dict[str, str]


class ChildProcess:
    """A process with its id and exit status."""

    def __init__(self, pid: int, end: asyncio.Future[int]) -> None:
        self.pid = pid
        self.end = end


Begin: TypeAlias = Callable[[Settings, Path], Coroutine[Any, Any, ChildProcess]]


class Program:
    """A release of Basira: the one that runs here, or one that lies in another folder."""

    def __init__(self, folder: Path | None = None) -> None:
        own = folder / ".venv" / "bin" / "python" if folder else None
        self._python = str(own) if own and own.exists() else sys.executable
        self._path: Settings = {"PYTHONPATH": str(folder)} if folder else {}

    async def begun(self, settings: Settings, log: Path) -> ChildProcess:
        """`basira run`, as an operator starts it."""
        return await self._told(("run",), settings, log)

    async def upgrades(self, settings: Settings, log: Path) -> None:
        """`basira db upgrade`, to its end.

        Raises:
            RuntimeError: It did not succeed.
        """
        if await (await self._told(("db", "upgrade"), settings, log)).end:
            raise RuntimeError("the database could not be brought up to date")

    async def _told(self, words: Sequence[str], settings: Settings, log: Path) -> ChildProcess:
        with log.open("ab") as said:
            process = await asyncio.create_subprocess_exec(
                self._python,
                *("-m", "bot.cli", *words),
                env=environment() | self._path | settings,
                cwd=log.parent,
                stdin=DEVNULL,
                stdout=said,
                stderr=said,
            )
        return ChildProcess(process.pid, asyncio.ensure_future(process.wait()))


THIS = Program()


class Worker:
    """A bot that is there, or not just now."""

    def __init__(self, settings: Settings, log: Path, begin: Begin) -> None:
        self.settings = settings
        self.log = log
        self.begin = begin
        self._running: ChildProcess | None = None

    @property
    def runs(self) -> bool:
        """Whether the process is running."""
        return self._running is not None and not self._running.end.done()

    async def start(self) -> None:
        self._running = await self.begin(self.settings, self.log)

    async def becomes(self, begin: Begin) -> int:
        """Ask it to end, and let another release take its place; gives its exit status."""
        status = await self.stop()
        self.begin = begin
        await self.start()
        return status

    async def kill(self) -> int:
        """`kill -9`, in the middle of whatever it does."""
        return await self._ends_by(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to end, and wait until it has; gives its exit status."""
        return await self._ends_by(signal.SIGTERM)

    def pause(self) -> None:
        """Suspend the process, as on a hanging machine."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Resume the process."""
        self._signal(signal.SIGCONT)

    async def _ends_by(self, what: signal.Signals) -> int:
        if self._running is None:
            return 0
        self._signal(what)
        async with asyncio.timeout(ENDING):
            return await self._running.end

    def _signal(self, what: signal.Signals) -> None:
        if self.runs and self._running is not None:
            os.kill(self._running.pid, what)


class ForkServer:
    """Forks bots off a process that has everything loaded; see the module of that name."""

    def __init__(self, asks: IO[bytes]) -> None:
        self._asks = asks
        self._numbers = count()
        self._beginning: dict[int, asyncio.Future[int]] = {}
        self._ends: dict[int, asyncio.Future[int]] = {}

    async def begun(self, settings: Settings, log: Path) -> ChildProcess:
        number = next(self._numbers)
        began = self._beginning[number] = asyncio.get_running_loop().create_future()
        asked = {"for": number, "settings": environment() | settings, "log": str(log)}
        self._asks.write(orjson.dumps(asked) + b"\n")
        self._asks.flush()
        pid = await began
        return ChildProcess(pid, self._ends[pid])

    async def listen(self, lines: AsyncIterable[bytes]) -> None:
        async for line in lines:
            match orjson.loads(line):
                case {"began": pid, "for": number}:
                    self._ends[pid] = asyncio.get_running_loop().create_future()
                    self._beginning.pop(number).set_result(pid)
                case {"ended": pid, "status": status}:
                    self._ends.pop(pid).set_result(status)


@contextmanager
def nursery() -> Iterator[subprocess.Popen[bytes]]:
    """The process of a nursery, for as long as the block lasts."""
    command = (sys.executable, "-m", "tests.bench.soak.nursery")
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment(), stdin=pipe, stdout=pipe) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@asynccontextmanager
async def listened_to(process: subprocess.Popen[bytes]) -> AsyncIterator[ForkServer]:
    """A nursery in this loop, until the block ends; all bots must have ended by then."""
    assert process.stdin is not None
    assert process.stdout is not None
    loop, lines = asyncio.get_running_loop(), asyncio.StreamReader()
    found = ForkServer(process.stdin)
    # A copy, since closing it is the end of this loop's listening only.
    copy = os.fdopen(os.dup(process.stdout.fileno()), "rb", buffering=0)
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), copy)
    listening = asyncio.create_task(found.listen(lines))
    try:
        yield found
    finally:
        listening.cancel()
        transport.close()
        await asyncio.gather(listening, return_exceptions=True)


def environment() -> Settings:
    """This environment without settings of Basira's, and with the same Python path."""
    return without_settings() | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def polling(api: str, database: str) -> Settings:
    """The settings of a bot that fetches its updates."""
    return {
        "BASIRA_TELEGRAM_TOKEN": TOKEN,
        "BASIRA_TELEGRAM_API": api,
        "BASIRA_DATABASE": database,
        "BASIRA_CHAT_BURST": "1000000",
    }


def hooked(api: str, database: str, url: str, port: int) -> Settings:
    """The settings of a bot to which updates are brought, through a proxy at an address."""
    return polling(api, database) | {
        "BASIRA_WEBHOOK_URL": url,
        "BASIRA_WEBHOOK_SECRET": SECRET,
        "BASIRA_LISTEN": f"127.0.0.1:{port}",
    }
