"""A data set: its table, the filters that narrow it, and the source of its rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.export.schema import columns
from bot.export.schema.assessment_forms import LoadForms
from bot.export.schema.case_texts import CaseTexts
from bot.export.schema.columns import Row, Table
from storage.assessments import assessments
from storage.exports.scope import Scope

T = TypeVar("T")


class Filter(StrEnum):
    """A filter of a data set."""

    AGENCY = "agency"
    COHORT = "cohort"
    SCENARIO = "scenario"
    SINCE = "since"
    UNTIL = "until"


ALL_FILTERS = frozenset(Filter)

Disclose: TypeAlias = Callable[[Connection, Collection[str]], Collection[str]]
"""Gives, of some assignments, the ids of the attempts whose results may be shown."""


@dataclass(frozen=True, slots=True)
class Query:
    """The query of an export on a data set.

    Attributes:
        scope: What to include.
        load_forms: Loads the forms of assessments.
        disclose: Restricts the people whose results are shown; None shows all.
        texts: Reads the texts of cases.
    """

    scope: Scope
    now: datetime
    load_forms: LoadForms
    disclose: Disclose | None = None
    texts: CaseTexts = field(default_factory=CaseTexts)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a data set, and the fraction of it that is read with them, 0 to 1."""

    rows: Sequence[Row]
    fraction: float


ReadRows: TypeAlias = Callable[[Connection, Query], Iterator[Batch]]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set.

    Attributes:
        name: The machine-readable name; also the name of its file.
        filters: The filters that it supports.
        read: Reads its rows in batches, in one transaction.
        describe: Describes its table, given its name and a language.
    """

    name: str
    filters: frozenset[Filter]
    read: ReadRows
    describe: Callable[[str, str], Table] = columns.table

    def table(self, language: str) -> Table:
        """Describe its table in a language."""
        return self.describe(self.name, language)


def assessment_cases(conn: Connection, query: Query) -> frozenset[str]:
    """Find the cases that are forms of assessments, of which no individual answer is exported."""
    return assessments.forms(conn) | query.load_forms().cases.keys()


def batches(items: Sequence[T], size: int) -> Iterator[tuple[Sequence[T], float]]:
    """Split items into batches, each with the fraction of all items up to its end."""
    for start in range(0, len(items), size):
        yield items[start : start + size], min(1.0, (start + size) / len(items))


def iso_from_stored(text: str | None) -> str | None:
    """Convert a stored timestamp to ISO 8601."""
    return None if text is None else f"{text[:10]}T{text[11:19]}Z"


def iso(time: datetime | None) -> str | None:
    """Format a time in ISO 8601."""
    return None if time is None else f"{time:%Y-%m-%dT%H:%M:%SZ}"


def local_iso(time: datetime | None, zone: ZoneInfo) -> str | None:
    """Format a time in ISO 8601 as clocks show it in a zone."""
    return None if time is None else f"{time.astimezone(zone):%Y-%m-%dT%H:%M:%S}"
