"""Tables as JSON Lines: an object for each row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import orjson

from bot.export.schema.columns import Row, Table


class JsonLinesWriter:
    """A file of one table."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("wb")
        self._names: list[str] = []

    def begin(self, table: Table) -> None:
        """Take the names of the members."""
        self._names = [column.name for column in table.columns]

    def add(self, rows: Sequence[Row]) -> None:
        for row in rows:
            member = dict(zip(self._names, row, strict=True))
            self._file.write(orjson.dumps(member, option=orjson.OPT_APPEND_NEWLINE))

    def end(self) -> None:
        """Flush the last lines."""
        self._file.flush()

    def close(self) -> None:
        self._file.close()
