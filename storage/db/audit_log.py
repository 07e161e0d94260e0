"""The audit log: every act by right of a role, as a hash chain of rows.

Each row has the hash of its content, which includes the previous row's hash. Rows are only
appended. The number of rows and the last hash are stored in a separate table, to detect
truncation. Old rows are only removed by ``cut``, after archiving; the start of
the remaining rows is stored with the end, and in the row that records the cut. Anyone with write
access to the database could rebuild the whole chain. Only a copy of its end kept elsewhere detects
that: backups and the logs of a running bot have one.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_once

from storage.db import audit_context
from storage.db.audit_context import PREPARATION, AuditContext
from storage.db.records import RecordColumns
from storage.db.tables import audit as table
from storage.db.tables import audit_head
from storage.db.writers import T, Unit

START = "0" * 64
"""The hash before the first row."""

ARCHIVED = "audit archive"
"""The act that removes archived rows; its object is their end."""

PAGE = 5_000
"""Rows read at once."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A row of the audit log."""

    number: int
    """Counted from 1, without gaps."""
    at: datetime
    person: str | None
    """None on the command line."""
    role: str
    agency: str
    """Of the role."""
    act: str
    """The right used."""
    deed: str
    """The handler or command."""
    kind: str | None
    object: str | None
    """The object."""
    origin: str
    """The interface: the bot, the sandbox or the command line."""
    before: str
    """The hash of the previous row."""
    hash: str


_ENTRY = RecordColumns(AuditEntry, table)


COLUMNS = tuple(field.name for field in fields(AuditEntry))


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """The last row of the chain."""

    number: int = 0
    hash: str = START

    def __str__(self) -> str:
        """The notation for an operator's records."""
        return f"{self.number}:{self.hash}"


_END = RecordColumns(ChainEnd, audit_head)


FaultKind: TypeAlias = Literal[
    "changed", "missing", "inserted", "unlinked", "end", "lost", "noted", "begin"
]


@dataclass(frozen=True, slots=True)
class ChainFault:
    """A fault of the chain, and at which row."""

    number: int
    wrong: FaultKind
    until: int | None = None
    """The last of several consecutive rows."""


def with_audit(unit: Unit[T], origin: str) -> Unit[T]:
    """Wrap a unit so that it records itself if it uses a right and changes something.

    Args:
        origin: The interface.
    """
    context = audit_context.current()
    if context is None:
        return unit

    def run(conn: Connection) -> T:
        context.changed.clear()
        with audit_context.active(context):  # units run in threads without the caller's context
            value = unit(conn)
            if context.use is not None and context.changed - PREPARATION:
                append(conn, context, origin)
                context.recorded = True
        return value

    return run


def append(conn: Connection, context: AuditContext, origin: str) -> None:
    """Append a row. Concurrent appends wait until the unit ends."""
    use = context.use
    assert use is not None
    last = _locked_end(conn)
    kind, about = context.about or (use.kind, use.object)
    made = AuditEntry(
        last.number + 1,
        context.at.astimezone(UTC),
        context.person,
        use.role,
        use.agency,
        use.act,
        context.name,
        kind,
        about,
        origin,
        last.hash,
        "",
    )
    row = dict(zip(COLUMNS, astuple(made), strict=True)) | {"hash": digest(made)}
    conn.execute(insert(table), row)
    ends = update(audit_head).where(audit_head.c.id == _LAST)
    conn.execute(ends.values(number=made.number, hash=row["hash"]))


def digest(entry: AuditEntry) -> str:
    """The hash of a row's content, including the previous hash, as JSON."""
    *fields, _ = astuple(entry)
    fields[1] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return sha256(json.dumps(fields, separators=(",", ":")).encode()).hexdigest()


_LAST, _BEFORE = 1, 2
"""The rows of ``audit_head``: the end of the chain, and the end of its archived part."""
_OF_CHAIN = _END.select().where(audit_head.c.id == _LAST)


def _locked_end(conn: Connection) -> ChainEnd:
    """The end of the chain, locked until the unit ends."""
    found = _END.first(conn, _OF_CHAIN.with_for_update())
    if found is None:
        # With rows present the end was lost, and perhaps others: then a row with an empty
        # predecessor records that.
        last = max((entry.number for entry in latest(conn, 1)), default=0)
        first = {"id": _LAST, "number": last or start_hash(conn).number, "hash": START}
        conn.execute(insert_once(audit_head).values(first).on_conflict_do_nothing())
        found = _END.first(conn, _OF_CHAIN.with_for_update())
        assert found is not None  # it exists since the previous statement
    return found


def end(conn: Connection) -> ChainEnd | None:
    """The recorded end of the chain; None if it is lost."""
    found = _END.first(conn, _OF_CHAIN)
    if found is None:
        return None if latest(conn, 1) or start_hash(conn) != ChainEnd() else ChainEnd()
    return found


def start_hash(conn: Connection) -> ChainEnd:
    """The predecessor of the first remaining row: the end of the archived part, or nothing."""
    return _END.first(conn, _END.select().where(audit_head.c.id == _BEFORE)) or ChainEnd()


def contains(conn: Connection, noted: ChainEnd) -> bool:
    """Whether the remaining rows include this end, which was noted elsewhere."""
    if noted in (ChainEnd(), start_hash(conn)):
        return True
    row = conn.execute(select(table.c.hash).where(table.c.number == noted.number)).scalar()
    return row == noted.hash


def cut(conn: Connection, archived: ChainEnd) -> bool:
    """Delete archived rows up to an end; the chain continues from there.

    Args:
        conn: A writing unit's connection; the unit is recorded as ``ARCHIVED``, on this end.
        archived: The last row to delete.

    Returns:
        Whether it was done; false if no row has this number and hash.
    """
    _locked_end(conn)
    row = conn.execute(select(table.c.hash).where(table.c.number == archived.number)).scalar()
    if row != archived.hash:
        return False
    conn.execute(delete(table).where(table.c.number <= archived.number))
    values = {"number": archived.number, "hash": archived.hash}
    before = insert_once(audit_head).values({"id": _BEFORE, **values})
    conn.execute(before.on_conflict_do_update(index_elements=[audit_head.c.id], set_=values))
    return True


def entries(
    conn: Connection, *, since: datetime | None = None, until: datetime | None = None, **said: str
) -> Iterator[AuditEntry]:
    """The rows in order, read a page at a time.

    Args:
        since: Only from this moment on.
        until: Only before this moment.
        said: Required values, by column.
    """
    query = _ENTRY.select().order_by(table.c.number).limit(PAGE)
    wanted = _wanted(since, until, said)
    page = _ENTRY.all(conn, query.where(*wanted))
    while page:
        yield from page
        further = (*wanted, table.c.number > page[-1].number)
        page = _ENTRY.all(conn, query.where(*further)) if len(page) == PAGE else []


def latest(
    conn: Connection,
    count: int,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    **said: str,
) -> list[AuditEntry]:
    """The last of the rows that `entries` yields, in order."""
    query = _ENTRY.select().where(*_wanted(since, until, said))
    return _ENTRY.all(conn, query.order_by(table.c.number.desc()).limit(count))[::-1]


def latest_before(
    conn: Connection,
    count: int,
    said: Mapping[str, str],
    since: datetime | None = None,
    before: int | None = None,
) -> list[AuditEntry]:
    """The last rows that have these values, the latest first.

    Args:
        count: The maximum number.
        said: Required values, by column.
        since: Only from this moment on.
        before: Only rows before the one of this number.
    """
    query = _ENTRY.select().where(*_wanted(since, None, said))
    if before is not None:
        query = query.where(table.c.number < before)
    return _ENTRY.all(conn, query.order_by(table.c.number.desc()).limit(count))


def was_recorded(conn: Connection, deed: str, since: datetime, until: datetime) -> bool:
    """Whether an act was recorded in a period; blocks appends until the unit ends.

    So of several programs that check, and record the act if it is missing, only one does so.
    """
    _locked_end(conn)
    return bool(latest(conn, 1, since=since, until=until, deed=deed))


def _wanted(
    since: datetime | None, until: datetime | None, said: Mapping[str, str]
) -> list[ColumnElement[bool]]:
    wanted = [table.c[name] == value for name, value in said.items()]
    if since is not None:
        wanted.append(table.c.at >= since)
    if until is not None:
        wanted.append(table.c.at < until)
    return wanted


def faults(
    rows: Iterable[AuditEntry],
    kept: ChainEnd | None,
    noted: ChainEnd | None = None,
    begun: ChainEnd = ChainEnd(),
) -> Iterator[ChainFault]:
    """The faults of a chain.

    Args:
        rows: Its rows, in order.
        kept: Its recorded end; None if lost.
        noted: An end noted elsewhere.
        begun: The predecessor of its first row, if an older part was archived.
    """
    last = begun
    linked = True  # whether the next row's predecessor is known
    found = noted is None or noted in (ChainEnd(), begun)
    archived = begun == ChainEnd()  # whether a row records that earlier rows were archived
    for row in rows:
        archived = archived or (row.deed == ARCHIVED and row.object == str(begun))
        if row.number <= last.number:
            yield ChainFault(row.number, "inserted")
            continue
        if row.number > last.number + 1:
            yield _missing(last.number + 1, row.number - 1)
            linked = False
        if row.hash != digest(row):
            yield ChainFault(row.number, "changed")
        elif kept is not None and row.number > kept.number:
            yield ChainFault(row.number, "inserted")
        elif linked and row.before != last.hash:
            yield _unlinked(last, row)
        last, linked = ChainEnd(row.number, row.hash), True
        found = found or last == noted
    yield from _ending(last, kept)
    if not archived:
        yield ChainFault(begun.number, "begin")
    if noted is not None and not found:
        yield ChainFault(noted.number, "noted")


def _unlinked(last: ChainEnd, row: AuditEntry) -> ChainFault:
    return (
        ChainFault(last.number, "lost")
        if row.before == START
        else ChainFault(row.number, "unlinked")
    )


def _ending(last: ChainEnd, kept: ChainEnd | None) -> Iterator[ChainFault]:
    if kept is None:
        yield ChainFault(last.number, "lost")
    elif last.number < kept.number:
        yield _missing(last.number + 1, kept.number)
    elif last.number == kept.number and last.hash != kept.hash:
        yield ChainFault(last.number, "end")


def _missing(first: int, last: int) -> ChainFault:
    return ChainFault(first, "missing", last if last > first else None)
