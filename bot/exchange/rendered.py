"""Rows made into text, column by column: most columns hold few different cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from bot.exchange.columns import Cell, Row

Way: TypeAlias = Callable[[Cell], str]
"""How the cells of a column are written."""
_MOST = 5_000  # cells of a column that are remembered from one portion to the next


class Renderer:
    """Writes each different cell of a column once, and not once for each row.

    That is faster than a writer in C that begins anew with every cell.
    """

    def __init__(self, ways: Sequence[Way]) -> None:
        self._columns = [_Written(way) for way in ways]

    def rendered(self, rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
        """Rows with every cell as text, to be used up before the next are asked for.

        Args:
            rows: As many together as are at hand; all as long as there are columns.
        """
        for one in self._columns:
            if len(one) > _MOST:
                one.clear()
        cells = zip(*rows, strict=True)
        columns = [map(w.__getitem__, one) for w, one in zip(self._columns, cells, strict=True)]
        return zip(*columns, strict=True)


class _Written(dict[Cell, str]):
    """The cells of a column that were written already."""

    def __init__(self, way: Way) -> None:
        super().__init__()
        self._way = way

    def __missing__(self, cell: Cell) -> str:
        text = self[cell] = self._way(cell)
        return text
