"""Rows of a table that somebody sends as CSV or XLSX: text, whatever the spreadsheet made of it."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias, TypeVar

from bot.exchange import Unreadable, archives
from bot.exchange.archives import Bounds

Cells: TypeAlias = tuple[str, ...]
T = TypeVar("T")

WIDTH = 20  # columns that are read
LONGEST = 200  # characters of a cell that are read
_BOUNDS = Bounds(unpacked=16 << 20, tags=300_000, attributes=500_000)
_GAPS = 100  # empty rows between
_LAST = 1_048_576  # the last row that a sheet can have
_EMPTY = (None,) * WIDTH
_FEW = 4  # letters for each that is broken
_SEPARATORS = "\t;,"
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_CODINGS = (  # by the mark at the beginning
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


class TooLong(Unreadable):
    """There are more rows than may be."""


def rows(content: bytes, most: int) -> list[Cells]:
    """The rows of a file, from the first, empty ones among them; of each no empty cells at its end.

    Args:
        content: Of a CSV file in UTF-8, UTF-16 or Windows-1256, with commas, semicolons or tabs, or
            of an XLSX file, of which the first sheet counts.
        most: How many rows there may be in which something stands.

    Raises:
        TooLong: There are more, or something stands far below them.
        TooMuch: It is a workbook that unpacks to far more than such rows take.
        Unreadable: It is neither, or broken.
    """
    if content.startswith(_OLD):
        raise Unreadable("It is a workbook of old.")
    read = _workbook if content.startswith(_ZIP) else _text
    found: list[Cells] = []
    filled = 0
    for number, cells in enumerate(read(content)):
        if any(cells):
            filled += 1
            if filled > most or number > 2 * most + _GAPS:
                raise TooLong(f"More than {most} rows.")
            found += [()] * (number - len(found))
            found.append(_ended(cells))
    return found


def _ended(items: Sequence[T]) -> tuple[T, ...]:
    """What stands there, up to the last that is not empty."""
    end = max((at for at, one in enumerate(items, 1) if one), default=0)
    return tuple(items[:end])


def _workbook(content: bytes) -> Iterator[Cells]:
    import openpyxl

    file = io.BytesIO(content)
    archives.check(file, "it", _BOUNDS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about looks that are not kept
            book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
            # A single cell may lie at the end of a million rows, all of which come as empty ones.
            page = book.worksheets[0]
            for row in page.iter_rows(max_row=_LAST, max_col=WIDTH, values_only=True):
                yield () if row == _EMPTY else tuple(map(_cell, row))
            book.close()
    except Exception as error:  # openpyxl fails in any way on a broken file
        raise Unreadable("It is a broken workbook.") from error


def _cell(value: Any) -> str:
    """What stands in a cell; a formula as it is written."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else _plain(str(value))


def _text(content: bytes) -> Iterator[Cells]:
    text = _decoded(content)
    if "\0" in text:
        raise Unreadable("It is no text.")
    lines = text.splitlines(keepends=True)
    separator = _separator(lines)
    if lines and lines[0].strip().lower().startswith("sep="):  # for a spreadsheet, no row
        lines[0] = "\n"
    try:
        # Strict, since a quote that is never closed would make one row of all that follow.
        for row in csv.reader(lines, delimiter=separator, strict=True):
            yield tuple(map(_plain, row[:WIDTH]))
    except csv.Error as error:
        raise Unreadable("Its quotes are broken.") from error


def _decoded(content: bytes) -> str:
    """The text, in the coding that its mark tells of, or in the first that it can be."""
    for mark, coding in _CODINGS:
        if content.startswith(mark):
            return content.decode(coding, errors="replace")
    half = content[1::2][:2000]
    if half and half.count(0) > len(half) / 2:  # Latin letters in UTF-16 without its mark
        return content.decode("utf-16-le", errors="replace")
    text = content.decode("utf-8", errors="replace")
    broken, other = text.count("\ufffd"), sum(one > "\x7f" for one in text)
    if broken * _FEW <= other:  # UTF-8, perhaps with a broken letter, which then is told
        return text
    return content.decode("cp1256", errors="replace")  # Arabic Windows, which has every byte


def _separator(lines: list[str]) -> str:
    """What parts the columns of the first line in which something stands."""
    first = next((line for line in lines if line.strip()), "")
    if first.strip().lower().startswith("sep=") and first.strip("\r\n")[4:5] in tuple(_SEPARATORS):
        return first.strip("\r\n")[4]
    first = first.replace("؛", ";")
    return max(reversed(_SEPARATORS), key=first.count)


def _plain(text: str) -> str:
    return text.strip()[:LONGEST]
