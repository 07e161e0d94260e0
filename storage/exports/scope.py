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
def _as_it_is_kept(element: as_text, compiler: SQLCompiler, **rest: Any) -> str:
    return compiler.process(element.clauses, **rest)


@compiles(as_text, "postgresql")
def _as_sqlite_keeps_it(element: as_text, compiler: SQLCompiler, **rest: Any) -> str:
    moment = compiler.process(element.clauses, **rest)
    return f"to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"


class listed(FunctionElement[str]):  # noqa: N801 - a function of SQL
    """Values as one JSON list.

    A driver takes as long for each column of a row as for the row itself; and what is one text is
    looked up as one.
    """

    name = "listed"
    type = Text()
    inherit_cache = True


@compiles(listed, "sqlite")
def _as_a_list(element: listed, compiler: SQLCompiler, **rest: Any) -> str:
    return f"json_array({compiler.process(element.clauses, **rest)})"


@compiles(listed, "postgresql")
def _as_text_of_a_list(element: listed, compiler: SQLCompiler, **rest: Any) -> str:
    return f"CAST(json_build_array({compiler.process(element.clauses, **rest)}) AS TEXT)"


@dataclass(frozen=True, slots=True)
class Scope:
    """The scope of an export; fields that are None do not limit it."""

    agency: str | None = None
    cohort: str | None = None
    scenario: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """The end, excluded."""


def plainly(conn: Connection, query: Select[*tuple[Any, ...]]) -> Sequence[Row]:
    """The rows of a large query, as the driver returns them.

    To make objects of them, which are used once, took a third of the reading. So nothing is
    converted either: moments and JSON are asked for as text, and truths come as 0 and 1 or as such.
    """
    return [*as_they_come(conn, query)]


def as_they_come(conn: Connection, query: Select[*tuple[Any, ...]], **values: Any) -> Iterator[Row]:
    """The same one by one, so that used rows free their memory.

    Where many are there at once, a processor goes to memory for each cell of them.
    """
    with closing(conn.execute(query, values)) as result:
        cursor: Any = result.cursor  # whose type does not know that it can be iterated
        yield from cursor


def during(scope: Scope, column: ColumnElement[datetime]) -> list[ColumnElement[bool]]:
    """The conditions that a column lies within a scope's period."""
    found = [column >= scope.since] if scope.since is not None else []
    return found + ([column < scope.until] if scope.until is not None else [])
