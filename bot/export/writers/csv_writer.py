"""Tables as CSV that spreadsheets open: UTF-8 with a byte order mark, and no formulas."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from bot.export.schema.columns import ColumnKind, Row, Table
from bot.export.writers.cells import Cells
from bot.export.writers.writer import spreadsheet_text

_TRUTH = {True: "true", False: "false"}


class CsvWriter:
    """A CSV file of one table."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("w", encoding="utf-8", newline="")
        self._file.write("\ufeff")  # "utf-8-sig" would encode each line in Python
        self._writer = csv.writer(self._file)
        # `csv` makes texts of numbers itself, but of the same one again and again.
        self._cells = Cells(
            {
                ColumnKind.TEXT: spreadsheet_text,
                ColumnKind.NUMBER: str,
                ColumnKind.WHOLE: str,
                ColumnKind.TRUTH: _TRUTH.__getitem__,
            }
        )

    def begin(self, table: Table) -> None:
        """Write the column names."""
        self._cells.begin(table)
        self._writer.writerow([column.name for column in table.columns])

    def add(self, rows: Sequence[Row]) -> None:
        self._writer.writerows(self._cells.rows(rows))

    def end(self) -> None:
        """Flush the last lines."""
        self._file.flush()

    def close(self) -> None:
        self._file.close()
