"""Tables with search, filters, sorting and paging."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.export.writers import row_files

SEARCH: Final = "q"
SORT: Final = "sort"
AFTER: Final = "after"
LONGEST_SEARCH: Final = 100
PAGE: Final = 50
"""Rows of a page."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another page."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    title: str
    sort: str = ""
    """The name of the order that its heading sets; empty if it cannot be sorted."""
    numeric: bool = False
    links: Sequence[Link] = ()
    """Links to pages about the column's content, below its heading."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell."""

    text: str
    href: str = ""
    tone: str = ""
    """`good`, `warn` or `bad`; shown in addition to the text."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row; its first cell is its heading."""

    cells: Sequence[Cell]
    id: str = ""
    """Its value in a selection; empty if it cannot be selected."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of a table, with one active choice."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    """Values and labels; the first one filters nothing."""


@dataclass(frozen=True, slots=True)
class TableQuery:
    """The search, order, filters and page that a query string requests."""

    search: str
    sort: str
    descending: bool
    after: str | None
    filters: Mapping[str, str]

    @property
    def order(self) -> str:
        """The order as an address carries it."""
        return f"-{self.sort}" if self.descending else self.sort


@dataclass(frozen=True, slots=True)
class Table:
    """A page of rows, and how to come to others."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    query: TableQuery
    next: str | None = None
    """The cursor of the next page."""
    total: int | None = None
    filters: Sequence[Filter] = ()
    search_label: str = ""
    """The search field's label; empty for no search."""
    empty: str = ""
    """The text shown if there are no rows."""
    csv: str = ""
    """The path of the CSV download; empty for none."""
    csv_note: str = ""
    """The text beside the download button."""


def as_csv(table: Table) -> bytes:
    """A table as CSV, with columns and rows as shown; formulas are escaped."""
    head = [column.title for column in table.columns]
    return row_files.as_csv([head, *([cell.text for cell in row.cells] for row in table.rows)])


def read_query(
    query: Mapping[str, str], sorts: Iterable[str], filters: Mapping[str, Iterable[str]]
) -> TableQuery:
    """Parse a query string; unknown orders and filter values are replaced by the defaults.

    Args:
        query: The values of the query string.
        sorts: The possible orders; the first is the default. A leading minus means descending.
        filters: The values of each filter; the first one filters nothing.
    """
    allowed = list(sorts)
    sent = query.get(SORT, "")
    sort = sent.removeprefix("-")
    known = sort in allowed
    first = allowed[0]
    chosen = {}
    for name, values in filters.items():
        listed = list(values)
        value = query.get(name, "")
        chosen[name] = value if value in listed else listed[0]
    return TableQuery(
        query.get(SEARCH, "").strip()[:LONGEST_SEARCH],
        sort if known else first.removeprefix("-"),
        sent.startswith("-") if known else first.startswith("-"),
        query.get(AFTER) or None,
        chosen,
    )
