"""Uploaded rosters awaiting confirmation by their trainer."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert

from storage.db.records import RecordColumns
from storage.db.tables import lists


@dataclass(frozen=True, slots=True)
class PendingList:
    """A trainer's last uploaded roster, awaiting confirmation."""

    person: str
    id: str
    cohort: str
    rows: Sequence[Mapping[str, Any]]
    """The rows that can be entered."""
    at: datetime
    sheet: Mapping[str, Any] | None = None
    """Its table, used to correct rows; None if an earlier release stored the list."""


_WAITING = RecordColumns(PendingList, lists)


def keep(conn: Connection, waiting: PendingList) -> None:
    """Insert a list, replacing the trainer's previous one."""
    drop(conn, waiting.person)
    conn.execute(insert(lists), asdict(waiting))


def of_trainer(conn: Connection, person: str) -> PendingList | None:
    """The trainer's pending list, if any."""
    return _WAITING.first(conn, _WAITING.select().where(lists.c.person == person))


def get(conn: Connection, person: str, list_id: str) -> PendingList | None:
    """The list with this id, if it is the trainer's pending one."""
    own = (lists.c.person == person, lists.c.id == list_id)
    return _WAITING.first(conn, _WAITING.select().where(*own))


def drop(conn: Connection, person: str) -> None:
    """Delete a trainer's pending list, if any."""
    conn.execute(delete(lists).where(lists.c.person == person))


def forget(conn: Connection, before: datetime) -> int:
    """Delete the lists uploaded before a moment; return how many."""
    return conn.execute(delete(lists).where(lists.c.at < before)).rowcount
