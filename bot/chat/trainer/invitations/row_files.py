"""Files with rows of text, as spreadsheets and phones open them: text, and never a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from bot.export.writers.writer import sheet_text, spreadsheet_text
from scenarios.languages import RTL

Rows: TypeAlias = Iterable[Sequence[str]]

_WIDTHS = (32, 64, 24, 20)


def as_csv(rows: Rows) -> bytes:
    """Rows as CSV, to be read and copied from on a phone."""
    out = io.StringIO()
    csv.writer(out).writerows([spreadsheet_text(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")  # the mark at its beginning tells of Arabic letters


def as_xlsx(rows: Rows, language: str) -> bytes:
    """Rows as a workbook, which opens the same everywhere; which CSV has columns depends on where.

    Args:
        rows: What stands there.
        language: Of the page, which begins at its side.
    """
    import xlsxwriter

    out = io.BytesIO()
    text_only = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, text_only) as book:
        page: Any = book.add_worksheet()
        if language in RTL:
            page.right_to_left()
        for column, width in enumerate(_WIDTHS):
            page.set_column(column, column, width)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                page.write_string(number, column, sheet_text(cell))
    return out.getvalue()
