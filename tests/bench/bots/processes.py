"""Bots under test: each in a process of its own on one core, the double on another."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import orjson

from bot.http_server import free_port
from bot.sandbox import TOKEN
from tests.bench.bots.bot_list import APART, ROOT, Bot
from tests.bench.double.load import PATIENCE, Load
from tests.bench.measuring import machine
from tests.bench.measuring.running import without_settings

Json: TypeAlias = dict[str, Any]


RIG = "tests.bench.double.load"
SECRET = "a-Secret_of-16-letters"
ENDING = 20.0  # seconds a bot may take to end


class BotFailed(Exception):
    """The bot under test ended or failed; the message holds its last words."""


@asynccontextmanager
async def rigged(load: Any, module: str = RIG) -> AsyncIterator[Process]:
    """The double in its own process, given the load; it ends with this process."""
    async with _process(_rigged(load, module), machine.DOUBLE_CORE, stdin=PIPE, stdout=PIPE) as rig:
        yield rig
        assert rig.stdin is not None
        rig.stdin.close()
        await asyncio.wait_for(rig.wait(), ENDING)


def _rigged(load: Any, module: str = RIG) -> tuple[str, ...]:
    return sys.executable, "-m", module, orjson.dumps(asdict(load)).decode()


@asynccontextmanager
async def started(
    tested: Bot, api: str, folder: Path, core: int = machine.BOT_CORE
) -> AsyncIterator[Process]:
    """A bot on a core, with all that it keeps in a folder."""
    arguments = [part.format(api=api, folder=folder) for part in tested.arguments]
    python = str(APART) if tested.apart else sys.executable
    with (folder / "words.txt").open("wb") as words:
        settings = environment(api, folder, tested)
        async with _process(
            (python, *arguments),
            core,
            cwd=folder,
            env=settings,
            stdout=words,
            stderr=words,
        ) as process:
            try:
                yield process
            except BotFailed as failed:
                said = (folder / "words.txt").read_text(errors="replace")[-2000:]
                raise BotFailed(f"{tested.name}: {failed}\n{said}") from None


@asynccontextmanager
async def _process(command: Sequence[str], core: int, **options: Any) -> AsyncIterator[Process]:
    """A process; it is asked to end in the end, and then made to."""
    options = {"stdin": DEVNULL, **options}
    with machine.on_core(core):  # it is born there, and so are all its threads
        process = await asyncio.create_subprocess_exec(*command, **options)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), ENDING)
            except TimeoutError:
                process.kill()
                await process.wait()


def webhook() -> tuple[tuple[str, str], ...]:
    """The settings of a bot to which updates are brought, at a port of its own."""
    at = f"127.0.0.1:{free_port()}"
    return (
        ("BASIRA_WEBHOOK_URL", f"http://{at}/in"),
        ("BASIRA_WEBHOOK_SECRET", SECRET),
        ("BASIRA_LISTEN", at),
    )


def environment(api: str, folder: Path, tested: Bot) -> dict[str, str]:
    """This environment, with the settings of a bot that has nothing but the double."""
    paths = [str(ROOT)] if tested.apart else [path for path in sys.path if path]
    nothing_but_the_double = {
        "BASIRA_TELEGRAM_TOKEN": TOKEN,
        "BASIRA_TELEGRAM_API": api,
        "BASIRA_DATABASE": f"sqlite:///{folder}/basira.db",
        "PYTHONPATH": os.pathsep.join(paths),
    }
    return without_settings() | nothing_but_the_double | dict(tested.settings)


async def fact(rig: Process) -> Json:
    assert rig.stdout is not None
    line = await rig.stdout.readline()
    if not line:
        raise BotFailed("the learners did not get far enough to be counted")
    fact: Json = orjson.loads(line)
    return fact


async def fact_while(rig: Process, *processes: Process, seconds: float = PATIENCE + 60) -> Json:
    """The next fact, unless one of the bots ends before or the time is up."""
    told = asyncio.create_task(fact(rig))
    ends = [asyncio.create_task(process.wait()) for process in processes]
    first = asyncio.FIRST_COMPLETED
    try:
        ended, _ = await asyncio.wait((told, *ends), timeout=seconds, return_when=first)
        if not told.done():
            raise BotFailed("it ended early" if ended else "it took too long")
        return told.result()
    finally:
        for task in (told, *ends):
            task.cancel()


async def restarted(tested: Bot) -> float:
    """The memory of a bot that waits for updates, at its second start, in MB.

    Raises:
        BotFailed: It ended early.
    """
    with TemporaryDirectory() as folder:
        await at_rest(tested, Path(folder))
        return await at_rest(tested, Path(folder))


async def at_rest(tested: Bot, folder: Path) -> float:
    """The memory of a bot that waits for its first update, in MB.

    Raises:
        BotFailed: It ended early.
    """
    async with _process(_rigged(Load(learners=1)), machine.DOUBLE_CORE, stdout=PIPE) as rig:
        port = (await fact(rig))["port"]
        async with started(tested, f"http://127.0.0.1:{port}", folder) as process:
            await fact_while(rig, process)  # it waits for updates
            return machine.resident(process.pid)
