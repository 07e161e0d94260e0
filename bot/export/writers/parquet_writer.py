"""Tables as Parquet, for analysis programs: typed, compressed columns with their descriptions.

It is written by pyarrow, which is large and the extra `parquet`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.export.schema.columns import Column, ColumnKind, Row, Table
from bot.export.writers.writer import plain_text

PACKAGE = "pyarrow"
TOGETHER = 16_384
"""Rows of a group, which is packed and read as one."""


def is_installed() -> bool:
    """Whether the package for this format is installed."""
    return find_spec(PACKAGE) is not None


class ParquetWriter:
    """A Parquet file of one table. pyarrow has no types, hence `Any`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._texts: frozenset[int] = frozenset()
        self._schema: Any = None
        self._writer: Any = None
        self._batches: list[Any] = []
        self._rows = 0

    def begin(self, table: Table) -> None:
        """Write of what kind the columns are, and what they say in every language."""
        import pyarrow as pa
        from pyarrow.parquet import ParquetWriter

        kinds = {
            ColumnKind.TEXT: pa.string(),
            ColumnKind.WHOLE: pa.int64(),
            ColumnKind.NUMBER: pa.float64(),
            ColumnKind.TRUTH: pa.bool_(),
            ColumnKind.LOCAL: pa.timestamp("ms"),
            ColumnKind.MOMENT: pa.timestamp("ms", tz="UTC"),
        }
        self._texts = frozenset(table.places(ColumnKind.TEXT))
        self._schema = pa.schema(
            [
                pa.field(column.name, kinds[column.kind], metadata=_explained(at, table.languages))
                for at, column in enumerate(table.columns)
            ],
            metadata={"name": table.name, **_about(table.languages)},
        )
        self._writer = ParquetWriter(self._file, self._schema, compression="zstd")

    def add(self, rows: Sequence[Row]) -> None:
        """Write rows, once there are enough for a group."""
        import pyarrow as pa

        if not rows:
            return
        columns = [
            _array(field.type, column, text=at in self._texts)
            for at, (field, column) in enumerate(
                zip(self._schema, zip(*rows, strict=True), strict=True)
            )
        ]
        self._batches.append(pa.record_batch(columns, schema=self._schema))
        self._rows += len(rows)
        if self._rows >= TOGETHER:
            self._write()

    def end(self) -> None:
        """Write the rest, and the file's footer."""
        self._write()
        self._writer.close()

    def close(self) -> None:
        """Let go of it, whole or not."""
        if self._writer is not None:
            self._writer.close()

    def _write(self) -> None:
        import pyarrow as pa

        if self._batches:
            group = pa.Table.from_batches(self._batches)
            self._writer.write_table(group, row_group_size=len(group))
        self._batches, self._rows = [], 0


def _array(kind: Any, column: Sequence[Any], *, text: bool) -> Any:
    import pyarrow as pa

    if text:
        clean = {entry: entry and plain_text(entry) for entry in set(column)}
        return pa.array(map(clean.__getitem__, column), kind)
    if pa.types.is_timestamp(kind):
        return pa.array(column, pa.string()).cast(kind)
    return pa.array(column, kind)


def _explained(at: int, told: Mapping[str, Table]) -> dict[str, str]:
    """The explanation of a column, by language."""
    columns: dict[str, Column] = {name: table.columns[at] for name, table in told.items()}
    found: dict[str, str] = {}
    for language, column in columns.items():
        found |= {f"title:{language}": column.title, f"meaning:{language}": column.meaning}
        if column.unit:
            found[f"unit:{language}"] = column.unit
    return found


def _about(told: Mapping[str, Table]) -> dict[str, str]:
    found: dict[str, str] = {}
    for language, table in told.items():
        found |= {f"title:{language}": table.title, f"about:{language}": table.about}
    return found
