"""Messages that a bot sent, so that they can be deleted from their chats."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from storage.db.prepared import PreparedStatement
from storage.db.tables import accounts
from storage.db.tables import sent_messages as table


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message in a private chat, whose id is the Telegram id of the account."""

    bot: int
    telegram_id: int
    message: int
    at: datetime


# PostgreSQL's INSERT … ON CONFLICT, which SQLite shares.
_NEW = {column.name: bindparam(f"new_{column.name}", type_=column.type) for column in table.c}
_ADD = PreparedStatement(
    insert(table)
    .from_select(
        list(_NEW),
        # The lock makes an erasure wait for this insert, or this insert for the erasure.
        select(*_NEW.values())
        .select_from(accounts)
        .where(accounts.c.bot == _NEW["bot"], accounts.c.telegram_id == _NEW["telegram_id"])
        .with_for_update(read=True, key_share=True),
    )
    .on_conflict_do_nothing()
)


def add(conn: Connection, sent: Iterable[SentMessage]) -> None:
    """Insert messages of registered accounts in one batch; those already there are left."""
    rows = ({f"new_{name}": value for name, value in asdict(message).items()} for message in sent)
    _ADD.run_each(conn, rows)


def take(conn: Connection, bot: int, telegram_id: int, since: datetime) -> list[int]:
    """Delete the messages of a chat here; return those sent since a moment, in order."""
    own = (table.c.bot == bot, table.c.telegram_id == telegram_id)
    rows = conn.execute(delete(table).where(*own).returning(table.c.message, table.c.at))
    return sorted(row.message for row in rows if row.at >= since)


def purge(conn: Connection, before: datetime) -> int:
    """Delete the messages sent before a moment; return how many."""
    return conn.execute(delete(table).where(table.c.at < before)).rowcount
