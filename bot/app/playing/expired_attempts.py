"""Attempts that nobody went on with for so long are closed. They count for nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.app.playing import attempt_expiry, time_limits
from bot.app.ports import Clock
from storage.db.database import Database
from storage.outbox import jobs
from storage.outbox.jobs import ClaimedJob
from storage.playing import attempts, drafts

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
BATCH = 100  # at a time, so that a tick stays short however many there are


class AttemptExpiry:
    """Closes attempts that were abandoned."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def close(self) -> int:
        """Close attempts that have been idle too long; return their number."""
        now = self._clock.now()
        batch = await self._database.write(
            lambda conn: jobs.claim(conn, now, LEASE, BATCH, (attempt_expiry.KIND,))
        )
        closed = await self._database.write(
            lambda conn: sum([_closed(conn, job, now) for job in batch.due])
        )
        if closed:
            log.info("attempts were abandoned", attempts=closed)
        return closed


def _closed(conn: Connection, job: ClaimedJob, now: datetime) -> bool:
    """Close one, unless it moved since; then it is kept from that moment on."""
    attempt = attempts.get_for_update(conn, job.job.key)
    if not jobs.complete(conn, job) or attempt is None or attempt.state != "running":
        return False
    if attempt_expiry.expiry_time(attempt) > now:
        attempt_expiry.schedule(conn, attempt)
        return False
    close(conn, attempt.id, now)
    return True


def close(conn: Connection, attempt_id: str, now: datetime) -> None:
    """Close an attempt that is under way, with all that was marked and promised in it."""
    attempts.abandon(conn, attempt_id, now)
    drafts.drop(conn, attempt_id)
    jobs.cancel_about(conn, time_limits.KIND, attempt_id)
    attempt_expiry.cancel(conn, attempt_id)
