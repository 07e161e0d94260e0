"""The catalogue of claims: indicators, sources and local facts, each with its verification."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from scenarios.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Publication:
    """A source, as on its title page."""

    title: str
    organisation: str
    year: str
    checked: str  # A: the passage was read; B: an account of it; C: its title or contents


UNCONFIRMED = "unconfirmed"
"""The first value of every setting, which holds until a place has confirmed another one."""


@dataclass(frozen=True, slots=True)
class SettingValue:
    """A value of a setting, by language: on a button, and as a phrase within a sentence."""

    label: Mapping[str, str]
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Setting:
    """A local fact with one of a few values, such as what the law of a place demands."""

    question: Mapping[str, str]  # to whoever confirms it, by language
    values: Mapping[str, SettingValue]  # without `UNCONFIRMED`

    @property
    def names(self) -> tuple[str, ...]:
        """Every value; saved positions count them."""
        return (UNCONFIRMED, *self.values)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The ids that a scenario may refer to."""

    indicators: frozenset[str]
    sources: frozenset[str]
    facts: Mapping[str, Mapping[str, str]]  # placeholders for unconfirmed facts, by id and language
    settings: Mapping[str, Setting]  # the facts that have values, by id
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
        {name: _by_language(entry) for name, entry in facts["facts"].items()},
        {name: _setting(entry) for name, entry in facts["facts"].items() if "values" in entry},
        {indicator["id"]: _by_language(indicator) for indicator in indicators["indicators"]},
        {name: _work(entry) for name, entry in sources["sources"].items()},
    )


def _by_language(entry: Mapping[str, str]) -> dict[str, str]:
    return {code: entry[code] for code in LANGUAGES if code in entry}


def _setting(entry: Mapping[str, Any]) -> Setting:
    values = {
        name: SettingValue(_by_language(value["label"]), _by_language(value))
        for name, value in entry["values"].items()
    }
    return Setting(_by_language(entry["question"]), values)


def _work(written: Mapping[str, object]) -> Publication:
    year = written.get("year", "")
    return Publication(
        str(written["title"]),
        str(written.get("organisation", "")),
        "" if year == "n.d." else str(year),
        str(written["checked"])[:1],
    )
