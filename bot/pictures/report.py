"""The impact report on an A4 page for each language: as PDF and PNG.

Charts show groups, never individuals. Texts arrive ready to print; this module only places
them, mirrored for right-to-left languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal, TypeAlias

from bot.pictures import typeset
from scenarios.languages import RTL

_TEMPLATE = "report.typ"

Tone: TypeAlias = Literal["good", "little", "much", "plain"]
"""The meaning of a figure: desired, under-reaction, or over-reaction."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A number with its label."""

    number: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A number in a bar chart."""

    label: str
    value: int
    said: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart; `missing` is the reason if there is none."""

    title: str
    items: Sequence[Bar] = ()
    missing: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A share of all answers in percent; None if undisclosed."""

    percent: float | None
    said: str


@dataclass(frozen=True, slots=True)
class Split:
    """The answers to a question."""

    title: str
    note: str = ""
    parts: Sequence[Part] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Two means in percent, with the interval of the second."""

    name: str
    before: float
    after: float
    low: float | None
    high: float | None
    marks: Sequence[str]  # the two means
    sure: Sequence[str]  # the difference, with numbers separate from the word between them
    tone: Tone


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes between two parts of tests."""

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
    title: str
    note: str = ""
    rows: Sequence[Share] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A share in a month, in percent; all None if undisclosed."""

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
    found: str = ""  # the note beside the line
    foretold: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One of the four levels: its question, and the limits of its numbers."""

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
    """The report as PDF, a page for each language."""
    return typeset.pdf(_TEMPLATE, _data(sides))


def png(side: Side, *, ppi: float = 110) -> bytes:
    return typeset.png(_TEMPLATE, _data([side]), ppi=ppi)


def _data(sides: Sequence[Side]) -> list[dict[str, object]]:
    return [{**asdict(side), "rtl": side.language in RTL} for side in sides]
