"""Rows of a table that somebody sends as CSV or XLSX: text, whatever the spreadsheet made of it."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from bot.spreadsheets import Unreadable, reader_process
from bot.spreadsheets.archive_check import Bounds
from bot.spreadsheets.workbook_reader import Cells, Numbered, Wanted

T = TypeVar("T")

WIDTH = 20  # columns that are read
LONGEST = 200  # characters of a cell that are read
_BOUNDS = Bounds(unpacked=16 << 20, tags=300_000, attributes=500_000)
_GAPS = 100  # empty rows between
_LAST = 1_048_576  # the last row that a sheet can have
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


async def rows(content: bytes, most: int) -> list[Cells]:
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
    if content.startswith(_ZIP):
        wanted = Wanted(_BOUNDS, filled=most + 1, last=_LAST, width=WIDTH)
        return _placed(await reader_process.numbered(content, "it", wanted), most)
    return await asyncio.to_thread(lambda: _placed(_text(content), most))


def _placed(numbered: Iterable[Numbered], most: int) -> list[Cells]:
    found: list[Cells] = []
    filled = 0
    for number, cells in numbered:
        plain = _ended([_plain(one) for one in cells])
        if not plain:
            continue
        filled += 1
        if filled > most or number > 2 * most + _GAPS:
            raise TooLong(f"More than {most} rows.")
        found += [()] * (number - 1 - len(found))
        found.append(plain)
    return found


def _ended(items: Sequence[T]) -> tuple[T, ...]:
    """What stands there, up to the last that is not empty."""
    end = max((at for at, one in enumerate(items, 1) if one), default=0)
    return tuple(items[:end])


def _text(content: bytes) -> Iterator[Numbered]:
    text = _decoded(content)
    if "\0" in text:
        raise Unreadable("It is no text.")
    lines = text.splitlines(keepends=True)
    separator = _separator(lines)
    if lines and lines[0].strip().lower().startswith("sep="):  # for a spreadsheet, no row
        lines[0] = "\n"
    try:
        # Strict, since a quote that is never closed would make one row of all that follow.
        for number, row in enumerate(csv.reader(lines, delimiter=separator, strict=True), 1):
            yield number, tuple(row[:WIDTH])
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
