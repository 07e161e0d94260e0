"""Passive people with jobs that become due during the soak."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from scenarios.case_library import CaseLibrary
from tests.bench.people import crowd

MORNING = 9  # in whose hours people may be written to
EAST, WEST = 14, -12  # hours from Greenwich, the farthest


def expecting(
    conn: Connection, shelf: CaseLibrary, bot: int, many: int, now: datetime, over: timedelta
) -> dict[str, int]:
    """Create people, each with a prompt due at some moment from now on.

    Args:
        conn: A writing unit's connection.
        shelf: Whose items they know.
        bot: With which they have an account.
        many: How many.
        now: The moment.
        over: How long until the last one is due.

    Returns:
        The people, and their chats.
    """
    if not many:
        return {}
    where = {"timezone": _where_it_is_morning(now), "rest_days": []}
    crowd.come(conn, shelf, bot, many, where)
    for n in range(many):
        crowd.fall_due(conn, [n], now + over * n / many)
    return {crowd.person_id(n): crowd.account(n) for n in range(many)}


def _where_it_is_morning(now: datetime) -> str:
    """A zone in which it is nine o'clock; those of this name count westwards."""
    ahead = MORNING - now.hour
    ahead += 24 if ahead < WEST else 0
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"
