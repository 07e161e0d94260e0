"""A class of five hundred that taps within one second, ten times in a row."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.bench.bots import processes, under_load
from bot.bench.bots.tested import AIOGRAM, BARE, WATCHED, Bot
from bot.bench.bots.under_load import Depth, Run
from bot.bench.double.bursting import Burst, Felt
from bot.bench.double.rig import Load
from bot.bench.measuring.figures import Row, Target
from bot.bench.measuring.plan import Plan, Runs
from bot.bench.measuring.postgresql import POSTGRESQL, first_process, fresh
from bot.bench.measuring.running import run

CLASS = 500
FAR = 0.04
MAD = 200.0  # updates a second of one who does not look


@dataclass(frozen=True, slots=True)
class Trial:
    """A bot, and what a class does to it."""

    name: str
    bot: Bot
    load: Load
    elsewhere: bool = False  # its database is on PostgreSQL


def trials(plan: Plan) -> list[Trial]:
    """Everything that is measured."""
    near = Load(CLASS, outstanding=100, burst=Burst(plan.bursts))
    far = replace(near, delay=FAR)
    maddened = Burst(plan.bursts, mad=MAD)
    brought = replace(WATCHED, settings=processes.webhook())
    found = [
        Trial("polling", WATCHED, near),
        Trial("polling, each call 40 ms", WATCHED, far),
        Trial("webhook of 40 connections, each call 40 ms", brought, far),
        Trial("webhook of 100, each call 40 ms", brought, replace(far, connections=100)),
        Trial("polling, one taps madly", WATCHED, replace(near, burst=maddened)),
        Trial("polling, each call 40 ms, one taps madly", WATCHED, replace(far, burst=maddened)),
        Trial("webhook of 40, 40 ms, one taps madly", brought, replace(far, burst=maddened)),
        Trial("bare handler", BARE, near),
    ]
    if AIOGRAM.there:
        found.append(Trial("bare aiogram", AIOGRAM, near))
        found.append(Trial("bare aiogram, each call 40 ms", AIOGRAM, far))
    if POSTGRESQL in os.environ:
        found.append(Trial("polling, each call 40 ms, PostgreSQL", WATCHED, far, elsewhere=True))
    if plan.whole:  # takes minutes: it answers some ten a second
        once = replace(far, burst=Burst(1, warm=0))
        found.append(Trial("bare handler, each call 40 ms, one burst", BARE, once))
    return found


def rows(plan: Plan) -> list[Row]:
    """Measure everything, in rounds, so that a busy minute of the machine falls on all alike."""
    return run(_rows(plan))


async def _rows(plan: Plan) -> list[Row]:
    every = trials(plan)
    measured: dict[str, Runs[Run]] = {one.name: plan.begin() for one in every}
    for turn in range(plan.runs + plan.repeats):
        for trial in every:
            if measured[trial.name].wanting:
                plan.tell(f"bursts, round {turn + 1}: {trial.name}")
                found = await _run(trial)
                measured[trial.name].add(found, found.others)
    return [row for trial in every for row in _told(trial.name, measured[trial.name])]


async def _run(trial: Trial) -> Run:
    if not trial.elsewhere:
        return await under_load.measure(trial.bot, trial.load)
    with fresh(os.environ[POSTGRESQL]) as address:
        at = (("BASIRA_DATABASE", address),)
        bot = replace(trial.bot, settings=at)
        return await under_load.measure(bot, trial.load, first_process(address))


def _told(name: str, runs: Runs[Run]) -> Sequence[Row]:
    def of(read: Callable[[Felt], float]) -> Callable[[Run], float]:
        return lambda one: read(_felt(one))

    what = f"{CLASS} tap within a second; {name}"
    ours = not name.startswith("bare")
    # What must be reached is meant for half load; on PostgreSQL such a class is the whole of it.
    at_ease = ours and "PostgreSQL" not in name
    target = Target(200 if "40 ms" in name else 50, more=False) if at_ease else None
    found = [
        Row(f"{what}: p50", runs.figure(of(lambda one: one.p50)), "ms"),
        Row(f"{what}: p99", runs.figure(of(lambda one: one.p99)), "ms", target=target),
        Row(f"{what}: longest", runs.figure(of(lambda one: one.longest)), "ms"),
        Row(f"{what}: middle one of who waited most", runs.figure(of(lambda one: one.worst)), "ms"),
        Row(f"{what}: middle one of the first tenth", runs.figure(of(lambda one: one.early)), "ms"),
        Row(f"{what}: middle one of the last tenth", runs.figure(of(lambda one: one.late)), "ms"),
        Row(f"{what}: not answered", runs.figure(of(lambda one: one.missing)), ""),
    ]
    if ours:
        found += [
            Row(f"{what}: most updates waiting", runs.figure(_most(lambda one: one.updates)), ""),
            Row(f"{what}: most units waiting", runs.figure(_most(lambda one: one.units)), ""),
            Row(f"{what}: most messages waiting", runs.figure(_most(lambda one: one.messages)), ""),
            Row(f"{what}: oldest update", runs.figure(_most(lambda one: one.oldest)), "ms"),
        ]
    return found


def _felt(one: Run) -> Felt:
    assert one.seen.felt is not None
    return one.seen.felt


def _most(read: Callable[[Depth], float]) -> Callable[[Run], float]:
    def most(one: Run) -> float:
        begun = _felt(one).begun
        return max((read(depth) for depth in one.depths if depth.at >= begun), default=0.0)

    return most
