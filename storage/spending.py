"""How many messages are paid for, day by day, and when Telegram last took no payment."""

from datetime import date, datetime

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.db.tables import spending as table


def messages(conn: Connection, day: date) -> int:
    """How many messages of a day are paid for."""
    query = select(table.c.messages).where(table.c.day == day.isoformat())
    return conn.execute(query).scalar() or 0


def take(conn: Connection, day: date, wanted: int, most: int) -> int:
    """Count messages as paid for, before they are sent; so a day never has more than it may.

    Args:
        conn: A writing unit's connection.
        day: Which.
        wanted: How many.
        most: How many the day may have in all.

    Returns:
        How many of them the day still has.
    """
    spent = _held(conn, day)
    given = max(0, min(wanted, most - spent))
    _set(conn, day, messages=spent + given)
    return given


def give_back(conn: Connection, day: date, unused: int) -> None:
    """Count messages no more that were taken for a day and never sent."""
    _set(conn, day, messages=_held(conn, day) - unused)


def refuse(conn: Connection, day: date, at: datetime) -> None:
    """Record that Telegram took no payment at a moment of a day."""
    _held(conn, day)
    _set(conn, day, refused_at=at)


def refused_at(conn: Connection) -> datetime | None:
    """When Telegram last took no payment; None where it always did."""
    found: datetime | None = conn.scalar(select(func.max(table.c.refused_at)))
    return found


def _held(conn: Connection, day: date) -> int:
    """How many are paid for, locked until the unit ends."""
    first = insert(table).values(day=day.isoformat(), messages=0).on_conflict_do_nothing()
    conn.execute(first)
    query = select(table.c.messages).where(table.c.day == day.isoformat()).with_for_update()
    return int(conn.execute(query).scalar_one())


def _set(conn: Connection, day: date, **values: object) -> None:
    conn.execute(update(table).where(table.c.day == day.isoformat()).values(**values))
