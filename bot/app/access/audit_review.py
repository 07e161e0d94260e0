"""The audit log, for admins of all agencies and operators: looked through, and proven."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.app.access.checks import ensure
from bot.app.access.rights import Right
from bot.app.request import Request
from storage.db import audit_log
from storage.db.audit_log import AuditEntry, ChainEnd, ChainFault
from storage.db.database import Database
from storage.people.roles import EVERYWHERE

_END = re.compile(r"(?<![0-9a-zA-Z])([0-9]{1,18}):([0-9a-f]{64})(?![0-9a-zA-Z])")


class EndArchived(Exception):
    """The noted end of the chain is in an archive, so the remaining rows cannot prove it."""


class NoEnd(Exception):
    """The text contains no end of an audit log (`rows:hash`)."""


@dataclass(frozen=True, slots=True)
class AuditProof:
    """The result of verifying the audit log's hash chain."""

    rows: int
    archived: ChainEnd | None
    """The end of its archived part."""
    end: ChainEnd | None
    """None if it is lost."""
    faults: Sequence[ChainFault]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some rows, the latest first."""

    rows: Sequence[AuditEntry]
    next: int | None
    """The row before which there are more."""


def page(
    conn: Connection,
    request: Request,
    count: int,
    *,
    said: Mapping[str, str],
    since: datetime | None = None,
    before: int | None = None,
) -> AuditPage:
    """The latest rows that have these values.

    Args:
        request: The request of an admin of all agencies.
        count: The maximum number.
        said: Required values, by column.
        since: Only from this moment on.
        before: Only rows before the one of this number.

    Raises:
        NotFound: They are no such admin.
    """
    ensure(conn, request.person, Right.SEE_AUDIT, EVERYWHERE)
    found = audit_log.latest_before(conn, count + 1, said, since, before)
    shown = found[:count]
    return AuditPage(shown, shown[-1].number if len(found) > count else None)


async def prove_for(database: Database, request: Request, noted: ChainEnd | None) -> AuditProof:
    """Prove the audit log, for an admin of all agencies; others read and write meanwhile.

    Raises:
        NotFound: They are no such admin.
        EndArchived: See `prove`.
    """
    await database.read(lambda conn: ensure(conn, request.person, Right.SEE_AUDIT, EVERYWHERE))
    return await database.survey(partial(prove, noted=noted))


def prove(conn: Connection, noted: ChainEnd | None) -> AuditProof:
    """Prove the audit log: count its rows, find its ends, and list its faults.

    Args:
        noted: An end that the log must contain.

    Raises:
        EndArchived: The end that was noted is in an archive.
    """
    count = 0

    def counted(rows: Iterable[AuditEntry]) -> Iterator[AuditEntry]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    end, begun = audit_log.end(conn), audit_log.start_hash(conn)
    if noted is not None and 0 < noted.number < begun.number:
        raise EndArchived
    wrong = list(audit_log.faults(counted(audit_log.entries(conn)), end, noted, begun))
    return AuditProof(count, begun if begun.number else None, end, wrong)


def ends_in(line: str) -> list[ChainEnd]:
    """The ends of an audit log noted in a line."""
    return [ChainEnd(int(number), ending) for number, ending in _END.findall(line)]


def parse_end(noted: str) -> ChainEnd:
    """Parse an end of an audit log as an operator noted it.

    Raises:
        NoEnd: It is not one.
    """
    found = ends_in(noted)
    if [str(end) for end in found] != [noted]:
        raise NoEnd
    return found[0]
