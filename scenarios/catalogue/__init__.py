"""What may be claimed: indicators, sources and local facts, each with how far it was checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from scenarios.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Work:
    """A source, in the words of its own title page."""

    title: str
    organisation: str
    year: str
    checked: str  # A: the passage was read; B: an account of it; C: its title or contents


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The ids a scenario may name."""

    indicators: frozenset[str]
    sources: frozenset[str]
    facts: Mapping[str, Mapping[str, str]]  # by id and language: what is told while unconfirmed
    signs: Mapping[str, Mapping[str, str]]  # the indicators' words, by id and language
    works: Mapping[str, Work]  # the sources, by id


@cache
def catalogue() -> Catalogue:
    """The catalogue of this release; read once."""
    here = files("scenarios.catalogue")
    indicators = yaml.load((here / "indicators.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    sources = yaml.load((here / "sources.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    facts = yaml.load((here / "facts.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return Catalogue(
        frozenset(indicator["id"] for indicator in indicators["indicators"]),
        frozenset(sources["sources"]),
        facts["facts"],
        {
            indicator["id"]: {code: indicator[code] for code in LANGUAGES if code in indicator}
            for indicator in indicators["indicators"]
        },
        {name: _work(entry) for name, entry in sources["sources"].items()},
    )


def _work(written: Mapping[str, object]) -> Work:
    year = written.get("year", "")
    return Work(
        str(written["title"]),
        str(written.get("organisation", "")),
        "" if year == "n.d." else str(year),
        str(written["checked"])[:1],
    )
