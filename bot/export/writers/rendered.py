"""Rows made into text, part by part: what stands in many rows is written once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias, TypeVar

from bot.export.columns import Cell, Row, Shared, width

T = TypeVar("T")
Way: TypeAlias = Callable[[Cell], str]
"""How the cells of a column are written."""
_MOST = 5_000  # cells of a column that are remembered from one portion to the next


def as_it_is(cell: Cell) -> str:
    """The way of texts that need no change, hardly two of which are alike: none is remembered."""
    return "" if cell is None else str(cell)


class Renderer:
    """Writes each different cell of a column once, and not once for each row.

    That is faster than a writer in C that begins anew with every cell. What rows share is written
    once for all of them.

    Args:
        ways: How each column is written.
        between: What stands between two cells.
    """

    def __init__(self, ways: Sequence[Way], between: str) -> None:
        self._columns = [_Texts(way) if way is as_it_is else _Written(way) for way in ways]
        self._between = between
        self._shared: dict[tuple[int, int], _Written[Shared]] = {}

    def rendered(self, rows: Sequence[Row]) -> Iterator[str]:
        """Rows as text, to be used up before the next are asked for.

        Args:
            rows: As many together as are at hand; all as long as there are columns.
        """
        self._forget()
        parts = zip(*rows, strict=True)
        texts = [one.each(part) for one, part in zip(self._along(rows), parts, strict=True)]
        return map(self._between.join, zip(*texts, strict=True))

    def _forget(self) -> None:
        every: list[_Written[Any]] = [*self._columns, *self._shared.values()]
        for one in every:
            if len(one) > _MOST:
                one.clear()

    def _along(self, rows: Sequence[Row]) -> Iterator[_Written[Any]]:
        """What was written of each part of some rows."""
        first = rows[0] if rows else ()
        cells, end = sum(map(width, first)), 0
        if rows and cells != len(self._columns):
            raise ValueError(f"a row has {cells} cells for {len(self._columns)} columns")
        for part in first:
            at, end = end, end + width(part)
            yield self._joined(at, end) if isinstance(part, Shared) else self._columns[at]

    def _joined(self, at: int, end: int) -> _Written[Shared]:
        columns = self._columns[at:end]

        def written(shared: Shared) -> str:
            cells = zip(columns, shared.cells, strict=True)
            return self._between.join([column[cell] for column, cell in cells])

        return self._shared.setdefault((at, end), _Written(written))


class _Written(dict[T, str]):
    """What was written already."""

    def __init__(self, way: Callable[[T], str]) -> None:
        super().__init__()
        self._way = way

    def __missing__(self, what: T) -> str:
        text = self[what] = self._way(what)
        return text

    def each(self, many: Iterable[Any]) -> Iterator[str]:
        """What each of many is as text."""
        return map(self.__getitem__, many)


class _Texts(_Written[Cell]):
    """A column of texts that stand as they are."""

    def each(self, many: Iterable[Any]) -> Iterator[str]:
        """What each of many is as text."""
        return map(_EMPTY.get, many, many)


_EMPTY: dict[Any, Any] = {None: ""}
