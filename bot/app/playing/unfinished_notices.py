"""Notices of cases that were begun and not finished: reminders, a warning, and the closing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.app import notices
from bot.app.playing import attempt_expiry
from scenarios.model import Scenario
from storage.playing import attempts
from storage.playing.attempts import Attempt

UNFINISHED = "case-unfinished"
CLOSING = "case-closing"
CLOSED = "case-closed"


def queue(conn: Connection, kind: str, scenario: Scenario, attempt: Attempt, now: datetime) -> None:
    """Queue a notice about an attempt; what it says is read again when it is sent.

    A reminder or a warning expires when the attempt closes.
    """
    facts = {
        "what": kind,
        "attempt": attempt.id,
        "scenario": scenario.id,
        "idle_since": attempt.moved_at.timestamp(),
    }
    notices.queue(
        conn,
        attempt.person,
        f"{kind}:{attempt.id}",
        notices.fair_moment(conn, now),
        facts,
        about=attempt.id,
        not_after=None if kind == CLOSED else attempt_expiry.expiry_time(attempt),
    )


def still_unfinished(conn: Connection, attempt_id: str, idle_since: float) -> Attempt | None:
    """An attempt under way that has not moved since a moment, given as a timestamp."""
    attempt = attempts.get(conn, attempt_id)
    if attempt is None or attempt.state != "running":
        return None
    return attempt if attempt.moved_at.timestamp() <= idle_since else None


def closed(conn: Connection, attempt_id: str) -> Attempt | None:
    """An attempt that was closed, unless its data are gone."""
    attempt = attempts.get(conn, attempt_id)
    return attempt if attempt is not None and attempt.state == "abandoned" else None
