"""Rows made into text, part by part: what stands in many rows is written once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias, TypeVar

from bot.export.columns import Cell, Row

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
        for one in self._columns:
            if len(one) > _MOST:
                one.clear()

    def _along(self, rows: Sequence[Row]) -> Iterator[_Written[Any]]:
        """What was written of each part of some rows."""
        if rows and len(rows[0]) != len(self._columns):
            raise ValueError(f"a row has {len(rows[0])} cells for {len(self._columns)} columns")
        yield from self._columns if rows else ()


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
