"""Tables as one XLSX workbook: a sheet for each, and a sheet that explains every column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.export.schema.columns import Column, ColumnKind, Row, Table
from bot.export.writers.cells import Cells
from bot.export.writers.writer import plain_text, sheet_text
from bot.locale import Words
from scenarios.languages import RTL

MOST = 1_048_576
"""Rows of a sheet, its heading included."""
_LONGEST = 32_766  # UTF-16 units of a cell, with room for a space
_A4 = 9  # as XlsxWriter numbers sizes of paper
_WIDTHS = {
    ColumnKind.TEXT: 18,
    ColumnKind.WHOLE: 10,
    ColumnKind.NUMBER: 10,
    ColumnKind.TRUTH: 10,
    ColumnKind.LOCAL: 19,
    ColumnKind.MOMENT: 19,
}
_OPTIONS = {
    "constant_memory": True,
    "default_date_format": "yyyy-mm-dd hh:mm:ss",
    "remove_timezone": True,  # a workbook has no time zones; the column's explanation says UTC
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": True,  # where a sheet is larger than 2 GB before it is packed
}


class XlsxWriter:
    """A workbook. XlsxWriter has types for hardly anything, hence `Any`."""

    def __init__(self, file: Path, speak: Words) -> None:
        import xlsxwriter

        # Temporary files stay beside the file, where only its owner may read.
        self._aside = TemporaryDirectory(dir=file.parent, prefix=".")
        self._book = xlsxwriter.Workbook(str(file), {**_OPTIONS, "tmpdir": self._aside.name})
        self._speak = speak
        self._head = self._book.add_format({"bold": True, "bg_color": "#dddddd", "bottom": 1})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._tables: list[Table] = []
        self._sheet: Any = None
        self._rows = self._sheets = 0
        self._cells = Cells(
            {
                ColumnKind.TEXT: _text,
                ColumnKind.LOCAL: datetime.fromisoformat,
                ColumnKind.MOMENT: datetime.fromisoformat,
            }
        )

    def begin(self, table: Table) -> None:
        """Begin the sheet of a table."""
        self._close_sheet()
        self._tables.append(table)
        self._cells.begin(table)
        self._sheets = 0
        self._open_sheet()

    def add(self, rows: Sequence[Row]) -> None:
        """Write rows, going on in a further sheet once one is full."""
        for row in self._cells.rows(rows):
            if self._rows == MOST:
                self._close_sheet()
                self._open_sheet()
            self._sheet.write_row(self._rows, 0, row)
            self._rows += 1

    def end(self) -> None:
        """Explain the columns and write the file."""
        self._close_sheet()
        self._explain()
        self._book.close()

    def close(self) -> None:
        """Delete the temporary files."""
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()  # else only `Workbook.close` does, which writes all of it
        self._aside.cleanup()

    def _open_sheet(self) -> None:
        table = self._tables[-1]
        self._sheets += 1
        name = table.title if self._sheets == 1 else f"{table.title} {self._sheets}"
        self._sheet = self._new(name, [_WIDTHS[column.kind] for column in table.columns])
        for at, column in enumerate(table.columns):
            self._sheet.write_string(0, at, column.title, self._head)
        self._rows = 1

    def _close_sheet(self) -> None:
        if self._sheet is not None:
            last = len(self._tables[-1].columns) - 1
            self._sheet.autofilter(0, 0, max(self._rows - 1, 1), last)
            self._sheet = None

    def _new(self, name: str, widths: Sequence[int]) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)  # as wide as a page, as many pages as it takes
        sheet.repeat_rows(0)
        sheet.set_footer("&C&P / &N")
        if self._speak.language in RTL:
            sheet.right_to_left()
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return sheet

    def _explain(self) -> None:
        say = self._speak.say
        heads = (
            say("Sheet"),
            say("Column"),
            say("Name for programs"),
            say("Content"),
            say("Meaning"),
            say("Unit"),
        )
        sheet = self._new(say("Columns"), (18, 18, 18, 18, 80, 12))
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, self._head)
        at = 1
        for table in self._tables:
            sheet.write_string(at, 0, table.title, self._wrapped)
            sheet.write_string(at, 4, table.about, self._wrapped)
            at += 1
            for field in table.columns:
                cells = explained(self._speak, table, field)
                for column, cell in enumerate(cells):
                    sheet.write_string(at, column, cell, self._wrapped)
                at += 1


def _text(cell: str) -> str:
    text = plain_text(cell)
    if len(text) > _LONGEST // 2:  # XlsxWriter cuts too, but then skips the row's rest
        text = text.encode("utf-16-le")[: 2 * _LONGEST].decode("utf-16-le", "ignore")
    return sheet_text(text)


def explained(speak: Words, table: Table, column: Column) -> tuple[str, ...]:
    """A column as a line that explains it."""
    kind = kind_name(speak, column.kind)
    return (table.title, column.title, column.name, kind, column.meaning, column.unit)


def kind_name(speak: Words, kind: ColumnKind) -> str:
    """The kind of a column's values, in words."""
    names = {
        ColumnKind.TEXT: speak.say("text"),
        ColumnKind.WHOLE: speak.say("whole number"),
        ColumnKind.NUMBER: speak.say("number"),
        ColumnKind.TRUTH: speak.say("true or false"),
        ColumnKind.LOCAL: speak.say("date and time, local"),
        ColumnKind.MOMENT: speak.say("date and time, UTC"),
    }
    return names[kind]
