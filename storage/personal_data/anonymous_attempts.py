"""Anonymous attempts: results and month of finished attempts without a person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update

from storage.db.tables import events
from storage.people.people import NOBODY, UNDETERMINED


def month(at: datetime) -> datetime:
    """The start of a moment's month, in UTC."""
    return at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def of_nobody(row: Mapping[Any, Any], new: str, at: datetime) -> dict[str, Any]:
    """A copy of an attempt without its person.

    Args:
        row: The stored row.
        new: Its new id.
        at: The month of its end.
    """
    return dict(row) | {
        "id": new,
        "person": NOBODY,
        "seed": 0,
        "language": UNDETERMINED,
        "plain_screens": False,
        "shown_turn": row["turn"],  # there is nobody to deliver screens to
        "started_at": at,
        "moved_at": at,
        "ended_at": at,
        "assignment": None,
        "shared_at": None,
        "entered_by": None,
        "entered_at": None,
        "session": None,
        "withheld_at": None,
        "replays": None,
    }


def move_events(conn: Connection, old: str, new: str, at: datetime) -> None:
    """Move the events of an attempt to its anonymous copy."""
    moved = update(events).where(events.c.attempt == old)
    conn.execute(moved.values(attempt=new, language=UNDETERMINED, at=at))
