"""What a set is: its table in a language, what narrows it, and where its rows are from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection

from bot.app.library import Library
from bot.export.columns import Row, Table
from bot.locale import Words
from storage.assessments import assessments
from storage.exports.scope import Scope

T = TypeVar("T")


class Filter(StrEnum):
    """By what a set can be narrowed."""

    AGENCY = "agency"
    COHORT = "cohort"
    SCENARIO = "scenario"
    SINCE = "since"
    UNTIL = "until"


EVERY = frozenset(Filter)


Told: TypeAlias = Callable[[Connection, Collection[str]], Collection[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for.

    Attributes:
        scope: Of what.
        now: The moment.
        library: Reads the cases that tests were taken with.
        told: Of some assignments, the attempts of which it is told how they went; left out, all.
    """

    scope: Scope
    now: datetime
    library: Library
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """Some rows, and which share of all there is has been looked at with them."""

    rows: Sequence[Row]
    share: float


Rows: TypeAlias = Callable[[Connection, Asked], Iterator[Portion]]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A set.

    Attributes:
        name: For programs, and of its file.
        filters: By what it can be narrowed.
        table: Its description in a language.
        rows: Its rows in portions, in one transaction that sees one moment.
    """

    name: str
    filters: frozenset[Filter]
    table: Callable[[Words], Table]
    rows: Rows


def forms(conn: Connection, library: Library) -> frozenset[str]:
    """The cases that are forms of tests: of them it is told nowhere what one person answered."""
    known = {one.id for one in library.known.values() if one.use == "test"}
    return assessments.forms(conn) | known


def portions(items: Sequence[T], size: int) -> Iterator[tuple[Sequence[T], float]]:
    """Items in portions, each with the share of all that is done with it."""
    for at in range(0, len(items), size):
        yield items[at : at + size], min(1.0, (at + size) / len(items))


def iso(told: str | None) -> str | None:
    """A moment as storage tells it, in ISO 8601."""
    return None if told is None else f"{told[:10]}T{told[11:19]}Z"


def iso_of(moment: datetime | None) -> str | None:
    """A moment in ISO 8601."""
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"
