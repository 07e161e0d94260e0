"""What may be claimed: indicators, sources and local facts, each with how far it was checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The ids a scenario may name."""

    indicators: frozenset[str]
    sources: frozenset[str]
    facts: Mapping[str, Mapping[str, str]]  # by id and language: what is told while unconfirmed


@cache
def catalogue() -> Catalogue:
    """The catalogue of this release; read once."""
    here = files("scenarios.catalogue")
    indicators = yaml.load((here / "indicators.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    sources = yaml.load((here / "sources.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    facts = yaml.load((here / "facts.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return Catalogue(
        frozenset(one["id"] for one in indicators["indicators"]),
        frozenset(sources["sources"]),
        facts["facts"],
    )
