"""A report of some months on a page of A4 for each language: to print, and as a picture.

Charts hold numbers of groups and never of one person. Every text is ready to be read: here is only
where it stands, from the right where a language runs so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal, TypeAlias

from bot.pictures import typeset
from scenarios.languages import RTL

_TEMPLATE = "report.typ"

Tone: TypeAlias = Literal["good", "little", "much", "plain"]
"""Of what a figure tells: what is wished for, that too little was done, or too much."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A number by itself, and what it is of."""

    number: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A number among others of its kind."""

    label: str
    value: int
    said: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Numbers side by side; `missing` says why there are none."""

    title: str
    items: Sequence[Bar] = ()
    missing: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A share of all answers, in percent; None where it is not told."""

    percent: float | None
    said: str


@dataclass(frozen=True, slots=True)
class Split:
    """What was answered to a question."""

    title: str
    note: str = ""
    parts: Sequence[Part] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Two means in percent, and between what the second lies if the first is right."""

    name: str
    before: float
    after: float
    low: float | None
    high: float | None
    marks: Sequence[str]  # the two means
    sure: Sequence[str]  # by how much; numbers and the word between them stand apart
    tone: Tone


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in one part of tests."""

    title: str
    rows: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Share:
    """A share in percent with its interval."""

    name: str
    percent: float
    low: float
    high: float
    said: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares below each other."""

    title: str
    note: str = ""
    rows: Sequence[Share] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A share in a month, in percent; all None where it is not told."""

    label: str
    percent: float | None = None
    low: float | None = None
    high: float | None = None
    foretold: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Shares over months."""

    title: str
    note: str = ""
    points: Sequence[Point] = ()
    found: str = ""  # what is said beside the line
    foretold: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One of the four levels: what it asks, and what its numbers do not show."""

    number: str
    name: str
    question: str
    limits: str


@dataclass(frozen=True, slots=True)
class Side:
    """The page in one language."""

    language: str
    title: str
    about: str
    period: str
    tiles: Sequence[Tile]
    people: Bars
    cases: Bars
    agencies: Bars
    levels: Sequence[Level]
    reaction: Sequence[Split]
    changes: Sequence[Changes]
    no_changes: str
    changes_title: str
    tries: Shares
    recall: Line
    behaviour: Sequence[Split]
    referrals: Tile
    results: Sequence[Tile]
    limits_word: str
    foot: Sequence[str] = field(default_factory=tuple)


def pdf(sides: Sequence[Side]) -> bytes:
    """The report to print, a page for each language."""
    return typeset.pdf(_TEMPLATE, _data(sides))


def png(side: Side, *, ppi: float = 110) -> bytes:
    """One page of it as a picture."""
    return typeset.png(_TEMPLATE, _data([side]), ppi=ppi)


def _data(sides: Sequence[Side]) -> list[dict[str, object]]:
    return [{**asdict(side), "rtl": side.language in RTL} for side in sides]
