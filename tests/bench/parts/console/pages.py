"""Each page of the console, the bytes of a first view, taps meanwhile, and the program's memory."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Final

from sqlalchemy import Connection, create_engine

from bot.chat.kit.request import Visitor
from bot.chat.kit.routes import Call, call
from bot.chat.learner.case_cards import begin_case
from bot.chat.playing.play import choose, continue_story
from bot.http_server import free_port
from bot.web.routes import ROUTES
from scenarios.case_library import CaseLibrary, load_library
from tests.bench.bots import processes
from tests.bench.bots.bot_list import OURS, Bot
from tests.bench.measuring import machine
from tests.bench.measuring.figures import Figure, Row, Target
from tests.bench.measuring.plan import CASE, Plan, Runs
from tests.bench.measuring.running import as_the_bot, on_a_fresh_file, run
from tests.bench.parts.console import site
from tests.bench.parts.console.belongings import Values
from tests.bench.parts.console.site import STAFF, PageTime, Site
from tests.bench.parts.growth.watch import Stopwatch
from tests.bench.people.growing import grow
from tests.helpers.staff import leads

PAGE: Final = Target(100, more=False)
FIRST_VIEW: Final = Target(60, more=False)
TAPS: Final = Target(1 / 1.5, ratio=True)
RATE = 50  # taps a second
YEAR = "overview_page of a year"


@dataclass(frozen=True, slots=True)
class ConsoleRun:
    """One run.

    Attributes:
        pages: By their names.
        first_view: Bytes of the first page, with its styles and scripts, as sent.
        calm: The 99th of 100 times of a tap while nobody opens pages, in milliseconds.
        meanwhile: The same while pages are opened.
        opened: The number of pages opened meanwhile, a second.
        memory: Of this process at the end, in MB.
    """

    pages: Mapping[str, PageTime]
    first_view: int
    calm: float
    meanwhile: float
    opened: float
    memory: float


def rows(plan: Plan) -> list[Row]:
    """Measure with many people in several agencies, and the memory of an idle program."""
    return [*measured(plan, plan.people[-1]), _memory(plan)]


def measured(
    plan: Plan, people: int, prepare: Callable[[Connection], object] = lambda _conn: None
) -> list[Row]:
    """Measure every page; one that does not come ends the bench.

    Args:
        plan: How long and how often.
        people: How many people there are.
        prepare: Changes the database before.
    """
    shelf = load_library()

    def measure(file: Path) -> list[Row]:
        url = f"sqlite:///{file}"
        grow(url, people, shelf, plan.tell)
        engine = create_engine(url)
        with engine.begin() as conn:
            prepare(conn)
        engine.dispose()
        with as_the_bot():
            return run(_rows(plan, file, shelf, people))

    return on_a_fresh_file(measure)


async def _rows(plan: Plan, file: Path, shelf: CaseLibrary, people: int) -> list[Row]:
    async with site.opened(plan, file, shelf, _paths) as found:
        watch = Stopwatch(found.parts, people, plan.tell)
        runs = await plan.awaited(lambda: _run(plan, found, watch))
    where = f"the console with {people:,} people"
    return [*_page_rows(runs, where), *_other_rows(runs, where)]


def _paths(values: Values) -> Mapping[str, Sequence[str]]:
    found = site.addresses(values)
    return found | {YEAR: [f"{path}?months=12" for path in found["overview_page"]]}


async def _run(plan: Plan, found: Site, watch: Stopwatch) -> ConsoleRun:
    times = {}
    for name in found.names:
        plan.tell(name)
        times[name] = await found.look(name)
    first_view = await found.first_view()
    calm = await _taps(plan, watch)
    begun = perf_counter()
    found.begin_opening()
    meanwhile = await _taps(plan, watch)
    opened = await found.end_opening() / (perf_counter() - begun)
    return ConsoleRun(times, first_view, calm, meanwhile, opened, machine.resident(os.getpid()))


def _page_rows(runs: Runs[ConsoleRun], where: str) -> list[Row]:
    names = list(runs.counted[0].pages)
    slowest = Row(
        f"{where}: p95 of its slowest page of {len(names)}",
        runs.figure(lambda run: max(page.p95 for page in run.pages.values())),
        "ms",
        target=PAGE,
    )
    every = [
        Row(
            f"{where}: p95 of {_path_of(name)}",
            runs.figure(partial(_p95, name)),
            "ms",
            target=PAGE,
            note=f"{_processor(runs, name)} ms of processor time",
        )
        for name in names
    ]
    return [slowest, *every]


def _p95(name: str, run: ConsoleRun) -> float:
    return run.pages[name].p95


def _processor(runs: Runs[ConsoleRun], name: str) -> Figure:
    return runs.figure(lambda run: run.pages[name].processor)


def _path_of(name: str) -> str:
    route, _, more = name.partition(" ")
    path = next(each.path for each in ROUTES if each.name == route)
    return f"{path} {more}".rstrip()


def _other_rows(runs: Runs[ConsoleRun], where: str) -> list[Row]:
    opened = runs.figure(lambda run: run.opened)
    return [
        Row(
            f"{where}: a first view, with styles and scripts, compressed",
            runs.figure(lambda run: run.first_view / 1000),
            "kB",
            target=FIRST_VIEW,
        ),
        Row(
            f"{where}: taps while {STAFF} browsers open pages without a pause, p99",
            runs.figure(lambda run: run.meanwhile),
            "ms",
            "the same while nobody does",
            runs.figure(lambda run: run.calm),
            TAPS,
            f"{RATE} taps a second, {opened} pages a second",
        ),
        Row(
            f"{where}: memory of program and bench after every page",
            runs.figure(lambda run: run.memory),
            "MB",
        ),
    ]


async def _taps(plan: Plan, watch: Stopwatch) -> float:
    """The 99th of 100 times of a tap, of learners who tap at a steady rate."""
    plan.tell("taps")
    took: list[float] = []
    async with asyncio.TaskGroup() as group:
        for _ in range(max(10, round(RATE * plan.seconds))):
            group.create_task(_tap(watch, took))
            await asyncio.sleep(1 / RATE)
    await watch.parts.receipts.flush()
    return quantiles(took, n=100, method="inclusive")[-1]


async def _tap(watch: Stopwatch, took: list[float]) -> None:
    """Begin a case, and take its first step, which counts."""
    learner = watch.visitor().telegram_id

    def visitor() -> Visitor:
        return watch.visitor(learner)

    shown = (await watch.parts.router.tap(visitor(), call(begin_case, CASE))).screen
    buttons = [button.action for button in shown.buttons] if shown else []
    steps: list[Call] = [
        each for each in buttons if leads(each, choose) or leads(each, continue_story)
    ]
    begun = perf_counter()
    await watch.parts.router.tap(visitor(), steps[0] if steps else call(begin_case, CASE))
    took.append((perf_counter() - begun) * 1000)


def _memory(plan: Plan) -> Row:
    listen = f"127.0.0.1:{free_port()}"
    settings = ("BASIRA_CONSOLE_URL", f"http://{listen}"), ("BASIRA_CONSOLE_LISTEN", listen)
    serving = Bot("ours with the console", OURS.arguments, settings)
    return Row(
        "memory of an idle bot that serves the console",
        plan.times(lambda: run(processes.restarted(serving))),
        "MB",
        "without the console",
        plan.times(lambda: run(processes.restarted(OURS))),
    )
