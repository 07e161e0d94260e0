"""The first sheet of an XLSX workbook, read as text.

It is from anyone: sizes are bounded before anything is unpacked, and nothing is evaluated; a
formula counts as one, whatever it came to. A running bot parses them in another process, see
`workbook_process`; this file is also the program of that process.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from operator import is_
from typing import IO, Any, Final, TypeAlias

import orjson

from bot.spreadsheets import Unreadable, archive_check
from bot.spreadsheets.archive_check import Bounds, TooMuch

# A library of a hundred cases is 20,000 rows and 12 MB unpacked. Looks are read whole, and texts
# row by row.
BYTES = 8 << 20
ROWS, WIDTH = 50_000, 16
# Of 20,000 rows there are half a million tags and attributes.
LIBRARY = Bounds(unpacked=48 << 20, tags=1_000_000, attributes=1_500_000)

MEMORY: Final = 256 << 20
"""Bytes of address space of the process; Python and openpyxl take 40 MB of them."""
SECONDS: Final = 10
"""Of the processor, for one workbook."""

Cells: TypeAlias = tuple[str, ...]
Numbered: TypeAlias = tuple[int, Cells]
"""A row in which something stands, with its number, from 1."""


class Formula(str):
    """A formula as it is written, or the error that it came to."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is read of a workbook."""

    bounds: Bounds = LIBRARY
    filled: int = ROWS  # rows in which something stands; those after them are left out
    last: int = ROWS + 1  # the last row that is looked at
    width: int = WIDTH  # columns
    longest: int = 32_767  # characters of a cell, which no spreadsheet goes beyond


def cells_of(file: IO[bytes], name: str) -> list[Cells]:
    """The texts of a workbook of translations, row by row.

    Args:
        file: From anyone, to be read more than once.
        name: What it is called, for whoever is told what is wrong with it.

    Raises:
        Unreadable: It is no workbook, or far larger than one of texts.
    """
    return texts_of(numbered(file, name, Wanted()))


def texts_of(rows: Iterable[Numbered]) -> list[Cells]:
    """Rows in their places, empty ones among them; a formula has no text."""
    found: list[Cells] = []
    for number, cells in rows:
        found += [()] * (number - 1 - len(found))
        found.append(tuple(Formula() if isinstance(one, Formula) else one for one in cells))
    return found


def numbered(file: IO[bytes], name: str, wanted: Wanted) -> list[Numbered]:
    """The rows of a workbook in which something stands.

    Args:
        file: From anyone, to be read more than once.
        name: What it is called, for whoever is told what is wrong with it.
        wanted: What is read of it.

    Raises:
        TooMuch: There is more in it than its bounds.
        Unreadable: It is no workbook.
    """
    if file.seek(0, io.SEEK_END) > BYTES:
        raise too_large(name)
    archive_check.check(file, name, wanted.bounds)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about looks that are not kept
            return list(_numbered(file, name, wanted))
    except (MemoryError, Unreadable):
        raise
    except Exception as error:  # openpyxl fails in any way on a broken file
        raise Unreadable(f"{name} cannot be read as an XLSX sheet.") from error


def too_large(name: str) -> Unreadable:
    """What is raised where a file is larger than any workbook that is read."""
    return Unreadable(f"{name} is larger than {BYTES >> 20} MB.")


def _numbered(file: IO[bytes], name: str, wanted: Wanted) -> Iterator[Numbered]:
    import openpyxl
    from openpyxl.cell.read_only import EMPTY_CELL

    is_empty = partial(is_, EMPTY_CELL)
    filled = characters = 0
    book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
    try:
        # Bounds are given here, since a single cell may lie at the end of a million rows.
        rows = book.worksheets[0].iter_rows(max_row=wanted.last, max_col=wanted.width)
        for number, row in enumerate(rows, 1):
            if all(map(is_empty, row)):  # of which there may be a million
                continue
            cells = tuple(_text(cell, wanted.longest) for cell in row)
            if not any(map(str.strip, cells)):
                continue
            yield number, cells
            filled += 1
            characters += sum(map(len, cells))  # one text may be that of many cells
            if characters > wanted.bounds.unpacked:
                raise archive_check.too_much(name)
            if filled == wanted.filled:
                return
    finally:
        book.close()


def _text(cell: Any, longest: int) -> str:
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value)[:longest]
    return Formula(text) if cell.data_type in ("f", "e") else text


def asked(wanted: Wanted, name: str, content: bytes) -> bytes:
    """What the process is asked."""
    return orjson.dumps((name, asdict(wanted))) + b"\n" + content


def answered(told: bytes) -> list[Numbered]:
    """The rows that the process answers with.

    Raises:
        TooMuch: There is more in the workbook than its bounds.
        Unreadable: It is no workbook.
    """
    kind, found = orjson.loads(told)
    if kind != "rows":
        raise (TooMuch if kind == "too much" else Unreadable)(found)
    return [
        (number, tuple(one if isinstance(one, str) else Formula(*one) for one in cells))
        for number, cells in found
    ]


def main(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer one question, within bounds of memory and of the processor."""
    _bound()
    os.environ["OPENPYXL_LXML"] = "False"  # what looks for DTDs is then the parser that reads
    name, wanted = orjson.loads(questions.readline())
    wanted = Wanted(**{**wanted, "bounds": Bounds(**wanted["bounds"])})
    answers.write(orjson.dumps(_answer(io.BytesIO(questions.read()), name, wanted)))


def _answer(file: IO[bytes], name: str, wanted: Wanted) -> tuple[str, object]:
    try:
        rows = numbered(file, name, wanted)
    except TooMuch as error:
        return "too much", str(error)
    except MemoryError:
        return "too much", str(archive_check.too_much(name))
    except Unreadable as error:
        return "unreadable", str(error)
    return "rows", [
        (number, [[str(one)] if isinstance(one, Formula) else one for one in cells])
        for number, cells in rows
    ]


def _bound() -> None:
    if sys.platform == "win32":  # which has no such limits; time is bounded by whoever asks
        return
    import resource

    os.nice(10)
    for limit, most in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (most, most))
    if sys.platform == "linux":  # macOS takes none
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
