"""Checks workbooks from untrusted senders before anything is unpacked whole or parsed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias
from xml.parsers import expat

from bot.spreadsheets import UnreadableFile

Source: TypeAlias = Path | IO[bytes]
_OPENS, _CLOSES, _IS, _SHEET = b"<", b"</", b"=", b"sheetId="
_TEXTS = ("xl/worksheets/", "xl/sharedStrings.xml")
_CUT = (
    len(_SHEET) - 1
)  # bytes of the previous chunk to search again, for matches that it cuts in two
_CHUNK = 1 << 16  # bytes
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Methods that Python decompresses in chunks; others can expand a few bytes to gigabytes."""


class WorkbookTooLarge(UnreadableFile):
    """A workbook exceeds its bounds."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The largest workbook to accept. Parsing takes a hundred times the space of its tags."""

    unpacked: int  # bytes
    tags: int
    attributes: int
    other_part: int = 1 << 20  # bytes of each part that is not a sheet or its texts, read whole
    parts: int = 200
    sheets: int = 10  # openpyxl inspects each when it opens the file


def check(file: Source, name: str, bounds: Bounds) -> None:
    """Check that a workbook is within bounds.

    Args:
        file: The workbook, which is left open.
        name: Its name in errors.

    Raises:
        WorkbookTooLarge: It exceeds them.
        UnreadableFile: It is no XLSX file, or has a DTD.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            _check_sizes(archive, name, bounds)
            _check_prologs(archive, name)
            _count_tags(archive, name, bounds)
    except UnreadableFile:
        raise
    except Exception as error:  # zipfile and zlib fail in many ways on a broken file
        raise _no_workbook(name) from error


class _Root(Exception):
    """The first element of a part begins, so no DTD can follow."""


def _check_prologs(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse DTDs, which add attributes and texts that cannot be counted.

    A DTD stands before the first element. It is looked for by the parser that later reads the
    part, in whatever encoding it is, and whatever the part is called.
    """

    def refuse(*_: object) -> None:
        raise UnreadableFile(f"{name} has a DTD (`<!DOCTYPE`), which no spreadsheet writes.")

    def stop(*_: object) -> None:
        raise _Root

    for part in archive.infolist():
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = refuse
        parser.StartElementHandler = stop
        with archive.open(part) as unpacked, suppress(_Root, expat.ExpatError):
            while chunk := unpacked.read(_CHUNK):
                parser.Parse(chunk)


def _check_sizes(archive: zipfile.ZipFile, name: str, bounds: Bounds) -> None:
    """Check the sizes of parts; Python decompresses none beyond the size stated for it."""
    parts = archive.infolist()
    if any(part.compress_type not in COMPRESSIONS for part in parts):
        raise _no_workbook(name)
    others = [part.file_size for part in parts if not part.filename.startswith(_TEXTS)]
    whole = sum(part.file_size for part in parts)
    large = max(others, default=0) > bounds.other_part
    if len(parts) > bounds.parts or whole > bounds.unpacked or large:
        raise workbook_too_large(name)


def _count_tags(archive: zipfile.ZipFile, name: str, bounds: Bounds) -> None:
    tags = attributes = sheets = 0
    for part in archive.infolist():
        before = b""
        for chunk in _chunks(archive, part):
            tags += chunk.count(_OPENS) - chunk.count(_CLOSES)
            attributes += chunk.count(_IS)
            sheets += (before + chunk).count(_SHEET)
            before = (before + chunk)[-_CUT:]
    if tags > bounds.tags or attributes > bounds.attributes or sheets > bounds.sheets:
        raise workbook_too_large(name)


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as unpacked:
        while chunk := unpacked.read(1 << 20):
            yield chunk.replace(b"\0", b"")  # XML may be UTF-16


def _no_workbook(name: str) -> UnreadableFile:
    return UnreadableFile(f"{name} is no XLSX file; save it as XLSX.")


def workbook_too_large(name: str) -> WorkbookTooLarge:
    """Make the error of a workbook that exceeds its bounds."""
    return WorkbookTooLarge(f"{name} unpacks to far more than a sheet of texts.")
