"""The first sheet of an XLSX workbook of texts, read as text.

It is from anyone: sizes are bounded before anything is unpacked, and nothing is evaluated; a
formula counts as one, whatever it came to.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any, BinaryIO

from bot.exchange import Unreadable, archives
from bot.exchange.archives import Bounds

# A library of a hundred cases is 20,000 rows and 12 MB unpacked. Looks are read whole, and texts
# row by row.
BYTES = 8 << 20
ROWS, WIDTH = 50_000, 16
# Of 20,000 rows there are half a million tags and attributes.
LIBRARY = Bounds(unpacked=48 << 20, tags=1_000_000, attributes=1_500_000)


class Formula(str):
    """What stands in for a formula: no text."""

    __slots__ = ()


def cells_of(file: BinaryIO, name: str, bounds: Bounds = LIBRARY) -> list[tuple[str, ...]]:
    """The texts of its cells, row by row; rows that nobody wrote in are empty ones.

    Args:
        file: From anyone, to be read more than once.
        name: What it is called, for whoever is told what is wrong with it.
        bounds: How much there may be of it.

    Raises:
        Unreadable: It is no workbook, or far larger than one of texts.
    """
    if file.seek(0, io.SEEK_END) > BYTES:
        raise Unreadable(f"{name} is larger than {BYTES >> 20} MB.")
    archives.check(file, name, bounds)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about looks that are not kept
            return list(_cells(file))
    except Exception as error:  # openpyxl fails in any way on a broken file
        raise Unreadable(f"{name} cannot be read as an XLSX sheet.") from error


def _cells(file: BinaryIO) -> Iterator[tuple[str, ...]]:
    import openpyxl

    book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        # Bounds are given here, since a single cell may lie at the end of a million rows.
        for row in sheet.iter_rows(max_row=ROWS + 1, max_col=WIDTH):
            yield tuple(map(_text, row))
    finally:
        book.close()


def _text(cell: Any) -> str:
    if cell.data_type in ("f", "e"):  # an error is what a formula came to
        return Formula()
    return "" if cell.value is None else str(cell.value)
