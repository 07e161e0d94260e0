"""People who never do anything, and to whom something is due while the soak lasts."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from bot.bench.people.crowd import all_due
from scenarios.shelf import Shelf
from storage import tables

MORNING = 9  # in whose hours people may be written to
EAST, WEST = 14, -12  # hours from Greenwich, the farthest
LONG = timedelta(hours=4)


def expecting(
    conn: Connection, shelf: Shelf, bot: int, many: int, now: datetime, over: timedelta
) -> dict[str, int]:
    """Let people come to each of whom a prompt is due at some moment from now on.

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
    all_due(conn, shelf, bot, many)
    conn.execute(update(tables.people).values(timezone=_where_it_is_morning(now), rest_days=[]))
    accounts = select(tables.accounts.c.person, tables.accounts.c.telegram_id)
    found = {person: chat for person, chat in conn.execute(accounts)}  # noqa: C416  typed rows
    for place, person in enumerate(found):
        moment = now + over * place / many
        own = update(tables.due).where(tables.due.c.person == person)
        conn.execute(own.values(due=moment, not_after=moment + LONG))
    return found


def _where_it_is_morning(now: datetime) -> str:
    """A zone in which it is nine o'clock; those of this name count westwards."""
    ahead = MORNING - now.hour
    ahead += 24 if ahead < WEST else 0
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"
