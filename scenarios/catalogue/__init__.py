"""What may be claimed: indicators and sources, each with how far it was checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The ids a scenario may name."""

    indicators: frozenset[str]
    sources: frozenset[str]


@cache
def catalogue() -> Catalogue:
    """The catalogue of this release; read once."""
    here = files("scenarios.catalogue")
    indicators = yaml.load((here / "indicators.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    sources = yaml.load((here / "sources.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return Catalogue(
        frozenset(one["id"] for one in indicators["indicators"]), frozenset(sources["sources"])
    )
