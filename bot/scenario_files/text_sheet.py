"""An editable sheet of all texts of a scenario, with languages side by side.

For trainers who change names, places or sentences: each text can be overwritten in its cell. The
first cell names the exported edition, so that edits can be detected.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.export.writers.writer import sheet_text
from bot.spreadsheets import UnreadableFile, reader_process
from bot.spreadsheets.archive_check import Bounds
from bot.spreadsheets.workbook_reader import Formula, ReadOptions, texts_of
from scenarios.languages import RTL

_MARK = re.compile(r"([a-z][a-z0-9-]{0,39}) ([0-9a-f]{20})")
_WIDTHS = {"key": 16, "where": 30, "text": 60, "most": 16}
# The longest case of the library is 400 rows of some 20 tags; ten times that is read in a second.
_BOUNDS = Bounds(unpacked=8 << 20, tags=100_000, attributes=100_000)
_LETTERS = "ABCDEFGHIJKLMNOP"


@dataclass(frozen=True, slots=True)
class Row:
    """A wording in every language."""

    key: str  # with `.0`, `.1` if a text has several wordings
    where: str
    texts: Mapping[str, str]  # by language
    most: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in a returned sheet."""

    address: str  # such as `C12`
    key: str
    language: str
    text: str
    formula: bool = False  # a formula instead of text


@dataclass(frozen=True, slots=True)
class Sheet:
    scenario: str
    edition: str  # the exported edition
    cells: tuple[Cell, ...]
    # The address of each key, in order; empty keys for texts without one.
    keys: tuple[tuple[str, str], ...]


def write(
    rows: Iterable[Row], mark: tuple[str, str], languages: Mapping[str, str], head: Sequence[str]
) -> bytes:
    """Write the sheet.

    Args:
        rows: The texts, in story order.
        mark: The scenario's id and the edition's hash.
        languages: The name of each language with a column.
        head: The headings of locations and limits.
    """
    import xlsxwriter

    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, {**plain, "strings_to_numbers": False}) as book:
        _Page(book, languages).fill(rows, " ".join(mark), head)
    return out.getvalue()


class _Page:
    """The sheet of a file. XlsxWriter has few types, hence `Any`."""

    def __init__(self, book: Any, languages: Mapping[str, str]) -> None:
        self.page = book.add_worksheet("texts")
        self.languages = languages
        shared = {"text_wrap": True, "valign": "top", "num_format": "@", "border": 1}
        locked = {**shared, "border_color": "#cccccc", "bg_color": "#eeeeee"}
        self.locked = book.add_format(locked)
        self.head = book.add_format({**locked, "bold": True, "bg_color": "#dddddd"})
        self.open = {
            language: book.add_format(
                {**shared, "border_color": "#cccccc", "locked": False, **_side(language)}
            )
            for language in languages
        }

    def fill(self, rows: Iterable[Row], mark: str, head: Sequence[str]) -> None:
        where, most = head
        columns = [
            mark,
            where,
            *(f"{language} {name}" for language, name in self.languages.items()),
            most,
        ]
        widths = ["key", "where", *("text" for _ in self.languages), "most"]
        for column, (text, width) in enumerate(zip(columns, widths, strict=True)):
            self.page.set_column(column, column, _WIDTHS[width])
            self.page.write_string(0, column, text, self.head)
        self.page.freeze_panes(1, 2)
        allowed = ("format_columns", "format_rows", "select_locked_cells")
        self.page.protect("", dict.fromkeys(allowed, True))
        for number, row in enumerate(rows, start=1):
            self._row(number, row)

    def _row(self, number: int, row: Row) -> None:
        self._put(number, 0, row.key, self.locked)
        self._put(number, 1, row.where, self.locked)
        for column, language in enumerate(self.languages, start=2):
            self._put(number, column, row.texts.get(language, ""), self.open[language])
        self._put(number, 2 + len(self.languages), row.most, self.locked)

    def _put(self, row: int, column: int, text: str, form: Any) -> None:
        if text:
            self.page.write_string(row, column, sheet_text(text), form)
        else:
            self.page.write_blank(row, column, None, form)


def _side(language: str) -> dict[str, Any]:
    leftwards = language in RTL
    return {"align": "right" if leftwards else "left", "reading_order": 2 if leftwards else 1}


async def read(content: bytes, languages: Iterable[str]) -> Sheet:
    """Parse a returned sheet.

    Args:
        content: Untrusted content.
        languages: The languages that may have columns.

    Raises:
        UnreadableFile: It is not a workbook, or not such a sheet.
    """
    rows = texts_of(await reader_process.read_rows(content, "the sheet", ReadOptions(_BOUNDS)))
    head = rows[0] if rows else ()
    mark = _MARK.fullmatch(head[0].strip()) if head else None
    columns = {
        language: column
        for language in languages
        for column, name in enumerate(head)
        if name.split(" ")[0] == language
    }
    if mark is None or not columns:
        raise UnreadableFile("The sheet is none of texts.")
    looked_at = {0, *columns.values()}
    keys = tuple(
        (row[0].strip(), f"A{number}")
        for number, row in enumerate(rows[1:], start=2)
        if any(text.strip() for column, text in enumerate(row) if column in looked_at)
    )
    return Sheet(mark[1], mark[2], tuple(_cells(rows[1:], columns)), keys)


def _cells(rows: Sequence[tuple[str, ...]], columns: Mapping[str, int]) -> Iterator[Cell]:
    for number, row in enumerate(rows, start=2):
        key = row[0].strip() if row else ""
        for language, column in columns.items():
            text = row[column] if column < len(row) else ""
            if key or text:
                address = f"{_LETTERS[column]}{number}"
                yield Cell(address, key, language, text, isinstance(text, Formula))
