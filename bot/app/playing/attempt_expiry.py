"""The times at which an inactive attempt is checked: reminders, a warning, closing.

One job about each attempt is scheduled when it begins. Taps do not move it: when it comes due,
whoever runs it looks when the attempt moved last.
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
REMINDERS = (timedelta(days=2), timedelta(days=7))
"""Idle times after which the learner is reminded, once for each."""
WARNING = timedelta(days=11)
"""The idle time after which the learner is warned: early enough to arrive before the attempt
expires, even after a day with another message and two days of rest."""


def expiry_time(attempt: Attempt) -> datetime:
    """When an idle attempt expires."""
    return attempt.moved_at + KEPT


def schedule(
    conn: Connection, attempt: Attempt, reminders: int = 0, idle: timedelta = timedelta()
) -> None:
    """Schedule the next check of an attempt.

    Args:
        conn: The connection of a write transaction.
        attempt: Its current state.
        reminders: The number of reminders already sent.
        idle: The idle time so far.
    """
    later = (after for after in (*REMINDERS[reminders:], WARNING, KEPT) if after > idle)
    jobs.schedule(
        conn,
        ScheduledJob(
            person=attempt.person,
            kind=KIND,
            key=attempt.id,
            due=attempt.moved_at + next(later),
            subject=attempt.id,
            payload={"reminders": reminders},
        ),
    )


def cancel(conn: Connection, attempt_id: str) -> None:
    """Cancel the next check of an attempt that is over."""
    jobs.cancel(conn, KIND, attempt_id)
