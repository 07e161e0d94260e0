"""Frozen records and their columns, matched by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, FromClause, Select, select

R = TypeVar("R")


class RecordColumns(Generic[R]):
    """The columns of a record: one for each field of a dataclass, in order.

    A field takes the column of its name unless another one is given. A field may be
    a nested record with columns of its own; it is None if the first of these is NULL. Fields
    and columns are matched once, at import.

    Rows have the order of `columns`, so `build` passes them by position. By keyword it would
    take 5.9 µs instead of 2.3 µs for an attempt, which every tap reads.
    """

    def __init__(
        self,
        record: Callable[..., R],
        table: FromClause | None = None,
        **columns: "ColumnElement[Any] | RecordColumns[Any]",
    ) -> None:
        """Match the fields of a dataclass with columns.

        Raises:
            TypeError: A field has no column, or a column has no field.
        """
        self._record = record
        self._parts: list[tuple[int, int, RecordColumns[Any]]] = []
        found: list[ColumnElement[Any]] = []
        for field in fields(record):  # type: ignore[arg-type]  # a dataclass, called as such
            column = columns.pop(field.name, None)
            if column is None and table is not None:
                column = table.c.get(field.name)
            if column is None:
                raise TypeError(f"{record}: no column for the field {field.name!r}")
            if isinstance(column, RecordColumns):
                self._parts.append((len(found), len(found) + len(column.columns), column))
                found += column.columns
            else:
                found.append(column)
        if columns:
            raise TypeError(f"{record}: no fields for the columns {sorted(columns)}")
        self._parts.reverse()  # replaced from the end, so that positions before stay as they are
        self.columns: tuple[ColumnElement[Any], ...] = tuple(found)

    def select(self) -> Select[*tuple[Any, ...]]:
        """Start a query for these columns."""
        return select(*self.columns)

    def build(self, row: Sequence[Any]) -> R:
        """Build the record of a row of `columns`."""
        if self._parts:
            row = list(row)
            for start, stop, part in self._parts:
                own = row[start:stop]
                row[start:stop] = [None if own[0] is None else part.build(own)]
        return self._record(*row)

    def first(
        self, conn: Connection, query: Select[Any], values: Mapping[str, object] | None = None
    ) -> R | None:
        """Run a query begun with `select`; return its first record, if any."""
        row = conn.execute(query, values).first()
        return None if row is None else self.build(row)

    def all(
        self, conn: Connection, query: Select[Any], values: Mapping[str, object] | None = None
    ) -> list[R]:
        """Run a query begun with `select`; return all its records."""
        return [self.build(row) for row in conn.execute(query, values)]
