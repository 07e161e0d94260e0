"""The whole bot over real HTTP, beside its peers."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace

from tests.bench.bots import under_load
from tests.bench.bots.bot_list import (
    AIOGRAM,
    AIOGRAM_FSM,
    AIOGRAM_TWO,
    AIOGRAM_UVLOOP,
    BARE,
    CEILING,
    CONVERSATION,
    CROWD,
    ON_POSTGRESQL,
    OURS,
    WHOLE,
    Bot,
)
from tests.bench.bots.processes import BotFailed
from tests.bench.bots.readers import rate
from tests.bench.bots.under_load import LoadRun
from tests.bench.double.load import Load
from tests.bench.measuring import machine
from tests.bench.measuring.figures import Figure, Row
from tests.bench.measuring.plan import Plan, Runs, Unavailable
from tests.bench.measuring.postgresql import served
from tests.bench.measuring.running import run
from tests.bench.parts.taps import lines
from tests.bench.parts.taps.lines import BRISK, CALM, DISTANT, FULL, HALF

FAR = 0.04  # seconds every call takes on a distant network


@dataclass(frozen=True, slots=True)
class Trial:
    """A bot under a load."""

    bot: Bot
    name: str
    load: Load


def trials(plan: Plan, *, postgresql: bool) -> list[Trial]:
    """Everything that can be measured here, ours next to its peers."""
    full = Load(plan.learners, seconds=plan.seconds, warm_up=plan.warm_up)
    few = replace(full, learners=100)
    far = distant(plan)
    many = replace(far, learners=400)  # those who do not pace themselves
    found = [
        Trial(OURS, FULL, full),
        *([Trial(ON_POSTGRESQL, FULL, full)] if postgresql else []),
        Trial(CEILING, FULL, few),
        Trial(BARE, FULL, few),
        Trial(CONVERSATION, FULL, few),
        Trial(WHOLE, FULL, replace(few, learners=20, outstanding=20)),
        Trial(CROWD, FULL, replace(few, learners=20, outstanding=20)),
        Trial(AIOGRAM, FULL, few),
        Trial(AIOGRAM_UVLOOP, FULL, few),
        Trial(AIOGRAM_TWO, FULL, replace(few, edited=True)),
        Trial(AIOGRAM_FSM, FULL, few),
        Trial(OURS, DISTANT, far),
        Trial(BARE, DISTANT, replace(few, delay=FAR)),
        Trial(AIOGRAM, DISTANT, many),
        Trial(OURS, CALM, replace(full, rate=100)),
        Trial(BARE, CALM, replace(few, rate=100)),
        Trial(AIOGRAM, CALM, replace(few, rate=100)),
        Trial(OURS, BRISK, replace(full, rate=500)),
        Trial(AIOGRAM, BRISK, replace(few, learners=300, rate=500)),
    ]
    return [trial for trial in found if trial.bot.there]


def distant(plan: Plan) -> Load:
    learners = max(plan.learners, 400)
    return Load(learners, outstanding=400, delay=FAR, seconds=plan.seconds, warm_up=plan.warm_up)


class Measured:
    """Runs, by bot and load."""

    def __init__(self, postgresql: str = "") -> None:
        self._postgresql = postgresql  # the address of a server
        self._runs: dict[tuple[str, str], Runs[LoadRun]] = {}

    async def measure(self, plan: Plan, trials: list[Trial]) -> None:
        """Measure in rounds, so that a busy minute of the machine falls on all alike."""
        for trial in trials:
            self._runs[trial.bot.name, trial.name] = plan.begin()
        for turn in range(plan.runs + plan.repeats):
            for trial in trials:
                runs = self._runs.get((trial.bot.name, trial.name))
                if runs is not None and runs.wanting:
                    plan.tell(f"taps, round {turn + 1}: {trial.bot.name}, {trial.name}")
                    await self._add(trial, runs)

    async def _add(self, trial: Trial, runs: Runs[LoadRun]) -> None:
        """One more run, retried once; a peer that fails twice is left out."""
        try:
            try:
                found = await self._run(trial)
            except BotFailed:  # perhaps the machine was too busy
                found = await self._run(trial)
        except BotFailed:
            if trial.bot is OURS:
                raise
            del self._runs[trial.bot.name, trial.name]
        else:
            runs.add(found, found.others)

    def has(self, bot: Bot, load: str) -> bool:
        """Whether a bot was measured under a load."""
        return (bot.name, load) in self._runs

    def of(self, bot: Bot, load: str, read: Callable[[LoadRun], float]) -> Figure:
        """A figure over all runs of a bot under a load."""
        return self._runs[bot.name, load].figure(read)

    def lost(self) -> int:
        """Taps of ours that were not answered for long."""
        ours = [runs for (bot, _), runs in self._runs.items() if bot == OURS.name]
        return sum(run.seen.lost for runs in ours for run in runs.counted)

    async def _run(self, trial: Trial) -> LoadRun:
        if trial.bot is ON_POSTGRESQL:
            return await under_load.measure_on(self._postgresql, trial.bot, trial.load)
        return await under_load.measure(trial.bot, trial.load)


def rows(plan: Plan) -> list[Row]:
    """Measure everything; ours on PostgreSQL too, where a server can be started."""
    with ExitStack() as stack:
        try:
            postgresql = stack.enter_context(served(machine.cores()))
        except Unavailable as missing:
            plan.tell(str(missing))
            postgresql = ""
        return run(_rows(plan, postgresql))


async def _rows(plan: Plan, postgresql: str) -> list[Row]:
    _clean_up_when_ended()
    measured = Measured(postgresql)
    await measured.measure(plan, trials(plan, postgresql=bool(postgresql)))
    half = measured.of(OURS, DISTANT, rate).middle / 2
    await measured.measure(plan, [Trial(OURS, HALF, replace(distant(plan), rate=half))])
    return lines.rows(measured)


def _clean_up_when_ended() -> None:
    """Ending this process ends the bots too."""
    task = asyncio.current_task()
    if task is not None and sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
