"""Erasure of inactive people: they are warned before, and one tap keeps their data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app import notices
from storage.outbox import jobs
from storage.personal_data import inactivity

LEAVING = "leaving"
BEFOREHAND = timedelta(days=30)
"""Between being told and being erased."""
PATIENT = timedelta(days=3650)
"""A message that somebody goes is not dropped while it cannot be told."""
KEY = f"{LEAVING}:"


def schedule(conn: Connection, person_id: str, now: datetime) -> None:
    """Queue a notice that a person's data will be deleted."""
    what = {"what": LEAVING, notices.FIRST: True}
    key = f"{KEY}{person_id}"
    notices.queue(conn, person_id, key, now, what, about=person_id, not_after=now + PATIENT)


def cancel(conn: Connection, person_id: str, now: datetime) -> None:
    """Cancel the deletion and its notice, since the person came back."""
    inactivity.note_return(conn, person_id, now)
    jobs.cancel(conn, notices.KIND, f"{KEY}{person_id}")


def start_countdown(conn: Connection, person_id: str, now: datetime) -> datetime:
    """Start the countdown to deletion from the moment of the notice; return when it ends."""
    until = now + BEFOREHAND
    inactivity.warn(conn, person_id, until)
    return until


def erasable_people(
    conn: Connection, before: datetime, now: datetime, only: Sequence[str] | None = None
) -> list[str]:
    """The people who can be erased now, as they have not come back since a moment."""
    return inactivity.to_erase(conn, before, now - BEFOREHAND, now, KEY, only)


def people_to_warn(conn: Connection, before: datetime, now: datetime) -> list[str]:
    """The people to warn of deletion."""
    return inactivity.unwarned(conn, before, now, KEY)
