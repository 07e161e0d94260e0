"""Reads the first sheet of an XLSX workbook as text.

It is from anyone: sizes are bounded before anything is decompressed, and nothing is evaluated; a
formula is read as a formula, whatever its result. Every workbook is parsed in a child process,
see `reader_process`.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import is_
from typing import IO, Any, TypeAlias

from bot.spreadsheets import UnreadableFile, archive_check
from bot.spreadsheets.archive_check import Bounds, WorkbookTooLarge

# A library of a hundred cases is 20,000 rows and 12 MB unpacked. Looks are read whole, and texts
# row by row.
BYTES = 8 << 20
ROWS, WIDTH = 50_000, 16
# Of 20,000 rows there are half a million tags and attributes.
LIBRARY = Bounds(unpacked=48 << 20, tags=1_000_000, attributes=1_500_000)

Cells: TypeAlias = tuple[str, ...]
Numbered: TypeAlias = tuple[int, Cells]
"""A row that is not empty, with its number, from 1."""


class Formula(str):
    """The text of a formula, or the error that it evaluated to."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ReadOptions:
    bounds: Bounds = LIBRARY
    filled: int = ROWS  # rows that are not empty; further ones are left out
    last: int = ROWS + 1  # the number of the last row to read
    width: int = WIDTH  # columns
    longest: int = 32_767  # characters of a cell, the most that spreadsheets allow


def texts_of(rows: Iterable[Numbered]) -> list[Cells]:
    """Put rows in their places, with empty ones between; a formula has no text."""
    found: list[Cells] = []
    for number, cells in rows:
        found += [()] * (number - 1 - len(found))
        found.append(tuple(Formula() if isinstance(cell, Formula) else cell for cell in cells))
    return found


def numbered(file: IO[bytes], name: str, options: ReadOptions) -> list[Numbered]:
    """Read the rows of a workbook that are not empty.

    Args:
        file: From anyone, to be read more than once.
        name: Its name in errors.

    Raises:
        WorkbookTooLarge: It exceeds its bounds.
        UnreadableFile: It is no workbook.
    """
    if file.seek(0, io.SEEK_END) > BYTES:
        raise too_large(name)
    archive_check.check(file, name, options.bounds)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about looks that are not kept
            return list(_numbered(file, name, options))
    except (MemoryError, UnreadableFile):
        raise
    except Exception as error:  # openpyxl fails in any way on a broken file
        raise UnreadableFile(f"{name} cannot be read as an XLSX sheet.") from error


def too_large(name: str) -> UnreadableFile:
    """Make the error of a file that is larger than any accepted workbook."""
    return UnreadableFile(f"{name} is larger than {BYTES >> 20} MB.")


def _numbered(file: IO[bytes], name: str, options: ReadOptions) -> Iterator[Numbered]:
    import openpyxl
    from openpyxl.cell.read_only import EMPTY_CELL

    is_empty = partial(is_, EMPTY_CELL)
    filled = characters = 0
    book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
    try:
        # Bounds are given here, since a single cell may lie at the end of a million rows.
        rows = book.worksheets[0].iter_rows(max_row=options.last, max_col=options.width)
        for number, row in enumerate(rows, 1):
            if all(map(is_empty, row)):  # of which there may be a million
                continue
            cells = tuple(_text(cell, options.longest) for cell in row)
            if not any(map(str.strip, cells)):
                continue
            yield number, cells
            filled += 1
            characters += sum(map(len, cells))  # many cells may share one text
            if characters > options.bounds.unpacked:
                raise archive_check.workbook_too_large(name)
            if filled == options.filled:
                return
    finally:
        book.close()


def _text(cell: Any, longest: int) -> str:
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value)[:longest]
    return Formula(text) if cell.data_type in ("f", "e") else text


def answer(options: dict[str, Any], file: IO[bytes]) -> tuple[str, object]:
    """Read rows for `decoded`, in a child process."""
    name = options.pop("name")
    read = ReadOptions(**{**options, "bounds": Bounds(**options["bounds"])})
    try:
        rows = numbered(file, name, read)
    except WorkbookTooLarge as error:
        return "too much", str(error)
    except UnreadableFile as error:
        return "unreadable", str(error)
    return "rows", [
        (number, [[str(cell)] if isinstance(cell, Formula) else cell for cell in cells])
        for number, cells in rows
    ]


def decoded(answer: tuple[str, Any]) -> list[Numbered]:
    """Decode an answer into rows.

    Raises:
        WorkbookTooLarge: The workbook exceeds its bounds.
        UnreadableFile: It is no workbook.
    """
    kind, found = answer
    if kind != "rows":
        raise (WorkbookTooLarge if kind == "too much" else UnreadableFile)(found)
    return [
        (number, tuple(cell if isinstance(cell, str) else Formula(*cell) for cell in cells))
        for number, cells in found
    ]
