"""Rows made into text, column by column: most columns hold few different cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from bot.exchange.columns import Cell, Row

Way: TypeAlias = Callable[[Cell], str]
"""How the cells of a column are written."""


def rendered(rows: Sequence[Row], ways: Sequence[Way]) -> Iterator[tuple[str, ...]]:
    """Rows with every cell as text.

    Each different cell of a column is written once, and not once for each row: that is faster than
    a writer in C that begins anew with every cell.

    Args:
        rows: As many together as are at hand; all as long as there are columns.
        ways: How the cells of each column are written.
    """
    columns = [
        map({cell: way(cell) for cell in set(column)}.__getitem__, column)
        for way, column in zip(ways, zip(*rows, strict=True), strict=True)
    ]
    return zip(*columns, strict=True)
