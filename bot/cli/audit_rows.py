"""Rows of the audit log as JSON, and files of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from storage.db.audit_log import AuditEntry


def as_json(row: AuditEntry) -> dict[str, Any]:
    """A row for JSON, in the order of its columns."""
    from dataclasses import asdict

    return asdict(row) | {"at": row.at.isoformat(timespec="microseconds")}


def write_lines(out: TextIO, rows: Iterable[AuditEntry]) -> int:
    """Write rows as JSON Lines; returns their number."""
    import json

    count = 0
    for row in rows:
        count += 1
        out.write(f"{json.dumps(as_json(row))}\n")
    return count


def read_lines(file: Path) -> Iterator[AuditEntry]:
    """The rows of a file of JSON Lines, which may contain anything.

    Raises:
        CommandError: The file cannot be read, or a line is not a row of an audit log.
    """
    from bot.cli.program import CommandError

    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                row = _row(line)
                if row is None:
                    raise CommandError(f"{file}, line {number}: this is not a row of an audit log.")
                yield row
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{file} is not text in UTF-8.") from None


def _row(line: str) -> AuditEntry | None:
    import json

    from storage.db.audit_log import COLUMNS, AuditEntry

    try:
        fields = json.loads(line)
        if not isinstance(fields, dict) or tuple(fields) != COLUMNS:
            return None
        texts = [value for name, value in fields.items() if name not in ("number", "person")]
        optional = [fields[name] for name in ("person", "kind", "object")]
        if type(fields["number"]) is not int or any(
            not isinstance(value, str | None) for value in (*texts, *optional)
        ):
            return None
        needed = [
            value for name, value in fields.items() if name not in ("person", "kind", "object")
        ]
        if None in needed:
            return None
        return AuditEntry(**fields | {"at": datetime.fromisoformat(fields["at"]).astimezone(UTC)})
    except (ValueError, RecursionError, OverflowError):
        return None


def utc(day: datetime | None) -> datetime | None:
    """The start of a day in UTC."""
    return day.replace(tzinfo=UTC) if day is not None else None
