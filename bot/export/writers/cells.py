"""Cells of rows as a kind of file takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from bot.export.schema.columns import Cell, ColumnKind, Row, Table

Convert: TypeAlias = Callable[[Any], object]
_CACHED = 20_000  # cells of a kind, kept from one call to the next


class Cells:
    """Converts rows column by column, each different cell once, since most repeat.

    Args:
        convert: By kind; cells of other kinds, and empty ones, stay as they are.
    """

    def __init__(self, convert: Mapping[ColumnKind, Convert]) -> None:
        self._converted = {kind: _Converted(func) for kind, func in convert.items()}
        self._columns: list[_Converted | None] = []

    def begin(self, table: Table) -> None:
        """Take the kinds of a table's columns."""
        self._columns = [self._converted.get(column.kind) for column in table.columns]

    def rows(self, rows: Sequence[Row]) -> Iterator[tuple[object, ...]]:
        """Convert rows, to be used before the next are asked for.

        Raises:
            ValueError: A row has more or fewer cells than there are columns.
        """
        if not rows:
            return iter(())
        for converted in self._converted.values():
            if len(converted) > _CACHED:
                converted.clear()
        columns = zip(self._columns, zip(*rows, strict=True), strict=True)
        cells = [
            map(entry.__getitem__, column) if entry is not None else column
            for entry, column in columns
        ]
        return zip(*cells, strict=True)


class _Converted(dict[Cell, object]):
    def __init__(self, convert: Convert) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, cell: Cell) -> object:
        converted = self[cell] = None if cell is None else self._convert(cell)
        return converted
