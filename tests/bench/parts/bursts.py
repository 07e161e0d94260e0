"""A class of five hundred learners that taps within one second, ten times in a row."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tests.bench.bots import processes, under_load
from tests.bench.bots.bot_list import AIOGRAM, BARE, OURS, Bot
from tests.bench.bots.under_load import LoadRun
from tests.bench.double.bursts import Burst, BurstLatency
from tests.bench.double.load import Load
from tests.bench.measuring.figures import Row, Target
from tests.bench.measuring.plan import Plan, Runs
from tests.bench.measuring.postgresql import POSTGRESQL
from tests.bench.measuring.running import run

CLASS = 500
FAR = 0.04
FLOOD = 200.0  # updates a second of one who taps without looking


@dataclass(frozen=True, slots=True)
class Trial:
    """A bot and the load of a class."""

    name: str
    bot: Bot
    load: Load
    on_postgresql: bool = False


def trials(plan: Plan) -> list[Trial]:
    near = Load(CLASS, outstanding=100, burst=Burst(plan.bursts))
    far = replace(near, delay=FAR)
    webhook = replace(OURS, settings=processes.webhook())
    found = [
        Trial("polling", OURS, near),
        Trial("polling, each call 40 ms", OURS, far),
        Trial("webhook, each call 40 ms", webhook, far),
        Trial("polling, one floods", OURS, replace(near, burst=Burst(plan.bursts, mad=FLOOD))),
        Trial("bare handler", BARE, near),
    ]
    if AIOGRAM.there:
        found.append(Trial("bare aiogram", AIOGRAM, near))
        found.append(Trial("bare aiogram, each call 40 ms", AIOGRAM, far))
    if POSTGRESQL in os.environ:
        found.append(Trial("polling, each call 40 ms, PostgreSQL", OURS, far, on_postgresql=True))
    return found


def rows(plan: Plan) -> list[Row]:
    """Measure in rounds, so that a busy minute of the machine affects all trials alike."""
    return run(_rows(plan))


async def _rows(plan: Plan) -> list[Row]:
    every = trials(plan)
    measured: dict[str, Runs[LoadRun]] = {trial.name: plan.begin() for trial in every}
    for turn in range(plan.runs + plan.repeats):
        for trial in every:
            if measured[trial.name].wanting:
                plan.tell(f"bursts, round {turn + 1}: {trial.name}")
                found = await _run(trial)
                measured[trial.name].add(found, found.others)
    return [row for trial in every for row in _lines(trial, measured[trial.name])]


async def _run(trial: Trial) -> LoadRun:
    if trial.on_postgresql:
        return await under_load.measure_on(os.environ[POSTGRESQL], trial.bot, trial.load)
    return await under_load.measure(trial.bot, trial.load)


def _lines(trial: Trial, runs: Runs[LoadRun]) -> Sequence[Row]:
    def of(read: Callable[[BurstLatency], float]) -> Callable[[LoadRun], float]:
        return lambda run: read(_felt(run))

    what = f"{CLASS} tap within a second; {trial.name}"
    ours = not trial.name.startswith("bare")
    # The target is meant for half load; on PostgreSQL such a class is full load.
    target = Target(200 if trial.load.delay else 50, more=False) if ours else None
    return [
        Row(f"{what}: p50", runs.figure(of(lambda felt: felt.p50)), "ms"),
        Row(
            f"{what}: p99",
            runs.figure(of(lambda felt: felt.p99)),
            "ms",
            target=None if trial.on_postgresql else target,
        ),
        Row(f"{what}: longest", runs.figure(of(lambda felt: felt.longest)), "ms"),
        Row(
            f"{what}: unanswered",
            runs.figure(of(lambda felt: felt.missing)),
            "",
            target=Target(0, more=False) if ours else None,
        ),
    ]


def _felt(run: LoadRun) -> BurstLatency:
    assert run.seen.felt is not None
    return run.seen.felt
