"""A tick of the loop with a million promises and nothing due, beside a job store of APScheduler."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from telegram import Bot

from bot import wiring
from bot.interpreter import settle
from bot.outbox.notice_sending import NoticeSender
from bot.outbox.timeout_screens import TimeoutScreens
from bot.sandbox import TOKEN
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.sender import Sender
from scenarios.case_library import CaseLibrary, load_library
from tests.bench.bots.in_process import CountingRequest, refreshers, services
from tests.bench.double.telegram import BOT
from tests.bench.measuring.figures import Row, Target
from tests.bench.measuring.plan import Plan, Runs
from tests.bench.measuring.running import as_the_bot, on_a_fresh_file, run
from tests.bench.people import crowd

LEARNERS, JOBS = 1_000_000, 5_000
SHARE = 1_000  # of a run of less than a second: one in so many
WARM_UP = 20  # ticks that do not count

Job: TypeAlias = Callable[[], Awaitable[object]]


class UnexpectedSend(Exception):
    """Something was sent though nothing is due: nothing measured here would mean anything."""


@dataclass(frozen=True, slots=True)
class TickTimes:
    """Milliseconds that ticks took."""

    median: float
    p99: float


def rows(plan: Plan) -> list[Row]:
    """Measure ticks, of refreshers alone and of all jobs that look into the table of promises."""
    share = SHARE if plan.seconds < 1 else 1
    many, jobs = LEARNERS // share, JOBS // share
    shelf = load_library()
    found = on_a_fresh_file(lambda file: ticks(file, shelf, many, plan))
    stored = on_a_fresh_file(lambda file: asked(file, jobs, plan))
    peer = f"APScheduler's job store on SQLite, {jobs:,} jobs"
    what = f"a tick with {many:,} learners and nothing due"
    alone, together = found
    return [
        _row(f"{what}: refreshers", alone, "median", peer, stored, Target(1, more=False)),
        _row(f"{what}: refreshers", alone, "p99", peer, stored),
        _row("refreshers, notices and time limits, one after another", together, "median"),
        _row("refreshers, notices and time limits, one after another", together, "p99"),
    ]


def _row(
    what: str,
    took: Runs[TickTimes],
    name: str,
    peer: str = "",
    theirs: Runs[TickTimes] | None = None,
    target: Target | None = None,
) -> Row:
    read = attrgetter(name)
    beside = theirs.figure(read) if theirs else None
    return Row(f"{what}, {name}", took.figure(read), "ms", peer, beside, target)


def ticks(
    file: Path, shelf: CaseLibrary, many: int, plan: Plan
) -> tuple[Runs[TickTimes], Runs[TickTimes]]:
    """Ticks of refreshers, and of all three loops, with many future jobs.

    Args:
        file: Of the database, which does not exist yet.
        shelf: The library.
        many: How many learners, each with a promise and an old prompt.
        plan: How long each run is, and how many.
    """
    with as_the_bot():
        return run(_ticks(file, shelf, many, plan))


async def _ticks(
    file: Path, shelf: CaseLibrary, many: int, plan: Plan
) -> tuple[Runs[TickTimes], Runs[TickTimes]]:
    async with services(file, shelf) as parts:
        await parts.database.write(lambda conn: crowd.none_due(conn, many))
        asking = jobs_of(parts)
        settle()
        alone = await plan.awaited(lambda: _timed(asking[:1], plan.seconds))
        together = await plan.awaited(lambda: _timed(asking, plan.seconds))
    return alone, together


def jobs_of(parts: wiring.Services) -> list[Job]:
    """The polling jobs of the running bot."""
    show = _messenger()
    notices = NoticeSender(BOT, parts.app, parts.texts, show)
    overtime = TimeoutScreens(BOT, parts.app, show)
    return [refreshers(parts, show).send, notices.send, overtime.send]


def sweep_of(parts: wiring.Services) -> Job:
    """The job that looks who has no promise, as the running bot has it."""
    return refreshers(parts, _messenger()).sweep


def _messenger() -> TelegramMessenger:
    return TelegramMessenger(Sender(Bot(TOKEN, request=CountingRequest())))


async def _timed(jobs: Sequence[Job], seconds: float) -> TickTimes:
    for _ in range(WARM_UP):
        await _tick(jobs)
    found: list[float] = []
    end = perf_counter() + seconds
    while not found or perf_counter() < end:
        begun = perf_counter()
        await _tick(jobs)
        found.append(perf_counter() - begun)
    return took(found)


async def _tick(jobs: Sequence[Job]) -> None:
    for job in jobs:
        if await job():
            raise UnexpectedSend


def took(seconds: Sequence[float]) -> TickTimes:
    """The median and the 99th percentile of some times, as milliseconds."""
    ordered = sorted(seconds)
    p99 = ordered[min(math.floor(len(ordered) * 0.99), len(ordered) - 1)]
    return TickTimes(ordered[len(ordered) // 2] * 1000, p99 * 1000)


def asked(file: Path, jobs: int, plan: Plan) -> Runs[TickTimes]:
    """The queries of APScheduler's store at each wake-up: due jobs and the next time.

    Args:
        file: Of the store, which does not exist yet.
        jobs: How many it holds, none of them due.
        plan: How long each run is, and how many.
    """
    store = SQLAlchemyJobStore(f"sqlite:///{file}")
    scheduler = BackgroundScheduler(jobstores={"default": store}, timezone="UTC")
    now = datetime.now(UTC)  # stopping, a scheduler runs whatever is due by the real clock
    with as_the_bot():
        scheduler.start(paused=True)
        try:
            for number in range(jobs):
                at = now + timedelta(days=1, minutes=number)
                scheduler.add_job(nothing, "date", run_date=at)
            return plan.each(lambda: _asked(store, now, plan.seconds))
        finally:
            scheduler.shutdown(wait=False)


def _asked(store: SQLAlchemyJobStore, now: datetime, seconds: float) -> TickTimes:
    found: list[float] = []
    end = perf_counter() + seconds
    while not found or perf_counter() < end:
        begun = perf_counter()
        due, after = store.get_due_jobs(now), store.get_next_run_time()
        found.append(perf_counter() - begun)
        if due or after is None:
            raise UnexpectedSend
    return took(found)


def nothing() -> None:
    """The effect of the store's jobs."""
