"""Events: what happened in an attempt, in order.

``append`` runs at every tap, so it is a prepared statement (see ``prepared``).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, literal_column, select

from storage.db.prepared import PreparedStatement
from storage.db.records import RecordColumns
from storage.db.tables import events


@dataclass(frozen=True, slots=True)
class Event:
    """An event of an attempt; their order is significant."""

    turn: int
    kind: str
    language: str
    at: datetime
    scene: str | None = None
    act: Any = None
    """The learner's act: any JSON value."""
    credit: Mapping[str, Any] | None = None
    error: str | None = None
    critical: bool = False
    facts: Mapping[str, Any] | None = None


_EVENT = RecordColumns(Event, events)


# The attempt is locked, so nobody else takes the number; the key would refuse it anyway.
_NEXT_SEQ = (
    select(func.coalesce(func.max(events.c.seq), literal_column("-1")) + literal_column("1"))
    .where(events.c.attempt == bindparam("of"))
    .scalar_subquery()
)

_APPEND = PreparedStatement(
    insert(events)
    .values(
        {column: bindparam(column.name) for column in _EVENT.columns}
        | {events.c.attempt: bindparam("of"), events.c.seq: _NEXT_SEQ}
    )
    .inline()  # without RETURNING the number
)


def append(conn: Connection, attempt_id: str, happened: Iterable[Event]) -> None:
    """Append events to a locked attempt."""
    for event in happened:
        _APPEND.run(
            conn,
            of=attempt_id,
            turn=event.turn,
            kind=event.kind,
            scene=event.scene,
            act=event.act,
            credit=event.credit,
            error=event.error,
            critical=event.critical,
            language=event.language,
            facts=event.facts,
            at=event.at,
        )


_OF = PreparedStatement(
    _EVENT.select().where(events.c.attempt == bindparam("of")).order_by(events.c.seq)
)


def of(conn: Connection, attempt_id: str) -> list[Event]:
    """The events of an attempt, in order."""
    return [_EVENT.build(row) for row in _OF.rows(conn, of=attempt_id)]


def of_each(conn: Connection, attempt_ids: Collection[str]) -> dict[str, list[Event]]:
    """The events of each of these attempts, in order; an empty list for none."""
    query = (
        select(events.c.attempt, *_EVENT.columns)
        .where(events.c.attempt.in_(attempt_ids))
        .order_by(events.c.attempt, events.c.seq)
    )
    found: dict[str, list[Event]] = {attempt_id: [] for attempt_id in attempt_ids}
    for attempt_id, *event in conn.execute(query):
        found[attempt_id].append(_EVENT.build(event))
    return found
