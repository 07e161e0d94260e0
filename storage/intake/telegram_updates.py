"""Telegram's updates: which were seen, and which failed. Never what they said."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from storage.db.prepared import PreparedStatement
from storage.db.records import RecordColumns
from storage.db.tables import seen
from storage.db.tables import set_aside as table


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An update that failed, without a word of it."""

    bot: int
    update_id: int
    kind: str
    error: str
    tries: int
    at: datetime


_DEAD_LETTER = RecordColumns(DeadLetter, table)


# PostgreSQL's INSERT … ON CONFLICT, which SQLite shares.
_FIRST_TIME = PreparedStatement(
    insert(seen)
    .values(bot=bindparam("bot"), update_id=bindparam("update_id"), at=bindparam("at"))
    .on_conflict_do_nothing()
)


def mark_seen(conn: Connection, bot: int, update_id: int, at: datetime) -> bool:
    """Note an update as seen; whether it had not been seen before."""
    return _FIRST_TIME.run(conn, bot=bot, update_id=update_id, at=at) == 1


def purge_seen(conn: Connection, before: datetime) -> int:
    """Forget the updates seen before a moment; return how many."""
    return conn.execute(delete(seen).where(seen.c.at < before)).rowcount


def record_failure(
    conn: Connection, bot: int, update_id: int, kind: str, error: str, at: datetime
) -> int:
    """Record that handling an update failed.

    Args:
        conn: A unit's connection, not the one that failed.
        bot: Whose update.
        update_id: Which.
        kind: What sort of update, such as ``callback_query``.
        error: The name of the error; never its text, which may quote the update.
        at: The current time.

    Returns:
        How often it has failed by now.
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


def count_failures(conn: Connection, bot: int, update_id: int) -> int:
    """How often handling an update has failed."""
    query = select(table.c.tries).where(table.c.bot == bot, table.c.update_id == update_id)
    return conn.execute(query).scalar_one_or_none() or 0


def clear_failures(conn: Connection, bot: int, update_id: int) -> None:
    """Forget the failures of an update that was handled after all."""
    conn.execute(delete(table).where(table.c.bot == bot, table.c.update_id == update_id))


def dead_letters(conn: Connection, bot: int, tries: int) -> list[DeadLetter]:
    """The updates that failed at least so often, latest first."""
    query = (
        _DEAD_LETTER.select()
        .where(table.c.bot == bot, table.c.tries >= tries)
        .order_by(table.c.at.desc(), table.c.update_id)
    )
    return _DEAD_LETTER.all(conn, query)


def count_dead_letters(conn: Connection, tries: int, since: datetime) -> int:
    """How many updates of all bots failed at least so often, since a moment."""
    query = select(func.count()).where(table.c.tries >= tries, table.c.at >= since)
    return conn.execute(query).scalar_one()
