"""What people look up in the catalogue: signs with their strength, terms, and what was seen where.

A case needs none of it to be played, so it is read apart from `catalogue()`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import yaml
from pydantic import Field

from scenarios.schema import Brick, LocalizedText


class Indicator(LocalizedText):
    """A sign that may point to trafficking.

    Attributes:
        strength: What it is worth by itself: strong is enough to pass a concern on, weak never is.
        when: What makes it that strong, where something must be added.
    """

    id: str
    category: str
    strength: Literal["strong", "between", "weak"]
    when: LocalizedText | None = None
    sources: tuple[str, ...]


class Heading(LocalizedText):
    """A heading of the ILO, and the indicators that fall under it."""

    indicators: tuple[str, ...]


class Competency(LocalizedText):
    """What a score tells of, and the axes of the content brief that it takes in."""

    axes: tuple[str, ...]
    about: LocalizedText


class Term(LocalizedText):
    """A term of the field; `seen` in an Arabic source, or `proposed` by us."""

    status: Literal["seen", "proposed"]


class Local(LocalizedText):
    """What was seen of a country in a dated source, and nobody has confirmed.

    Attributes:
        fact: The local fact that it would be, where cases refer to it.
        date: Of the source: a year, a month, or `n.d.`.
        confirmed: Never here. A place confirms its own facts in its own database.
    """

    fact: str | None = None
    source: str
    date: str
    confirmed: Literal[False]


class Reference(Brick):
    """All that is looked up."""

    indicators: tuple[Indicator, ...]
    ilo: tuple[Heading, ...]
    competencies: Mapping[str, Competency]
    glossary: tuple[Term, ...]
    countries: Annotated[Mapping[str, tuple[Local, ...]], Field(min_length=1)]


@cache
def reference() -> Reference:
    """The reference part of this release's catalogue; read once."""
    names = ("indicators", "competencies", "glossary", "local")
    read: dict[str, object] = {}
    for name in names:
        text = (files("scenarios.catalogue") / f"{name}.yaml").read_text("utf-8")
        read |= yaml.load(text, Loader=yaml.CSafeLoader)
    return Reference.model_validate(read)
