"""Telegram updates: those already seen, and failures. Never their content."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from storage.db.prepared import PreparedStatement
from storage.db.tables import seen
from storage.db.tables import set_aside as table

# PostgreSQL's INSERT … ON CONFLICT, which SQLite shares.
_FIRST_TIME = PreparedStatement(
    insert(seen)
    .values(bot=bindparam("bot"), update_id=bindparam("update_id"), at=bindparam("at"))
    .on_conflict_do_nothing()
)


def mark_seen(conn: Connection, bot: int, update_id: int, at: datetime) -> bool:
    """Record an update as seen; return whether it is new."""
    return _FIRST_TIME.run(conn, bot=bot, update_id=update_id, at=at) == 1


def purge_seen(conn: Connection, before: datetime) -> int:
    """Delete the records of seen updates before a moment; return how many."""
    return conn.execute(delete(seen).where(seen.c.at < before)).rowcount


def record_failure(
    conn: Connection, bot: int, update_id: int, kind: str, error: str, at: datetime
) -> int:
    """Record that handling an update failed.

    Args:
        conn: A unit's connection, not of the failed one.
        kind: The update type, such as ``callback_query``.
        error: The error's class name; never its text, which may quote the update.

    Returns:
        The number of failures so far.
    """
    first = insert(table).values(
        bot=bot, update_id=update_id, kind=kind, error=error, tries=1, at=at
    )
    again = first.on_conflict_do_update(
        index_elements=[table.c.bot, table.c.update_id],
        set_={"kind": kind, "error": error, "tries": table.c.tries + 1, "at": at},
    )
    tries: int = conn.execute(again.returning(table.c.tries)).scalar_one()
    return tries


def clear_failures(conn: Connection, bot: int, update_id: int) -> None:
    """Delete the failures of an update that was handled after all."""
    conn.execute(delete(table).where(table.c.bot == bot, table.c.update_id == update_id))


def count_dead_letters(conn: Connection, tries: int, since: datetime) -> int:
    """The number of updates of all bots that failed at least this often, since a moment."""
    query = select(func.count()).where(table.c.tries >= tries, table.c.at >= since)
    return conn.execute(query).scalar_one()
