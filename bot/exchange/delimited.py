"""Tables as CSV, as spreadsheets open it: UTF-8 with its mark, and nothing that is a formula."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.exchange.columns import Cell, Kind, Row, Table
from bot.exchange.going_out import plain

# What a spreadsheet takes for the beginning of a formula, in either width.
_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNSEEN = " \u200c\u200d"
_TRUTH = {True: "true", False: "false", None: None}


class Delimited:
    """A CSV file of one table."""

    def __init__(self, file: Path) -> None:
        # Its own lines end as Excel's do.
        self._file = file.open("w", encoding="utf-8-sig", newline="", buffering=1 << 18)
        self._out = csv.writer(self._file, lineterminator="\r\n")
        self._texts: tuple[int, ...] = ()
        self._truths: tuple[int, ...] = ()

    def begin(self, table: Table) -> None:
        """Write the names of the columns."""
        self._texts, self._truths = table.places(Kind.TEXT), table.places(Kind.TRUTH)
        self._out.writerow([one.name for one in table.columns])

    def add(self, rows: Sequence[Row]) -> None:
        """Write rows; column by column, since most hold few different texts."""
        if not rows:
            return
        columns: list[Sequence[Any]] = [*zip(*rows, strict=True)]
        for at in self._texts:
            changed = {one: safe for one in set(columns[at]) if (safe := told(one)) != one}
            if changed:
                columns[at] = [changed.get(one, one) for one in columns[at]]
        for at in self._truths:
            columns[at] = [_TRUTH[one] for one in columns[at]]
        self._out.writerows(zip(*columns, strict=True))

    def end(self) -> None:
        """It is whole once its last line stands."""
        self._file.flush()

    def close(self) -> None:
        """Let go of it."""
        self._file.close()


def told(text: Cell) -> Cell:
    """A text as a spreadsheet takes it for one: what could be a formula has a quote before it."""
    if not isinstance(text, str):
        return text
    clean = plain(text)
    return f"'{clean}" if clean.lstrip(_UNSEEN).startswith(_SIGNS) else clean
