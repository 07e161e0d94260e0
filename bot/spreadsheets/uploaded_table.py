"""Reads an uploaded table, CSV or XLSX, as text."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, TypeVar

from bot.parsing import ParsingError, ParsingTooDemanding, bounded_process
from bot.spreadsheets import UnreadableFile, reader_process
from bot.spreadsheets.archive_check import Bounds, workbook_too_large
from bot.spreadsheets.workbook_reader import Cells, Numbered, ReadOptions

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


class TableTooLong(UnreadableFile):
    """A table has more rows than are accepted."""


async def rows(content: bytes, most: int) -> list[Cells]:
    """Read the rows of a file from the first on, without empty cells at their ends.

    Args:
        content: A CSV file in UTF-8, UTF-16 or Windows-1256, with commas, semicolons or tabs; or an
            XLSX file, of which the first sheet is read.
        most: The number of rows to accept that are not empty.

    Raises:
        TableTooLong: There are more rows, or one far below the others.
        WorkbookTooLarge: It is a workbook that decompresses to far more than such rows take, or
            either takes too much memory or time.
        UnreadableFile: It is neither, or broken.
    """
    if content.startswith(_OLD):
        raise UnreadableFile("It is a workbook of old.")
    if content.startswith(_ZIP):
        options = ReadOptions(_BOUNDS, filled=most + 1, last=_LAST, width=WIDTH)
        return _placed(await reader_process.read_rows(content, "it", options), most)
    try:
        answer = await bounded_process.call(text_answer, most, content)
    except ParsingTooDemanding:
        raise workbook_too_large("it") from None
    except ParsingError:
        raise UnreadableFile("It cannot be read just now; send it again later.") from None
    return _decoded_rows(answer)


def text_answer(most: int, file: IO[bytes]) -> tuple[str, object]:
    """Read the rows of a CSV file for `rows`, in a child process."""
    try:
        return "rows", _placed(_text(file.read()), most)
    except TableTooLong as error:
        return "too long", str(error)
    except UnreadableFile as error:
        return "unreadable", str(error)


def _decoded_rows(answer: tuple[str, Any]) -> list[Cells]:
    kind, found = answer
    if kind != "rows":
        raise (TableTooLong if kind == "too long" else UnreadableFile)(found)
    return [tuple(cells) for cells in found]


def _placed(numbered: Iterable[Numbered], most: int) -> list[Cells]:
    found: list[Cells] = []
    filled = 0
    for number, cells in numbered:
        plain = _ended([_plain(cell) for cell in cells])
        if not plain:
            continue
        filled += 1
        if filled > most or number > 2 * most + _GAPS:
            raise TableTooLong(f"More than {most} rows.")
        found += [()] * (number - 1 - len(found))
        found.append(plain)
    return found


def _ended(items: Sequence[T]) -> tuple[T, ...]:
    """Drop empty items at the end."""
    end = max((place for place, item in enumerate(items, 1) if item), default=0)
    return tuple(items[:end])


def _text(content: bytes) -> Iterator[Numbered]:
    text = _decoded(content)
    if "\0" in text:
        raise UnreadableFile("It is no text.")
    lines = text.splitlines(keepends=True)
    separator = _separator(lines)
    if lines and lines[0].strip().lower().startswith("sep="):  # for a spreadsheet, no row
        lines[0] = "\n"
    try:
        # Strict, since a quote that is never closed would make one row of all that follow.
        for number, row in enumerate(csv.reader(lines, delimiter=separator, strict=True), 1):
            yield number, tuple(row[:WIDTH])
    except csv.Error as error:
        raise UnreadableFile("Its quotes are broken.") from error


def _decoded(content: bytes) -> str:
    """Decode text by its byte order mark, or in the first encoding that fits."""
    for mark, coding in _CODINGS:
        if content.startswith(mark):
            return content.decode(coding, errors="replace")
    half = content[1::2][:2000]
    if half and half.count(0) > len(half) / 2:  # Latin letters in UTF-16 without its mark
        return content.decode("utf-16-le", errors="replace")
    text = content.decode("utf-8", errors="replace")
    broken, other = text.count("\ufffd"), sum(letter > "\x7f" for letter in text)
    if broken * _FEW <= other:  # UTF-8, perhaps with a broken letter, which is then reported
        return text
    return content.decode("cp1256", errors="replace")  # Arabic Windows, which has every byte


def _separator(lines: list[str]) -> str:
    """Guess the separator from the first line that is not empty."""
    first = next((line for line in lines if line.strip()), "")
    if first.strip().lower().startswith("sep=") and first.strip("\r\n")[4:5] in tuple(_SEPARATORS):
        return first.strip("\r\n")[4]
    first = first.replace("؛", ";")
    return max(reversed(_SEPARATORS), key=first.count)


def _plain(text: str) -> str:
    return text.strip()[:LONGEST]
