"""Tables as JSON Lines: an object for each row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import orjson

from bot.export.columns import Cell, Row, Table
from bot.export.writers.rendered import Renderer


class JsonLines:
    """A file of one table."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("wb")
        self._texts = Renderer((), ",")

    def begin(self, table: Table) -> None:
        """Know the names."""
        self._texts = Renderer([partial(_member, one.name) for one in table.columns], ",")

    def add(self, rows: Sequence[Row]) -> None:
        """Write rows."""
        self._file.write("".join([f"{{{row}}}\n" for row in self._texts.rendered(rows)]).encode())

    def end(self) -> None:
        """It is whole once its last line stands."""
        self._file.flush()

    def close(self) -> None:
        """Let go of it."""
        self._file.close()


def _member(name: str, cell: Cell) -> str:
    return orjson.dumps({name: cell}).decode()[1:-1]
