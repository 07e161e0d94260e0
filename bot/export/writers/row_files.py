"""Files with rows of text, as spreadsheets and phones open them: text, and never a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, TypeAlias

from bot.export.writers.writer import sheet_text, spreadsheet_text
from scenarios.languages import RTL

Rows: TypeAlias = Sequence[Sequence[str]]

_A4 = 9  # as XlsxWriter numbers sizes of paper
_NARROWEST, _WIDEST = 10, 60  # letters
_TEXT_ONLY = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def as_csv(rows: Rows) -> bytes:
    """Rows as CSV, to be read and copied from on a phone."""
    out = io.StringIO()
    csv.writer(out).writerows([spreadsheet_text(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")  # the mark at its beginning tells of Arabic letters


def as_xlsx(rows: Rows, language: str, title: str = "") -> bytes:
    """Write a workbook, which opens the same everywhere; which CSV has columns depends on where.

    Args:
        rows: The names of the columns, then the content. A formula stays text.
        language: The language of the sheet, whose direction it follows.
        title: Stands above each printed page; empty for nothing.
    """
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _TEXT_ONLY) as book:
        page: Any = book.add_worksheet()
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        cell_format = book.add_format({"text_wrap": True, "valign": "top"})
        for column, cells in enumerate(zip(*rows, strict=True)):
            width = min(max(*map(len, cells), _NARROWEST), _WIDEST)
            page.set_column(column, column, width, cell_format)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                page.write_string(number, column, sheet_text(cell), None if number else head)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        if title:
            page.set_header("&L" + title.replace("&", "&&") + "&R&P / &N")
        if language in RTL:
            page.right_to_left()
    return out.getvalue()
