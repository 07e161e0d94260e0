"""Time itself: a few jobs that wake up and ask a service. APScheduler's memory is never the truth."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()

Job = Callable[[], Awaitable[object]]


class Loop:
    """Runs jobs at intervals, one run of each at a time; a failed run is told and tried again."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
            timezone="UTC",
        )

    def every(self, seconds: float, name: str, job: Job) -> None:
        """Run a job every so many seconds."""
        self._scheduler.add_job(_guarded, "interval", (name, job), seconds=seconds, id=name)

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def stop(self) -> None:
        """End; the scheduler would cancel a job that runs, so each must bear that."""
        self._scheduler.shutdown(wait=False)


async def _guarded(name: str, job: Job) -> None:
    try:
        await job()
    except Exception as error:  # noqa: BLE001 - told, and the next run tries again
        log.warning("job failed", job=name, error=type(error).__name__)
