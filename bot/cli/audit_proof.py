"""Verification of the audit log, and messages about its faults."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from storage.db.audit_log import AuditEntry, ChainEnd, ChainFault

_SENTENCES = {
    "changed": "it was changed after it was written.",
    "missing": "it is missing.",
    "inserted": "it was not written by this program.",
    "unlinked": "it does not follow the row before; one of the two was replaced.",
    "end": "it is not the row with which the log ended.",
    "lost": "the end of the log was lost when this was the last row; more may have followed.",
    "noted": "it is not the row that was noted as the end.",
    "begin": "the rows up to it are missing, and no `basira audit archive` is recorded for them.",
}


def fault_sentence(wrong: dict[str, Any]) -> str:
    """A fault in words."""
    if wrong["until"] is not None:
        return f"audit, rows {wrong['row']} to {wrong['until']}: they are missing."
    return f"audit, row {wrong['row']}: {_SENTENCES[wrong['what']]}"


_END = re.compile(r"(?<![0-9a-zA-Z])([0-9]{1,18}):([0-9a-f]{64})(?![0-9a-zA-Z])")


def ends_in(line: str) -> list[ChainEnd]:
    """The ends of an audit log noted in a line."""
    from storage.db.audit_log import ChainEnd

    return [ChainEnd(int(number), ending) for number, ending in _END.findall(line)]


def read_end(noted: str | None) -> ChainEnd | None:
    """Parse an end that an operator noted.

    Raises:
        CommandError: It is not one.
    """
    from bot.cli.program import CommandError

    if noted is None:
        return None
    found = ends_in(noted)
    if [str(end) for end in found] != [noted]:
        raise CommandError("This is not an end of an audit log, as `basira db check` prints it.")
    return found[0]


def verify_log(conn: Connection, noted: ChainEnd | None) -> dict[str, Any]:
    """Verify the audit log: count its rows, find its ends, and list its faults.

    Raises:
        CommandError: The end that was noted is in an archive.
    """
    from bot.cli.program import CommandError
    from storage.db import audit_log

    count = 0

    def counted(rows: Iterable[AuditEntry]) -> Iterator[AuditEntry]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    end, begun = audit_log.end(conn), audit_log.start_hash(conn)
    if noted is not None and 0 < noted.number < begun.number:
        raise CommandError(
            "That end is in an archive: prove it with `basira audit check --end`, given the "
            "archive's files in order."
        )
    wrong = [
        fault_as_json(fault)
        for fault in audit_log.faults(counted(audit_log.entries(conn)), end, noted, begun)
    ]
    ended = "lost" if end is None else str(end)
    archived = str(begun) if begun.number else None
    return {"rows": count, "archived": archived, "end": ended, "wrong": wrong}


def fault_as_json(fault: ChainFault) -> dict[str, Any]:
    """A fault as JSON has it."""
    return {"row": fault.number, "until": fault.until, "what": fault.wrong}
