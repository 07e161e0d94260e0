"""The scope of an export, and SQL functions for text output."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Select, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

PAGE = 500
"""People or attempts in one page."""

Row: TypeAlias = Sequence[Any]


class as_text(FunctionElement[str]):  # noqa: N801 - a function of SQL
    """A timestamp as text, equal on both databases."""

    name = "told"
    type = Text()
    inherit_cache = True


@compiles(as_text, "sqlite")
def _as_text_sqlite(element: as_text, compiler: SQLCompiler, **rest: Any) -> str:
    return compiler.process(element.clauses, **rest)


@compiles(as_text, "postgresql")
def _as_text_postgresql(element: as_text, compiler: SQLCompiler, **rest: Any) -> str:
    moment = compiler.process(element.clauses, **rest)
    return f"to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"


class listed(FunctionElement[str]):  # noqa: N801 - a function of SQL
    """Values as one JSON list.

    A driver takes as long for each column of a row as for the row itself, and a single text
    can be cached as one.
    """

    name = "listed"
    type = Text()
    inherit_cache = True


@compiles(listed, "sqlite")
def _listed_sqlite(element: listed, compiler: SQLCompiler, **rest: Any) -> str:
    return f"json_array({compiler.process(element.clauses, **rest)})"


@compiles(listed, "postgresql")
def _listed_postgresql(element: listed, compiler: SQLCompiler, **rest: Any) -> str:
    return f"CAST(json_build_array({compiler.process(element.clauses, **rest)}) AS TEXT)"


@dataclass(frozen=True, slots=True)
class Scope:
    """The scope of an export; None means no limit."""

    agency: str | None = None
    cohort: str | None = None
    scenario: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """The end, excluded."""


def run_raw(conn: Connection, query: Select[*tuple[Any, ...]]) -> Sequence[Row]:
    """Run a large query and return rows as the driver has them.

    Building row objects for single use took a third of the reading time. So values are not
    converted either: timestamps and JSON are selected as text, and booleans are 0 and 1 or bool.
    """
    return [*stream(conn, query)]


def stream(conn: Connection, query: Select[*tuple[Any, ...]], **values: Any) -> Iterator[Row]:
    """Yield rows one by one, so that used ones free their memory.

    With many in memory, each access to a cell is a cache miss.
    """
    with closing(conn.execute(query, values)) as result:
        cursor: Any = result.cursor  # its type does not declare iteration
        yield from cursor


def within_period(scope: Scope, column: ColumnElement[datetime]) -> list[ColumnElement[bool]]:
    """The conditions that a column lies within a scope's period."""
    found = [column >= scope.since] if scope.since is not None else []
    return found + ([column < scope.until] if scope.until is not None else [])
