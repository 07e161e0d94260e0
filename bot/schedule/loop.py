"""Time itself: jobs that wake up and ask a service. APScheduler's memory is never the truth."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()

Job = Callable[[], Awaitable[object]]


def _always() -> bool:
    return True


class Loop:
    """Runs jobs at intervals, one run of each at a time; a failed run is told and tried again."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
            timezone="UTC",
        )
        self._running: set[asyncio.Future[None]] = set()

    def every(
        self, seconds: float, name: str, job: Job, when: Callable[[], bool] = _always
    ) -> None:
        """Run a job every so many seconds.

        Args:
            seconds: How often.
            name: What the log calls it.
            job: What is done.
            when: Whether it is this process that does it now.
        """
        self._scheduler.add_job(self._run, "interval", (name, job, when), seconds=seconds, id=name)

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Begin no more jobs, and wait for those that run: the scheduler would cancel them."""
        if not self._scheduler.running:
            return
        self._scheduler.pause()
        while self._running:
            await asyncio.wait(self._running)
        self._scheduler.shutdown(wait=False)

    async def _run(self, name: str, job: Job, when: Callable[[], bool]) -> None:
        if not when():
            return
        # A task of ours, so that a job is waited for and not cancelled with the scheduler.
        task = asyncio.ensure_future(_guarded(name, job))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.shield(task)


async def _guarded(name: str, job: Job) -> None:
    try:
        await job()
    except Exception as error:  # noqa: BLE001 - told, and the next run tries again
        log.warning("job failed", job=name, error=type(error).__name__)
