"""What `basira db check` says of the audit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from storage.audit.audit_log import End, Entry, Fault

_SENTENCES = {
    "changed": "it does not say what it said when it was written.",
    "missing": "it is gone.",
    "inserted": "it was not written by this program.",
    "unlinked": "it does not follow the row before; one of the two was put in place of another.",
    "end": "it is not the one with which the audit ended.",
    "lost": "how the audit ended was gone when this was the last row; others may have followed it.",
    "noted": "it is not the one that was noted as the end.",
    "begin": "the rows up to it are gone, and no `basira audit archive` is recorded for it.",
}


def sentence(wrong: dict[str, Any]) -> str:
    """What is wrong with a row or several, in words."""
    if wrong["until"] is not None:
        return f"audit, rows {wrong['row']} to {wrong['until']}: they are gone."
    return f"audit, row {wrong['row']}: {_SENTENCES[wrong['what']]}"


_END = re.compile(r"(?<![0-9a-zA-Z])([0-9]{1,18}):([0-9a-f]{64})(?![0-9a-zA-Z])")


def ends_in(line: str) -> list[End]:
    """The ends of an audit that stand in a line, as it is printed, noted and logged."""
    from storage.audit.audit_log import End

    return [End(int(number), ending) for number, ending in _END.findall(line)]


def read_end(noted: str | None) -> End | None:
    """An end as an operator noted it.

    Raises:
        Told: It is none.
    """
    from bot.cli.program import Told

    if noted is None:
        return None
    found = ends_in(noted)
    if [str(one) for one in found] != [noted]:
        raise Told("This is no end of an audit, as `basira db check` prints it.")
    return found[0]


def proven(conn: Connection, noted: End | None) -> dict[str, Any]:
    """How many rows the audit has, where it begins and ends, and what is wrong with it.

    Raises:
        Told: What was noted as the end stands in an archive.
    """
    from bot.cli.program import Told
    from storage.audit import audit_log

    count = 0

    def counted(rows: Iterable[Entry]) -> Iterator[Entry]:
        nonlocal count
        for one in rows:
            count += 1
            yield one

    end, begun = audit_log.end(conn), audit_log.begin(conn)
    if noted is not None and 0 < noted.number < begun.number:
        raise Told(
            "That end stands in an archive: prove it with `basira audit check --end`, given the "
            "archive's files in order."
        )
    wrong = [
        plainly(one)
        for one in audit_log.faults(counted(audit_log.entries(conn)), end, noted, begun)
    ]
    ended = "lost" if end is None else str(end)
    archived = str(begun) if begun.number else None
    return {"rows": count, "archived": archived, "end": ended, "wrong": wrong}


def plainly(one: Fault) -> dict[str, Any]:
    """A fault as JSON has it."""
    return {"row": one.number, "until": one.until, "what": one.wrong}
