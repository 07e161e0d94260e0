"""Writes translation rows as an XLSX sheet, and reads it back.

Cells are written as text, never as formulas. Returned files are untrusted; see `reader_process`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.export.writers.writer import sheet_text
from bot.spreadsheets import UnreadableFile, reader_process, workbook_reader
from bot.spreadsheets.workbook_reader import Formula, ReadOptions, texts_of
from scenarios.languages import RTL
from scenarios.translation import Status
from scenarios.translation_import import ImportedRow
from scenarios.translation_rows import Row

COLUMNS = ("scenario", "key", "where", "source", "translation", "status", "at most", "note")
_WIDTHS = (14, 18, 26, 56, 56, 11, 14, 34)
_TRANSLATION, _STATUS = COLUMNS.index("translation"), COLUMNS.index("status")
_COLOURS = {Status.STALE: "#fde9c8", Status.MISSING: "#fbd5d5", Status.UNSTAMPED: "#fff7d6"}


def write(file: Path, rows: Iterable[Row], own: Mapping[str, str], language: str) -> None:
    """Write rows to a sheet; only translations and the status of stale ones can be edited.

    Args:
        file: The target.
        own: The original language of each scenario, by its id.
        language: The language of the translation.
    """
    import xlsxwriter

    text_only = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    try:
        with xlsxwriter.Workbook(str(file), text_only) as book:
            _Sheet(book, language).fill(rows, own)
    except UnreadableFile:
        file.unlink(missing_ok=True)  # a partial file would look complete
        raise


class _Sheet:
    """The sheet of a file. XlsxWriter has few types, hence `Any`."""

    def __init__(self, book: Any, language: str) -> None:
        self.book = book
        self.language = language
        self.sheet = book.add_worksheet("texts")
        self.formats: dict[tuple[str, bool, str], Any] = {}

    def fill(self, rows: Iterable[Row], own: Mapping[str, str]) -> None:
        self._head()
        count = 0
        for count, row in enumerate(rows, start=1):
            self._row(count, row, own[row.scenario])
        self.sheet.autofilter(0, 0, max(count, 1), len(COLUMNS) - 1)

    def _head(self) -> None:
        bold = self.book.add_format({"bold": True, "bg_color": "#dddddd", "bottom": 1})
        for index, width in enumerate(_WIDTHS):
            self.sheet.set_column(index, index, width)
            self._put(0, index, self._name(index), bold)
        self.sheet.freeze_panes(1, 2)
        allowed = ("format_columns", "format_rows", "autofilter", "sort", "select_locked_cells")
        self.sheet.protect("", dict.fromkeys(allowed, True))

    def _name(self, index: int) -> str:
        return f"translation ({self.language})" if index == _TRANSLATION else COLUMNS[index]

    def _row(self, at: int, row: Row, own: str) -> None:
        cells = (
            row.scenario,
            row.key,
            row.where,
            row.source,
            row.text,
            str(row.status),
            row.most,
            row.note,
        )
        for index, cell in enumerate(cells):
            language = {3: own, _TRANSLATION: self.language}.get(index, "en")
            editable = index == _TRANSLATION or (index == _STATUS and row.status is Status.STALE)
            colour = _COLOURS.get(row.status, "#ffffff") if editable else "#eeeeee"
            self._put(at, index, cell, self._format(language, editable, colour))
        if row.status is Status.STALE:
            answers = {"validate": "list", "source": [str(Status.STALE), str(Status.FRESH)]}
            self.sheet.data_validation(at, _STATUS, at, _STATUS, answers)

    def _put(self, row: int, column: int, text: str, form: Any) -> None:
        if not text:
            self.sheet.write_blank(row, column, None, form)
        elif self.sheet.write_string(row, column, sheet_text(text), form):
            raise UnreadableFile("A text is too long for a sheet; take a PO file.")

    def _format(self, language: str, editable: bool, colour: str) -> Any:
        key = (language, editable, colour)
        if key not in self.formats:
            leftwards = language in RTL
            self.formats[key] = self.book.add_format(
                {
                    "text_wrap": True,
                    "valign": "top",
                    "num_format": "@",  # keep input as typed
                    "bg_color": colour,
                    "border": 1,
                    "border_color": "#cccccc",
                    "locked": not editable,
                    "align": "right" if leftwards else "left",
                    "reading_order": 2 if leftwards else 1,
                }
            )
        return self.formats[key]


def read(file: Path, language: str) -> list[ImportedRow]:
    """Parse a returned sheet in another process; not to be called within an event loop.

    Args:
        file: Untrusted content.
        language: The required language of translations.

    Raises:
        UnreadableFile: It is not a sheet, or not one of ours.
    """
    with file.open("rb") as opened:
        content = opened.read(workbook_reader.BYTES + 1)
    rows = asyncio.run(reader_process.read_rows(content, file.name, ReadOptions()))
    head, *rest = texts_of(rows) or [()]
    return list(_rows(rest, _places(head, language, file.name)))


def _places(head: tuple[str, ...], language: str, name: str) -> dict[str, int]:
    places = {cell.strip(): index for index, cell in enumerate(head)}
    translation = f"translation ({language})"
    wanted = ("scenario", "key", "source", translation, "status")
    missing = [key for key in wanted if key not in places]
    if missing:
        raise UnreadableFile(
            f"{name} has no column `{missing[0]}` in its first row. Its first sheet must be one "
            f"that `basira scenarios translate --out` made for `--lang {language}`."
        )
    return {key.partition(" ")[0]: places[key] for key in wanted}


def _rows(cells: Iterable[tuple[str, ...]], places: Mapping[str, int]) -> Iterator[ImportedRow]:
    for number, row in enumerate(cells, start=2):
        found = {name: row[at] if at < len(row) else "" for name, at in places.items()}
        formula = isinstance(found["translation"], Formula)
        if found["scenario"] or found["key"] or found["translation"] or formula:
            yield ImportedRow(
                f"row {number}",
                found["scenario"].strip(),
                found["key"].strip(),
                found["source"],
                found["translation"],
                fresh=found["status"].strip().casefold() == Status.FRESH,
                formula=formula,
            )
