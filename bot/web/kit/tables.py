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
    """A column."""

    title: str
    sort: str = ""
    """What its heading sorts by; empty where it does not."""
    numeric: bool = False
    links: Sequence[Link] = ()
    """Pages about what is in the column, offered below its heading."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell."""

    text: str
    href: str = ""
    tone: str = ""
    """good, warn or bad, beside what the text says."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row; its first cell is its heading."""

    cells: Sequence[Cell]
    id: str = ""
    """Names it in a selection; empty where it cannot be selected."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of a table: a list of choices of which one holds."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    """Values and labels; the first one filters nothing."""


@dataclass(frozen=True, slots=True)
class TableQuery:
    """What the query of an address asks of a table."""

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
    """Empty where there is nothing to search."""
    empty: str = ""
    """What is said where there are no rows."""
    csv: str = ""
    """The path of the act that hands it over as CSV; empty where there is none."""
    csv_note: str = ""
    """What is said beside its button."""


def as_csv(table: Table) -> bytes:
    """A table as CSV: its columns and rows as they are shown, and nothing that is a formula."""
    head = [column.title for column in table.columns]
    return row_files.as_csv([head, *([cell.text for cell in row.cells] for row in table.rows)])


def read_query(
    query: Mapping[str, str], sorts: Iterable[str], filters: Mapping[str, Iterable[str]]
) -> TableQuery:
    """The query of an address; what no table has is left out.

    Args:
        query: As it was sent.
        sorts: What can be sorted by; the first is the default. A minus before it turns it round.
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
