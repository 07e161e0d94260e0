"""What a table that goes out has in its columns: one description for every kind of file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class Kind(StrEnum):
    """What stands in a column, where anything does."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    TRUTH = "true or false"
    MOMENT = "moment"  # as text: UTC in ISO 8601, such as 2026-11-25T05:30:00Z


Cell: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, eq=False, slots=True)
class Shared:
    """Cells beside each other that many rows have: they are made into text once for all of them.

    Two are the same only where they are one. To look them up by what stands in them would take as
    long as to look up each cell.
    """

    cells: tuple[Cell, ...]


Part: TypeAlias = Cell | Shared
Row: TypeAlias = Sequence[Part]
"""Parts from left to right. Rows that come together have theirs at the same places."""


def width(part: Part) -> int:
    """How many columns a part covers."""
    return len(part.cells) if isinstance(part, Shared) else 1


def apart(rows: Sequence[Row]) -> Iterator[Sequence[Cell]]:
    """The columns of some rows, cell by cell."""
    for part in zip(*rows, strict=True):
        if isinstance(part[0], Shared):
            yield from zip(*(one.cells for one in part), strict=True)
        else:
            yield part


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        name: For programs; the same in every language.
        kind: What stands in it.
        title: What it is called in a language.
        meaning: What it says, in that language.
        unit: Of its numbers, in that language.
    """

    name: str
    kind: Kind
    title: str
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, in a language.

    Attributes:
        name: For programs.
        title: What it is called.
        about: What a row of it is, and what is left out.
        columns: In their order.
        languages: It in every language, for a file that explains itself in all.
    """

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    languages: Mapping[str, Table] = field(default_factory=dict)

    def places(self, *kinds: Kind) -> tuple[int, ...]:
        """Where columns of these kinds stand, counted from 0."""
        return tuple(at for at, one in enumerate(self.columns) if one.kind in kinds)
