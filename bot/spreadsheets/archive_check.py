"""Workbooks from anyone: what is in them is counted before anything of it is unpacked or parsed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias
from xml.parsers import expat

from bot.spreadsheets import Unreadable

Source: TypeAlias = Path | IO[bytes]
_OPENS, _CLOSES, _IS, _SHEET = b"<", b"</", b"=", b"sheetId="
_TEXTS = ("xl/worksheets/", "xl/sharedStrings.xml")
_CUT = len(_SHEET) - 1  # bytes that a piece shows again of the one before, for what is cut in two
_PIECE = 1 << 16  # bytes
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What Python unpacks piece by piece; of any other packing some bytes become gigabytes at once."""


class TooMuch(Unreadable):
    """It unpacks to more than its bounds."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much there may be of it. What is parsed takes a hundred times the space of its tags."""

    unpacked: int  # bytes
    tags: int
    attributes: int
    looks: int = 1 << 20  # bytes of each part that is not a sheet or its texts, read whole
    parts: int = 200
    sheets: int = 10  # each is looked into when the file is opened


def check(file: Source, name: str, bounds: Bounds) -> None:
    """Go on only if a workbook is no larger than its bounds.

    Args:
        file: Where it is; it is read and left open.
        name: What it is called, for the error.
        bounds: How much there may be.

    Raises:
        TooMuch: There is too much of it.
        Unreadable: It is no XLSX file, or has a DTD.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            _check_sizes(archive, name, bounds)
            _check_prologs(archive, name)
            _check_marks(archive, name, bounds)
    except Unreadable:
        raise
    except Exception as error:  # zipfile and zlib fail in many ways on a broken file
        raise _no_workbook(name) from error


class _Root(Exception):
    """The first element of a part begins."""


def _check_prologs(archive: zipfile.ZipFile, name: str) -> None:
    """No part may have a DTD, which gives elements attributes and texts that nobody can count.

    A DTD stands before the first element. It is looked for by the parser that later reads the
    part, in whatever encoding it is, and whatever the part is called.
    """

    def refuse(*_: object) -> None:
        raise Unreadable(f"{name} has a DTD (`<!DOCTYPE`), which no spreadsheet writes.")

    def stop(*_: object) -> None:
        raise _Root

    for part in archive.infolist():
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = refuse
        parser.StartElementHandler = stop
        with archive.open(part) as unpacked, suppress(_Root, expat.ExpatError):
            while piece := unpacked.read(_PIECE):
                parser.Parse(piece)


def _check_sizes(archive: zipfile.ZipFile, name: str, bounds: Bounds) -> None:
    """A small file may unpack to a huge one. Python unpacks no part beyond the size given here."""
    parts = archive.infolist()
    if any(part.compress_type not in PACKINGS for part in parts):
        raise _no_workbook(name)
    looks = [part.file_size for part in parts if not part.filename.startswith(_TEXTS)]
    whole = sum(part.file_size for part in parts)
    large = max(looks, default=0) > bounds.looks
    if len(parts) > bounds.parts or whole > bounds.unpacked or large:
        raise too_much(name)


def _check_marks(archive: zipfile.ZipFile, name: str, bounds: Bounds) -> None:
    tags = attributes = sheets = 0
    for part in archive.infolist():
        before = b""
        for piece in _pieces(archive, part):
            tags += piece.count(_OPENS) - piece.count(_CLOSES)
            attributes += piece.count(_IS)
            sheets += (before + piece).count(_SHEET)
            before = (before + piece)[-_CUT:]
    if tags > bounds.tags or attributes > bounds.attributes or sheets > bounds.sheets:
        raise too_much(name)


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as unpacked:
        while piece := unpacked.read(1 << 20):
            yield piece.replace(b"\0", b"")  # XML may be UTF-16


def _no_workbook(name: str) -> Unreadable:
    return Unreadable(f"{name} is no XLSX file; save it as XLSX.")


def too_much(name: str) -> TooMuch:
    """What is raised where there is more of a workbook than its bounds."""
    return TooMuch(f"{name} unpacks to far more than a sheet of texts.")
