"""Inactive attempts: reminders, a warning, closing.

What was decided in them comes back in refreshers all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.app.errors import UNPLAYABLE, StorageTrouble
from bot.app.library import Library
from bot.app.playing import attempt_end, attempt_expiry, time_limits, unfinished_notices
from bot.app.playing.attempt_expiry import KEPT, REMINDERS, WARNING
from bot.app.ports import Clock
from scenarios.model import Scenario
from storage.db.database import Database
from storage.outbox import jobs
from storage.outbox.jobs import ClaimedJob
from storage.playing import attempts, drafts
from storage.playing.attempts import UNCOUNTED, Attempt

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
BATCH = 100
"""The number of attempts checked in one run, so that a run stays short."""


class AttemptExpiry:
    """Checks attempts that have not moved for days."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    async def close(self) -> int:
        """Remind, warn and close what is due; returns how many attempts were closed."""
        now = self._clock.now()
        batch = await self._database.write(
            lambda conn: jobs.claim(conn, now, LEASE, BATCH, (attempt_expiry.KIND,))
        )
        if not batch.due:
            return 0
        await self._load(batch.due)
        closed = sum([await self._look(job, now) for job in batch.due])
        if closed:
            log.info("attempts expired", attempts=closed)
        return closed

    async def _load(self, claimed: Iterable[ClaimedJob]) -> None:
        """Load the editions of attempts; those that cannot be loaded are closed without a word."""
        ids = [job.job.key for job in claimed]
        found = await self._database.read(lambda conn: [attempts.get(conn, id_) for id_ in ids])
        for edition in {attempt.edition for attempt in found if attempt is not None}:
            try:
                await self._library.load(edition)
            except UNPLAYABLE as error:
                log.warning("edition not loaded", error=type(error).__name__)

    async def _look(self, claimed: ClaimedJob, now: datetime) -> bool:
        """Check one attempt; a failure holds up no others, and is tried again."""
        try:
            return await self._database.write(
                partial(_look, library=self._library, claimed=claimed, now=now)
            )
        except StorageTrouble:
            raise
        except Exception as error:  # noqa: BLE001  logged, and its lease runs out
            log.warning("attempt expiry failed", error=type(error).__name__)
            return False


def _look(conn: Connection, library: Library, claimed: ClaimedJob, now: datetime) -> bool:
    """Do what is due for an attempt; whether it was closed."""
    attempt = attempts.get_for_update(conn, claimed.job.key)
    if not jobs.complete(conn, claimed) or attempt is None or attempt.state != "running":
        return False
    scenario, idle = library.loaded(attempt.edition), now - attempt.moved_at
    reminders = (claimed.job.payload or {}).get("reminders", 0)
    reached = sum(after <= idle for after in REMINDERS)
    if scenario is not None and reached:
        attempt_end.seed_refreshers(conn, library, scenario, attempt, now)
    if idle >= KEPT:
        close(conn, attempt.id, now)
        _notify(conn, unfinished_notices.CLOSED, scenario, attempt, now)
        return True
    if idle >= WARNING:
        _notify(conn, unfinished_notices.CLOSING, scenario, attempt, now)
    elif reached > reminders:
        _notify(conn, unfinished_notices.UNFINISHED, scenario, attempt, now)
    attempt_expiry.schedule(conn, attempt, max(reminders, reached), idle)
    return False


def _notify(
    conn: Connection, kind: str, scenario: Scenario | None, attempt: Attempt, now: datetime
) -> None:
    if scenario is not None and attempt.mode not in UNCOUNTED:
        unfinished_notices.queue(conn, kind, scenario, attempt, now)


def close(conn: Connection, attempt_id: str, now: datetime) -> None:
    """Close an attempt that is under way, with its drafts and jobs."""
    attempts.abandon(conn, attempt_id, now)
    drafts.drop(conn, attempt_id)
    jobs.cancel_about(conn, time_limits.KIND, attempt_id)
    attempt_expiry.cancel(conn, attempt_id)
