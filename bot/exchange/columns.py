"""What a table that goes out has in its columns: one description for every kind of file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
Row: TypeAlias = Sequence[Cell]


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
