"""Cells of a sheet of a workbook, as they stand in its XML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache, partial

from bot.export.columns import Cell, Kind
from bot.export.writers.rendered import Way
from bot.export.writers.writer import plain

LONGEST = 32_767
"""Characters that a cell can have."""
NUMBER = "\x00"
"""Stands where the number of the row comes: a sign that XML cannot have, and that no text keeps."""
_EMPTY = '"/>'
_TAGS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_WRITTEN = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # which a spreadsheet takes for a sign by its number
_FIRST = date(1899, 12, 30).toordinal()  # from which days are counted
_DAY = 86_400  # seconds


def ways(kinds: Sequence[Kind], style: int) -> list[Way]:
    """How the cells of each column are written, from behind the number of the row on.

    ``<c r="A`` and that number stand before the first; each that follows is begun by the one
    before it, and the last one ends the row.

    Args:
        kinds: Of the columns.
        style: The number of the style of moments.
    """
    forms: dict[Kind, Way] = {
        Kind.TEXT: _text,
        Kind.WHOLE: _number,
        Kind.NUMBER: _number,
        Kind.TRUTH: _truth,
        Kind.MOMENT: partial(_moment, style=style),
    }
    begun = [f'<c r="{_letters(column)}' for column in range(1, len(kinds))]
    return [
        partial(_then, form=forms[kind], after=after)
        for kind, after in zip(kinds, [*begun, "</row>"], strict=True)
    ]


def _then(cell: Cell, form: Way, after: str) -> str:
    return f"{_EMPTY if cell is None else form(cell)}{after}"


def _letters(column: int) -> str:
    """The name of a column, from 0."""
    before, letter = divmod(column, 26)
    return (chr(64 + before) if before else "") + chr(65 + letter)


def _text(cell: Cell) -> str:
    told = _WRITTEN.sub("_x005F_", plain(str(cell))[:LONGEST]).translate(_TAGS)
    return f'" t="inlineStr"><is><t>{told}</t></is></c>'


def _number(cell: Cell) -> str:
    return f'"><v>{cell}</v></c>'


def _truth(cell: Cell) -> str:
    return f'" t="b"><v>{cell:d}</v></c>'


def _moment(cell: Cell, style: int) -> str:
    """Without its zone, since a workbook knows none; that it is UTC stands with the columns."""
    told = str(cell)
    seconds = int(told[11:13]) * 3600 + int(told[14:16]) * 60 + int(told[17:19])
    return f'" s="{style}"><v>{_days(told[:10]) + seconds / _DAY}</v></c>'


@lru_cache(1000)
def _days(told: str) -> int:
    return date.fromisoformat(told).toordinal() - _FIRST
