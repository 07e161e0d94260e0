"""The catalogue of claims: indicators, sources and local facts, each with its verification."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from scenarios.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Publication:
    """A source, as on its title page."""

    title: str
    organisation: str
    year: str
    checked: str  # A: the passage was read; B: an account of it; C: its title or contents


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The ids that a scenario may refer to."""

    indicators: frozenset[str]
    sources: frozenset[str]
    facts: Mapping[str, Mapping[str, str]]  # placeholders for unconfirmed facts, by id and language
    signs: Mapping[str, Mapping[str, str]]  # texts of indicators, by id and language
    works: Mapping[str, Publication]  # sources by id


@cache
def catalogue() -> Catalogue:
    """The catalogue of this release, cached."""
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


def _work(written: Mapping[str, object]) -> Publication:
    year = written.get("year", "")
    return Publication(
        str(written["title"]),
        str(written.get("organisation", "")),
        "" if year == "n.d." else str(year),
        str(written["checked"])[:1],
    )
