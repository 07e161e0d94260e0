"""Tables and their columns, described in `columns.yaml` in every language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

import yaml

from scenarios.languages import DEFAULT, localized


class ColumnKind(StrEnum):
    """The kind of a column's values."""

    TEXT = "text"
    WHOLE = "integer"
    NUMBER = "number"
    TRUTH = "boolean"
    LOCAL = "local-datetime"  # as text: as clocks show it in the time zone of its row, in ISO 8601
    MOMENT = "datetime"  # as text: UTC in ISO 8601, such as 2026-11-25T05:30:00Z


Cell: TypeAlias = str | int | float | bool | None


Row: TypeAlias = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        name: The machine-readable name, the same in all languages.
        kind: The data type.
        title: The heading, in one language.
        meaning: The description, in that language.
        unit: The unit of its numbers, in that language.
    """

    name: str
    kind: ColumnKind
    title: str
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, in a language.

    Attributes:
        name: The machine-readable name.
        title: The heading.
        about: The meaning of a row, and what is left out.
        columns: The columns, in order.
        languages: The table in every language, for files with descriptions in all of them.
    """

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    languages: Mapping[str, Table] = field(default_factory=dict)

    def places(self, *kinds: ColumnKind) -> tuple[int, ...]:
        """The positions of columns of these kinds, counted from 0."""
        return tuple(at for at, name in enumerate(self.columns) if name.kind in kinds)


def table(dataset: str, language: str) -> Table:
    """Describe the table of a data set."""
    described = _document()["datasets"][dataset]
    columns = []
    for entry in described["columns"]:
        if isinstance(entry, str):
            columns.append(column(entry, language))
        else:
            columns += [_column(key, value, language) for key, value in entry.items()]
    title, about = localized(described["title"], language), localized(described["about"], language)
    return Table(dataset, title, about, tuple(columns))


def column(key: str, language: str) -> Column:
    """Describe a column that data sets share."""
    return _column(key, _document()["shared"][key], language)


def _column(key: str, described: Mapping[str, Any], language: str) -> Column:
    title, meaning = described.get(language) or described[DEFAULT]
    unit = (
        localized(_document()["units"][described["unit"]], language) if "unit" in described else ""
    )
    return Column(described.get("name", key), ColumnKind(described["kind"]), title, meaning, unit)


@cache
def _document() -> Mapping[str, Any]:
    text = files("bot.export.schema").joinpath("columns.yaml").read_text("utf-8")
    document: Mapping[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return document
