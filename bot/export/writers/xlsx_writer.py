"""Tables as one XLSX workbook: a sheet for each, and a sheet that explains every column."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.export.columns import Column, Kind, Row, Table
from bot.export.writers.rendered import Renderer
from bot.export.writers.sheet_cells import NUMBER, ways
from bot.locale import Words
from scenarios.bidi import RTL

MOST = 1_048_576
"""Rows that a sheet can have, its head among them."""
_WIDTHS = {Kind.TEXT: 18, Kind.WHOLE: 10, Kind.NUMBER: 10, Kind.TRUTH: 10, Kind.MOMENT: 19}
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": True,  # where a sheet is larger than 2 GB before it is packed
}


class Book:
    """A workbook. XlsxWriter has types for hardly anything, hence `Any`."""

    def __init__(self, file: Path, speak: Words) -> None:
        import xlsxwriter

        # What it puts aside on the way lies beside the file, and not where anyone may look.
        self._aside = TemporaryDirectory(dir=file.parent, prefix=".")
        self._book = xlsxwriter.Workbook(str(file), {**_OPTIONS, "tmpdir": self._aside.name})
        self._speak = speak
        self._head = self._book.add_format({"bold": True, "bg_color": "#dddddd", "bottom": 1})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._tables: list[Table] = []
        self._sheet: Any = None
        self._rows = self._sheets = 0
        self._texts = Renderer((), NUMBER)

    def begin(self, table: Table) -> None:
        """Begin the sheet of a table."""
        self._close_sheet()
        self._tables.append(table)
        self._sheets = 0
        self._open_sheet()

    def add(self, rows: Sequence[Row]) -> None:
        """Write rows; where a sheet is full they go on in the next."""
        while rows:
            if self._rows == MOST:
                self._close_sheet()
                self._open_sheet()
            room = MOST - self._rows
            self._put(rows[:room])
            rows = rows[room:]

    def _put(self, rows: Sequence[Row]) -> None:
        """Write rows as XML to where XlsxWriter puts its own aside; cell by cell, it is far slower.

        The number of a row stands in each of its cells, between what `ways` make of them.
        """
        numbers = map(str, count(self._rows + 1))
        self._sheet.row_data_fh.write(
            "".join(
                [
                    f'<row r="{number}"><c r="A{number}{cells.replace(NUMBER, number)}'
                    for number, cells in zip(numbers, self._texts.rendered(rows), strict=False)
                ]
            )
        )
        self._rows += len(rows)

    def end(self) -> None:
        """Explain the columns, and close it."""
        self._close_sheet()
        self._explain()
        self._book.close()

    def close(self) -> None:
        """Let go of what was put aside."""
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()
        self._aside.cleanup()

    def _open_sheet(self) -> None:
        table = self._tables[-1]
        self._sheets += 1
        name = table.title if self._sheets == 1 else f"{table.title} {self._sheets}"
        self._sheet = self._new(name, [_WIDTHS[one.kind] for one in table.columns])
        # The number of a style, which XlsxWriter gives where a cell is written with it.
        style = self._moment._get_xf_index()  # noqa: SLF001
        self._texts = Renderer(ways([one.kind for one in table.columns], style), NUMBER)
        for column, one in enumerate(table.columns):
            self._sheet.write_string(0, column, one.title, self._head)
        self._sheet._write_single_row(1)  # noqa: SLF001 - what follows, XlsxWriter does not know of
        self._rows = 1

    def _close_sheet(self) -> None:
        if self._sheet is not None:
            last = len(self._tables[-1].columns) - 1
            self._sheet.dim_rowmax = self._rows - 1
            self._sheet.autofilter(0, 0, max(self._rows - 1, 1), last)
            self._sheet = None

    def _new(self, name: str, widths: Sequence[int]) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
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
            say("What stands in it"),
            say("What it says"),
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
            for one in table.columns:
                cells = explained(self._speak, table, one)
                for column, cell in enumerate(cells):
                    sheet.write_string(at, column, cell, self._wrapped)
                at += 1


def explained(speak: Words, table: Table, one: Column) -> tuple[str, ...]:
    """A column as a line that explains it."""
    kind = kind_name(speak, one.kind)
    return (table.title, one.title, one.name, kind, one.meaning, one.unit)


def kind_name(speak: Words, kind: Kind) -> str:
    """What stands in a column, in words."""
    names = {
        Kind.TEXT: speak.say("text"),
        Kind.WHOLE: speak.say("whole number"),
        Kind.NUMBER: speak.say("number"),
        Kind.TRUTH: speak.say("true or false"),
        Kind.MOMENT: speak.say("date and time, UTC"),
    }
    return names[kind]
