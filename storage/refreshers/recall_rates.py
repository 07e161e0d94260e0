"""Data for recall rates: people with memories, and all sent prompts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.db.records import RecordColumns
from storage.db.tables import memories, prompts


@dataclass(frozen=True, slots=True)
class SentPrompt:
    person: str
    made_at: datetime
    slot: str
    turn: int
    """The number of answered items."""
    state: str


_SENT = RecordColumns(SentPrompt, prompts)


def people_with_memories(conn: Connection) -> list[str]:
    """All people with memories, in a fixed order."""
    query = select(memories.c.person).distinct().order_by(memories.c.person)
    return list(conn.execute(query).scalars())


def sent_prompts(conn: Connection) -> list[SentPrompt]:
    """All prompts, by person, oldest first."""
    query = _SENT.select().order_by(prompts.c.person, prompts.c.made_at, prompts.c.id)
    return _SENT.all(conn, query)
