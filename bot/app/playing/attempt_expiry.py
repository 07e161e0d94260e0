"""For how long an attempt that nobody goes on with is kept: promised when it begins.

The promise stands about the attempt and is not moved by every tap; when it comes due, whoever
keeps it looks when the attempt moved last.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from storage.outbox import jobs
from storage.outbox.jobs import ScheduledJob
from storage.playing.attempts import Attempt

KIND = "abandon"
DAYS = 14
KEPT = timedelta(days=DAYS)


def expiry_time(attempt: Attempt) -> datetime:
    """When an idle attempt expires."""
    return attempt.moved_at + KEPT


def schedule(conn: Connection, attempt: Attempt) -> None:
    """Schedule the expiry of an idle attempt."""
    jobs.schedule(
        conn,
        ScheduledJob(
            person=attempt.person,
            kind=KIND,
            key=attempt.id,
            due=expiry_time(attempt),
            subject=attempt.id,
        ),
    )


def cancel(conn: Connection, attempt_id: str) -> None:
    """Cancel the expiry of an attempt that is over."""
    jobs.cancel(conn, KIND, attempt_id)
