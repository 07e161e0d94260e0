"""XLSX workbooks, whole and hostile."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl

SHEET = "xl/worksheets/sheet1.xml"


def xlsx(*rows: tuple[Any, ...]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    book.save(out)
    return out.getvalue()


def parts() -> dict[str, bytes]:
    """The parts of a small workbook, by name."""
    with zipfile.ZipFile(io.BytesIO(xlsx(("Name",), ("Sara Ahmed",)))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def bomb(name: str, content: bytes, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A small workbook with a part in place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as made:
        for part, own in parts().items():
            made.writestr(part, content if part == name else own)
    return out.getvalue()
