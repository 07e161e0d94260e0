"""Reports of issues with a case, by those who play it."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.errors import NotFound
from bot.app.request import Request
from storage.playing import attempts, issue_reports


def latest_turn(conn: Connection, request: Request) -> tuple[str, int] | None:
    """Somebody's attempt that moved last, and its turn."""
    return issue_reports.latest_attempt(conn, request.person.id)


def ensure_reached(conn: Connection, request: Request, attempt_id: str, turn: int) -> None:
    """Check that a person has reached a turn of their attempt.

    Raises:
        NotFound: They have not, or it is not theirs.
    """
    attempt = attempts.get(conn, attempt_id)
    if attempt is None or attempt.person != request.person.id or turn > attempt.turn:
        raise NotFound


def report(conn: Connection, request: Request, attempt_id: str, turn: int, kind: str) -> None:
    """Record an issue, once for each attempt, turn and kind.

    Raises:
        NotFound: There is no such kind, they have not come to the turn, or it is not theirs.
    """
    if kind not in issue_reports.KINDS:
        raise NotFound
    ensure_reached(conn, request, attempt_id, turn)
    issue_reports.add(conn, attempt_id, turn, kind, request.now)
