"""Lists that came as files and wait for their trainer to say whether they shall be entered."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert

from storage.db.records import RecordColumns
from storage.db.tables import lists


@dataclass(frozen=True, slots=True)
class PendingList:
    """A list that waits. Of each trainer it is the last one that they sent."""

    person: str
    id: str
    cohort: str
    rows: Sequence[Mapping[str, Any]]
    at: datetime


_WAITING = RecordColumns(PendingList, lists)


def keep(conn: Connection, waiting: PendingList) -> None:
    """Keep a list, in place of the one that this trainer sent before."""
    drop(conn, waiting.person)
    conn.execute(insert(lists), asdict(waiting))


def get(conn: Connection, person: str, list_id: str) -> PendingList | None:
    """The list with this id, if it is the one that waits for this trainer."""
    own = (lists.c.person == person, lists.c.id == list_id)
    return _WAITING.first(conn, _WAITING.select().where(*own))


def drop(conn: Connection, person: str) -> None:
    """Forget the list that waits for a trainer, if there is one."""
    conn.execute(delete(lists).where(lists.c.person == person))


def forget(conn: Connection, before: datetime) -> int:
    """Delete the lists that came before a moment; return how many."""
    return conn.execute(delete(lists).where(lists.c.at < before)).rowcount
