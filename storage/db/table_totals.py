"""Row counts and content hashes of tables, equal on SQLite and PostgreSQL."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from storage.db.tables import metadata

_ROOM = 2**256
AT_ONCE = 2_000
"""Rows in memory at once."""


@dataclass(frozen=True, slots=True)
class Total:
    rows: int
    hash: str
    """Of all rows, independent of their order."""


class Sum:
    """Adds up row hashes, since databases sort text differently."""

    def __init__(self) -> None:
        self._rows = 0
        self._sum = 0

    def add(self, row: Sequence[Any]) -> None:
        """Add a row, with values in the order of the table's columns."""
        written = json.dumps(
            [_plain(value) for value in row], sort_keys=True, separators=(",", ":")
        )
        self._rows += 1
        self._sum += int.from_bytes(sha256(written.encode()).digest())

    def total(self) -> Total:
        return Total(self._rows, f"{self._sum % _ROOM:064x}")


def totals(conn: Connection) -> dict[str, Total]:
    """The total of every table, by name.

    Args:
        conn: A connection to a database of the current schema, with a snapshot.
    """
    found = {}
    for table in metadata.sorted_tables:
        counted = Sum()
        for row in conn.execution_options(yield_per=AT_ONCE).execute(select(table)):
            counted.add(row)
        found[table.name] = counted.total()
    return found


def _plain(value: Any) -> Any:
    """A value in a form common to both databases."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, float) and value.is_integer():
        return int(value)  # within JSON, PostgreSQL writes a large one without its decimal point
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
