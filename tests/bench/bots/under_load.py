"""The measurement of a bot under load."""

from __future__ import annotations

from asyncio.subprocess import Process
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.bots.bot_list import Bot
from tests.bench.bots.processes import BotFailed, fact, fact_while, rigged, started
from tests.bench.double.load import Load, LoadResult, result_of
from tests.bench.measuring import machine
from tests.bench.measuring.postgresql import first_process, fresh
from tests.bench.measuring.quiet import spent_below, watching


@dataclass(frozen=True, slots=True)
class LoadRun:
    """The result of one run."""

    seen: LoadResult
    cost: float  # microseconds of processor a tap
    busy: float  # the bot's share of its core
    idle: float  # MB before the first update
    memory: float  # MB under load
    others: float  # the share of all cores that others had in the window


async def measure(tested: Bot, load: Load, server: int = 0) -> LoadRun:
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
                return await _watched(rig, process, load, server)


async def measure_on(postgresql: str, tested: Bot, load: Load) -> LoadRun:
    """Put a bot under load with a fresh database on a PostgreSQL server at an address."""
    with fresh(postgresql) as url:
        bot = replace(tested, settings=(("BASIRA_DATABASE", url), *tested.settings))
        return await measure(bot, load, first_process(postgresql))


async def _watched(rig: Process, process: Process, load: Load, server: int) -> LoadRun:
    await fact_while(rig, process)  # it waits for updates
    idle = machine.resident(process.pid)
    await fact_while(rig, process)  # all are in play
    found = await window(rig, {process: machine.BOT_CORE}, load, server)
    memory = machine.resident(process.pid)
    cost, busy = found.worked / found.seen.taps * 1e6, found.worked / load.seconds
    return LoadRun(found.seen, cost, busy, idle, memory, found.others)


@dataclass(frozen=True, slots=True)
class Window:
    """The observations of the counted window.

    Attributes:
        seen: By the double.
        worked: Seconds for which the bots computed, together.
        served: Seconds for which the server of their database did.
        others: The share of all cores that others had.
    """

    seen: LoadResult
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
        seen = result_of((await fact_while(rig, *cores))["seen"])
    worked, served = _worked(cores) - before, sum(map(spent_below, with_us)) - served
    mad = load.burst is not None and load.burst.mad  # who edits what is long gone
    if seen.refusals and not mad:
        raise BotFailed(f"the double refused: {seen.refusals}")
    if not seen.taps:
        raise BotFailed("no tap was answered")
    return Window(seen, worked, served, watched.others)


def _worked(processes: Iterable[Process]) -> float:
    return sum(machine.worked(process.pid) for process in processes)
