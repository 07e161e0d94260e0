"""Reference material of the catalogue: indicators, terms, and unconfirmed local facts.

Playing needs none of it, so it is loaded separately from `catalogue()`.
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
        strength: Its weight alone: strong suffices for passing a concern on, weak never does.
        when: The additional condition for this strength, if any.
    """

    id: str
    category: str
    strength: Literal["strong", "between", "weak"]
    when: LocalizedText | None = None
    sources: tuple[str, ...]


class Heading(LocalizedText):
    """A heading of the ILO's indicators, and the indicators under it."""

    indicators: tuple[str, ...]


class Competency(LocalizedText):
    """A scored competency, and the axes of the content brief that it covers."""

    axes: tuple[str, ...]
    about: LocalizedText


class Term(LocalizedText):
    """A term of the field; `seen` in an Arabic source, or `proposed` by us."""

    status: Literal["seen", "proposed"]


class UnconfirmedFact(LocalizedText):
    """An unconfirmed fact about a country, from a dated source.

    Attributes:
        fact: The corresponding local fact, if cases refer to it.
        date: The date of the source: a year, a month, or `n.d.`.
        confirmed: Always false here. Agencies confirm their facts in their own database.
    """

    fact: str | None = None
    source: str
    date: str
    confirmed: Literal[False]


class Reference(Brick):
    indicators: tuple[Indicator, ...]
    ilo: tuple[Heading, ...]
    competencies: Mapping[str, Competency]
    glossary: tuple[Term, ...]
    countries: Annotated[Mapping[str, tuple[UnconfirmedFact, ...]], Field(min_length=1)]


@cache
def reference() -> Reference:
    """The reference material of this release, cached."""
    names = ("indicators", "competencies", "glossary", "local")
    read: dict[str, object] = {}
    for name in names:
        text = (files("scenarios.catalogue") / f"{name}.yaml").read_text("utf-8")
        read |= yaml.load(text, Loader=yaml.CSafeLoader)
    return Reference.model_validate(read)
