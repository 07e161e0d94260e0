"""The whole bot through real HTTP: taps a second, latency, memory, each beside its peers."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.bench import bots
from bot.bench.bots import BARE, INDIRECT, OURS, Bot, Run, conversation
from bot.bench.plan import Plan, Runs
from bot.bench.rig import Load
from bot.bench.running import run
from bot.bench.table import Figure, Row, Target

CONVERSATION, CROWD = conversation(0), conversation(10_000)
FAR = 0.04
FULL, DISTANT, CALM, BRISK = "full", "distant", "calm", "brisk"


@dataclass(frozen=True, slots=True)
class Trial:
    """A bot under a load."""

    bot: Bot
    name: str
    load: Load


def trials(plan: Plan) -> list[Trial]:
    """Everything that is measured, ours next to what it is compared with."""
    full = Load(plan.learners, seconds=plan.seconds, warm_up=plan.warm_up)
    few = replace(full, learners=100)
    far = replace(full, outstanding=400, delay=FAR, learners=max(plan.learners, 400))
    return [
        Trial(OURS, FULL, full),
        Trial(INDIRECT, FULL, full),
        Trial(BARE, FULL, few),
        Trial(CONVERSATION, FULL, few),
        Trial(CROWD, FULL, replace(few, learners=20, outstanding=20)),
        Trial(OURS, DISTANT, far),
        Trial(BARE, DISTANT, replace(few, delay=FAR)),
        Trial(OURS, CALM, replace(full, rate=100)),
        Trial(BARE, CALM, replace(few, rate=100)),
        Trial(OURS, BRISK, replace(full, rate=500)),
    ]


class Measured:
    """Runs, by bot and load."""

    def __init__(self, plan: Plan) -> None:
        self._runs: dict[tuple[str, str], Runs[Run]] = {
            (trial.bot.name, trial.name): plan.begin() for trial in trials(plan)
        }

    def wanting(self, trial: Trial) -> bool:
        """Whether one more is needed, and may be made."""
        return self._runs[trial.bot.name, trial.name].wanting

    def add(self, trial: Trial, run: Run) -> None:
        """One more."""
        self._runs[trial.bot.name, trial.name].add(run, run.others)

    def of(self, bot: Bot, load: str, read: Callable[[Run], float]) -> Figure:
        """A figure over all runs of a bot under a load."""
        return self._runs[bot.name, load].figure(read)

    def lost(self) -> int:
        """Taps of ours that were not answered for long."""
        ours = [runs for (bot, _), runs in self._runs.items() if bot == OURS.name]
        return sum(one.seen.lost for runs in ours for one in runs.counted)


def rows(plan: Plan) -> list[Row]:
    """Measure everything, in rounds, so that a busy minute of the machine falls on all alike."""
    return run(_rows(plan))


async def _rows(plan: Plan) -> list[Row]:
    _clean_up_when_ended()
    measured = Measured(plan)
    for turn in range(plan.runs + plan.repeats):
        for trial in filter(measured.wanting, trials(plan)):
            plan.tell(f"taps, round {turn + 1}: {trial.bot.name}, {trial.name}")
            measured.add(trial, await bots.measure(trial.bot, trial.load))
    return [*_saturated(measured), *_distant(measured), *_offered(measured)]


def _clean_up_when_ended() -> None:
    """Whoever ends this process ends the bots too."""
    task = asyncio.current_task()
    if task is not None and sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


def rate(one: Run) -> float:
    """Taps a second."""
    return one.seen.per_second


def cost(one: Run) -> float:
    """Microseconds of processor a tap."""
    return one.cost


def p50(one: Run) -> float:
    """The middle latency."""
    return one.seen.p50


def p99(one: Run) -> float:
    """The latency that 99 of 100 stay under."""
    return one.seen.p99


def busy(one: Run) -> float:
    """The bot's share of its core: near 1, or something else held it up."""
    return one.busy


def idle(one: Run) -> float:
    """MB before the first update."""
    return one.idle


def memory(one: Run) -> float:
    """MB under load."""
    return one.memory


def _saturated(measured: Measured) -> Sequence[Row]:
    rates = measured.of(OURS, FULL, rate)
    costs = measured.of(OURS, FULL, cost)
    peers = (
        ("bare handler that saves nothing", BARE, Target(4, 9, 15, ratio=True)),
        ("conversation pickled each update, 100 known", CONVERSATION, Target(7, 15, ratio=True)),
        ("conversation, 10,000 known", CROWD, Target(200, ratio=True)),
    )
    note = (
        f"{measured.lost()} were left unanswered; "
        f"our bot had {measured.of(OURS, FULL, busy).middle:.0%} of its core"
    )
    fast = "taps answered, each committed first; 100 under way"
    return [
        *(
            Row(fast, rates, "/s", name, measured.of(bot, FULL, rate), target, note)
            for name, bot, target in peers
        ),
        Row(fast, rates, "/s", INDIRECT.name, measured.of(INDIRECT, FULL, rate)),
        Row(fast, rates, "/s", "aiogram, bare, not in this run: 840–990 at two calls a tap"),
        *(
            Row("processor time of a tap", costs, "µs", name, measured.of(bot, FULL, cost))
            for name, bot in ((INDIRECT.name, INDIRECT), *(one[:2] for one in peers))
        ),
        *_memory(measured),
    ]


def _memory(measured: Measured) -> Sequence[Row]:
    return [
        Row(
            "memory before the first update",
            measured.of(OURS, FULL, idle),
            "MB",
            "bare handler",
            measured.of(BARE, FULL, idle),
            Target(120, more=False),
        ),
        Row(
            "memory under load",
            measured.of(OURS, FULL, memory),
            "MB",
            "bare handler",
            measured.of(BARE, FULL, memory),
        ),
    ]


def _distant(measured: Measured) -> Sequence[Row]:
    return [
        Row(
            "taps answered where each call takes 40 ms; 400 under way",
            measured.of(OURS, DISTANT, rate),
            "/s",
            "bare handler (100 under way)",
            measured.of(BARE, DISTANT, rate),
            Target(1000, 2300, more=True),
            "targets are 1.5 × and 3.5 × the 658/s of aiogram in the study",
        ),
    ]


def _offered(measured: Measured) -> Sequence[Row]:
    bare = measured.of(BARE, CALM, p99)
    return [
        Row("100 taps/s offered, p50", measured.of(OURS, CALM, p50), "ms"),
        Row(
            "100 taps/s offered, p99",
            measured.of(OURS, CALM, p99),
            "ms",
            "bare handler",
            bare,
            Target(10, 6, more=False),
        ),
        Row("500 taps/s offered, p50", measured.of(OURS, BRISK, p50), "ms"),
        Row(
            "500 taps/s offered, p99",
            measured.of(OURS, BRISK, p99),
            "ms",
            "bare handler: cannot",
            target=Target(20, 8, more=False),
        ),
    ]
