"""Tables as CSV, as spreadsheets open it: UTF-8 with its mark, and nothing that is a formula."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.export.columns import Cell, Kind, Row, Table
from bot.export.writers.rendered import Renderer, Way, as_it_is
from bot.export.writers.writer import as_text

_TRUTH: dict[Cell, str] = {True: "true", False: "false", None: ""}
_NOTHING = '""'
_PARTS = re.compile('[",\r\n]')  # a text with one of these stands in quotes


class Delimited:
    """A CSV file of one table."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("wb")
        self._file.write(BOM_UTF8)
        self._texts = Renderer((), ",")

    def begin(self, table: Table) -> None:
        """Write the names of the columns."""
        ways = [_WAYS[one.kind] for one in table.columns]
        # Where there is but one column, a line with nothing in it would be no row.
        several = len(ways) > 1
        self._texts = Renderer(ways if several else [lambda cell: ways[0](cell) or _NOTHING], ",")
        self._write([",".join(one.name for one in table.columns)])

    def add(self, rows: Sequence[Row]) -> None:
        """Write rows."""
        if rows:
            self._write(self._texts.rendered(rows))

    def end(self) -> None:
        """It is whole once its last line stands."""
        self._file.flush()

    def close(self) -> None:
        """Let go of it."""
        self._file.close()

    def _write(self, lines: Iterable[str]) -> None:
        self._file.write("\r\n".join([*lines, ""]).encode())  # as Excel ends them


def _text(cell: Cell) -> str:
    """A text as a spreadsheet takes it for one."""
    if cell is None:
        return ""
    clean = as_text(str(cell))
    return '"{}"'.format(clean.replace('"', '""')) if _PARTS.search(clean) else clean


def _number(cell: Cell) -> str:
    return "" if cell is None else str(cell)


_WAYS: dict[Kind, Way] = {
    Kind.TEXT: _text,
    Kind.WHOLE: _number,
    Kind.NUMBER: _number,
    Kind.TRUTH: _TRUTH.__getitem__,
    Kind.MOMENT: as_it_is,
}
