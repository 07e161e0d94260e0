"""Refreshers looked at together: who knows something, and what became of every prompt."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.db.records import RecordColumns
from storage.db.tables import memories, prompts


@dataclass(frozen=True, slots=True)
class SentPrompt:
    """What became of one prompt."""

    person: str
    made_at: datetime
    slot: str
    turn: int
    """How many of its items have been answered."""
    state: str


_SENT = RecordColumns(SentPrompt, prompts)


def knowing(conn: Connection) -> list[str]:
    """Everybody of whom any memory is kept, in a fixed order."""
    query = select(memories.c.person).distinct().order_by(memories.c.person)
    return list(conn.execute(query).scalars())


def sent_prompts(conn: Connection) -> list[SentPrompt]:
    """Every prompt, person by person, oldest first."""
    query = _SENT.select().order_by(prompts.c.person, prompts.c.made_at, prompts.c.id)
    return _SENT.all(conn, query)
