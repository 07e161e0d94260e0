"""Tables as JSON Lines: an object for each row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import orjson

from bot.exchange.columns import Row, Table


class JsonLines:
    """A file of one table."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("wb", buffering=1 << 18)
        self._names: tuple[str, ...] = ()

    def begin(self, table: Table) -> None:
        """Know the names."""
        self._names = tuple(one.name for one in table.columns)

    def add(self, rows: Sequence[Row]) -> None:
        """Write rows."""
        names, line = self._names, orjson.OPT_APPEND_NEWLINE
        self._file.writelines(
            orjson.dumps(dict(zip(names, row, strict=True)), option=line) for row in rows
        )

    def end(self) -> None:
        """It is whole once its last line stands."""
        self._file.flush()

    def close(self) -> None:
        """Let go of it."""
        self._file.close()
