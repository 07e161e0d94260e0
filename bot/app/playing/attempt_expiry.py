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
"""How long an attempt has not moved when its learner is reminded; each comes once."""
WARNING = timedelta(days=11)
"""How long it has not moved when its learner is warned: early enough to arrive before it closes,
past a day with another message and two days of rest."""


def expiry_time(attempt: Attempt) -> datetime:
    """When an idle attempt expires."""
    return attempt.moved_at + KEPT


def schedule(
    conn: Connection, attempt: Attempt, reminders: int = 0, idle: timedelta = timedelta()
) -> None:
    """Schedule the next look at an attempt.

    Args:
        conn: A writing unit's connection.
        attempt: As it stands.
        reminders: How many its learner has had.
        idle: For how long it has not moved.
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
    """Cancel the next look at an attempt, since it is over."""
    jobs.cancel(conn, KIND, attempt_id)
