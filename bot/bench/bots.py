"""Bots under test: each in a process of its own on one core, the double on another."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import orjson

import bot
from bot.bench import machine
from bot.bench.double import TOKEN
from bot.bench.quiet import spent_below, watching
from bot.bench.rig import PATIENCE, Load, Seen, seen_of
from bot.bench.running import without_settings
from bot.web import free_port

Json: TypeAlias = dict[str, Any]


RIG = "bot.bench.rig"
ENDING = 20.0  # seconds a bot may take to end


class BotFailed(Exception):
    """The bot under test ended, or did not do what was asked; the text is its last words."""


@dataclass(frozen=True, slots=True)
class Bot:
    """How a bot is started.

    Attributes:
        name: What it is called in the table.
        arguments: Of Python, with `{api}` and `{folder}` to be filled.
        settings: Of ours.
        apart: Whether it needs the Python of `make peers`, which has what this one must not have.
    """

    name: str
    arguments: tuple[str, ...]
    settings: tuple[tuple[str, str], ...] = ()
    apart: bool = False

    @property
    def there(self) -> bool:
        """Whether it can be started here."""
        return not self.apart or APART.exists()


ROOT = Path(bot.__file__).parent.parent
APART = ROOT / ".venv-peers" / "bin" / "python"


OURS = Bot("ours", ("-m", "bot.cli", "run"))
INDIRECT = Bot("ours by aiohttp alone", OURS.arguments, (("BASIRA_TELEGRAM_DIRECT", "false"),))
WATCHED = Bot("ours", ("-m", "bot.bench.watched", "{folder}/depths.json"))
BARE = Bot("bare handler", ("-m", "bot.bench.peers.bare", "{api}", TOKEN))
CEILING = Bot("no bot, bytes alone", ("-m", "bot.bench.peers.raw", "{api}", TOKEN))


def conversation(known: int) -> Bot:
    """The conversation that is pickled after each update, with so many learners known before."""
    module = "bot.bench.peers.conversation"
    arguments = ("-m", module, "{api}", TOKEN, "{folder}/kept.pickle", str(known))
    return Bot(f"conversation, {known:,} known", arguments)


CONVERSATION, CROWD = conversation(0), conversation(10_000)


def _aiogram(name: str, calls: str, loop: str) -> Bot:
    module = "bot.bench.peers.aiogram_bare"
    return Bot(name, ("-m", module, "{api}", TOKEN, calls, loop), apart=True)


AIOGRAM = _aiogram("aiogram, bare", "three", "asyncio")
AIOGRAM_UVLOOP = _aiogram("aiogram, bare, on uvloop", "three", "uvloop")
AIOGRAM_TWO = _aiogram("aiogram, bare, two calls a tap", "two", "asyncio")
AIOGRAM_FSM = Bot(
    "aiogram with states in SQLite",
    ("-m", "bot.bench.peers.aiogram_fsm", "{api}", TOKEN, "{folder}/kept.db"),
    apart=True,
)


@dataclass(frozen=True, slots=True)
class Depth:
    """How much waits in our bot at a moment.

    Attributes:
        at: The moment, as `perf_counter` tells it to all processes.
        updates: Fetched or brought, and not committed.
        units: Handed to the writer, and not committed.
        messages: Not gone yet.
        oldest: Milliseconds for which the first of the updates has waited.
    """

    at: float
    updates: int
    units: int
    messages: int
    oldest: float


@dataclass(frozen=True, slots=True)
class Run:
    """What one run came to."""

    seen: Seen
    cost: float  # microseconds of processor a tap
    busy: float  # the bot's share of its core
    idle: float  # MB before the first update
    memory: float  # MB under load
    others: float  # the share of all cores that others had in the window
    depths: tuple[Depth, ...] = ()  # how much waited in the bot, where it tells that


async def measure(tested: Bot, load: Load, server: int = 0) -> Run:
    """Put a bot under load.

    Args:
        tested: The bot.
        load: What it is put under.
        server: The first process of its database's server; 0 where there is none to look at.

    Raises:
        BotFailed: It ended early, or the double refused what it sent.
    """
    with TemporaryDirectory() as folder:
        async with rigged(load) as rig:
            port = (await fact(rig))["port"]
            async with started(tested, f"http://127.0.0.1:{port}", Path(folder)) as process:
                found = await _watched(rig, process, load, server)
        return replace(found, depths=_depths(Path(folder) / "depths.json"))


async def at_rest(tested: Bot, folder: Path) -> float:
    """The MB of a bot that waits for its first update, with what it finds in a folder.

    Raises:
        BotFailed: It ended early.
    """
    async with _process(_rigged(Load(learners=1)), machine.DOUBLE_CORE, stdout=PIPE) as rig:
        port = (await fact(rig))["port"]
        async with started(tested, f"http://127.0.0.1:{port}", folder) as process:
            await fact_while(rig, process)  # it waits for updates
            return machine.resident(process.pid)


def _depths(file: Path) -> tuple[Depth, ...]:
    return tuple(Depth(*one) for one in orjson.loads(file.read_bytes())) if file.exists() else ()


async def _watched(rig: Process, process: Process, load: Load, server: int) -> Run:
    await fact_while(rig, process)  # it waits for updates
    idle = machine.resident(process.pid)
    await fact_while(rig, process)  # all are in play
    found = await window(rig, {process: machine.BOT_CORE}, load, server)
    memory = machine.resident(process.pid)
    cost, busy = found.worked / found.seen.taps * 1e6, found.worked / load.seconds
    return Run(found.seen, cost, busy, idle, memory, found.others)


@dataclass(frozen=True, slots=True)
class Window:
    """What was seen while it was counted.

    Attributes:
        seen: By the double.
        worked: Seconds for which the bots computed, together.
        served: Seconds for which the server of their database did.
        others: The share of all cores that others had.
    """

    seen: Seen
    worked: float
    served: float
    others: float


async def window(rig: Process, cores: Mapping[Process, int], load: Load, server: int = 0) -> Window:
    """Wait until the time that counts begins, and look at it until it is over.

    Args:
        rig: The process of the double; all are in play there.
        cores: The bots, each with the core on which it is kept.
        load: What they are under.
        server: The first process of their database's server; 0 where there is none to look at.

    Raises:
        BotFailed: One ended early, no tap was answered, or the double refused what it was sent.
    """
    await fact_while(rig, *cores)  # the window begins
    for process, core in cores.items():
        machine.check_pinned(process.pid, core)
    machine.check_pinned(rig.pid, machine.DOUBLE_CORE)
    with_us = (server,) if server else ()
    before, served = _worked(cores), sum(map(spent_below, with_us))
    with watching(*with_us) as watched:
        seen = seen_of((await fact_while(rig, *cores))["seen"])
    worked, served = _worked(cores) - before, sum(map(spent_below, with_us)) - served
    mad = load.burst is not None and load.burst.mad  # who edits what is long gone
    if seen.refusals and not mad:
        raise BotFailed(f"the double refused: {seen.refusals}")
    if not seen.taps:
        raise BotFailed("no tap was answered")
    return Window(seen, worked, served, watched.others)


def _worked(processes: Iterable[Process]) -> float:
    return sum(machine.worked(process.pid) for process in processes)


@asynccontextmanager
async def rigged(load: Any, module: str = RIG) -> AsyncIterator[Process]:
    """The double in a process of its own, which is told the load; it ends when this does."""
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
        ("BASIRA_WEBHOOK_SECRET", "a-Secret_of-16-letters"),
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
    """What the double's process tells next."""
    assert rig.stdout is not None
    line = await rig.stdout.readline()
    if not line:
        raise BotFailed("the learners did not get far enough to be counted")
    fact: Json = orjson.loads(line)
    return fact


async def fact_while(rig: Process, *processes: Process, seconds: float = PATIENCE + 60) -> Json:
    """The next fact, unless one of the bots ends before, or so many seconds are over."""
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
