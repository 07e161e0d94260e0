"""How much stands in each table, and a hash of it that is the same on SQLite and PostgreSQL."""

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
"""Rows that are in memory at once."""


@dataclass(frozen=True, slots=True)
class Total:
    """What a table holds."""

    rows: int
    hash: str
    """Of all its rows together, in whichever order they come."""


class Sum:
    """Sums rows up: their hashes are added, since databases order texts each in their own way."""

    def __init__(self) -> None:
        self._rows = 0
        self._sum = 0

    def add(self, row: Sequence[Any]) -> None:
        """Take a row in, its values in the order of the table's columns."""
        written = json.dumps(
            [_plain(value) for value in row], sort_keys=True, separators=(",", ":")
        )
        self._rows += 1
        self._sum += int.from_bytes(sha256(written.encode()).digest())

    def total(self) -> Total:
        """What all of them come to."""
        return Total(self._rows, f"{self._sum % _ROOM:064x}")


def totals(conn: Connection) -> dict[str, Total]:
    """What every table holds, by its name.

    Args:
        conn: A connection to a database of the present schema; it sees one moment.
    """
    found = {}
    for table in metadata.sorted_tables:
        counted = Sum()
        for row in conn.execution_options(yield_per=AT_ONCE).execute(select(table)):
            counted.add(row)
        found[table.name] = counted.total()
    return found


def _plain(value: Any) -> Any:
    """A value as both databases give it back."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, float) and value.is_integer():
        return int(value)  # within JSON, PostgreSQL writes a large one without its point
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
