"""The scheduler: periodic jobs that call a service. APScheduler holds no state that matters."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()

Job = Callable[[], Awaitable[object]]

LOOKING = 1.0  # seconds between two looks whether the clock was set back
SET_BACK = 1.0  # seconds; what a clock is slowed down by is less


def _always() -> bool:
    return True


class Loop:
    """Runs jobs at intervals, one run of each at a time; failures are logged and retried."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
            timezone="UTC",
        )
        self._running: set[asyncio.Future[None]] = set()
        self._watching: asyncio.Task[None] | None = None
        self._ahead = _clock_offset()

    def every(
        self, seconds: float, name: str, job: Job, when: Callable[[], bool] = _always
    ) -> None:
        """Run a job at an interval.

        Args:
            seconds: The interval.
            name: Its name in the log.
            when: Whether this process should run it now.
        """
        self._scheduler.add_job(self._run, "interval", (name, job, when), seconds=seconds, id=name)

    def start(self) -> None:
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch_clock())

    async def stop(self) -> None:
        """Start no more jobs, and wait for running ones: the scheduler would cancel them."""
        if not self._scheduler.running:
            return
        if self._watching is not None:
            self._watching.cancel()
        self._scheduler.pause()
        while self._running:
            await asyncio.wait(self._running)
        self._scheduler.shutdown(wait=False)

    async def _watch_clock(self) -> None:
        """Run all jobs at once after the clock was set back.

        APScheduler waits for a time on the clock, so no job would run until it is that late again.
        The first of these times is taken when a job is added, before the scheduler starts.
        """
        while True:
            await asyncio.sleep(LOOKING)
            before, self._ahead = self._ahead, _clock_offset()
            if self._ahead < before - SET_BACK:
                log.warning("clock set back", seconds=round(before - self._ahead))
                for job in self._scheduler.get_jobs():
                    job.modify(next_run_time=datetime.now(UTC))

    async def _run(self, name: str, job: Job, when: Callable[[], bool]) -> None:
        if not when():
            return
        # A task of ours, so that a job is awaited and not cancelled with the scheduler.
        task = asyncio.ensure_future(_guarded(name, job))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.shield(task)


def _clock_offset() -> float:
    """The offset of the wall clock from the monotonic clock, in seconds."""
    return time.time() - time.monotonic()


async def _guarded(name: str, job: Job) -> None:
    try:
        await job()
    except Exception as error:  # noqa: BLE001 - logged, and retried at the next run
        log.warning("job failed", job=name, error=type(error).__name__)
