"""Drafts: unconfirmed ticks or orders at a question. Not events.

A draft belongs to one turn of its attempt and is ignored once the attempt has moved on.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from storage.db.prepared import PreparedStatement
from storage.db.tables import drafts

_GET = PreparedStatement(
    select(drafts.c["items"]).where(
        drafts.c.attempt == bindparam("of"), drafts.c.turn == bindparam("at_turn")
    )
)

# PostgreSQL's INSERT … ON CONFLICT, which SQLite shares.
_NEW = insert(drafts).values(
    {
        drafts.c.attempt: bindparam("of"),
        drafts.c.turn: bindparam("at_turn"),
        drafts.c["items"]: bindparam("chosen"),
    }
)
_PUT = PreparedStatement(
    _NEW.on_conflict_do_update(
        index_elements=[drafts.c.attempt],
        set_={"turn": _NEW.excluded.turn, "items": _NEW.excluded["items"]},
    )
)

_DROP = PreparedStatement(delete(drafts).where(drafts.c.attempt == bindparam("of")))


def get(conn: Connection, attempt_id: str, turn: int) -> tuple[str, ...]:
    """The choices at this turn of an attempt; empty for a draft of another turn."""
    row = _GET.first(conn, of=attempt_id, at_turn=turn)
    return tuple(row[0]) if row else ()


def put(conn: Connection, attempt_id: str, turn: int, items: Iterable[str]) -> None:
    """Replace the draft of an attempt with these choices, in this order."""
    _PUT.run(conn, of=attempt_id, at_turn=turn, chosen=list(items))


def drop(conn: Connection, attempt_id: str) -> None:
    """Delete the draft of an attempt, if any."""
    _DROP.run(conn, of=attempt_id)
