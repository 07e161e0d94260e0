"""The bodies whose people are trained, and their fields of work, as this release knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Body:
    """An agency of the catalogue."""

    id: str
    country: str
    names: Mapping[str, str]  # by language
    jobs: tuple[str, ...]  # the fields of work that its people are asked about first


@cache
def bodies() -> Mapping[str, Body]:
    """The agencies of the catalogue, by id, in its order."""
    return {
        one: Body(one, told["country"], told["names"], tuple(told["jobs"]))
        for one, told in _read("agencies").items()
    }


@cache
def fields() -> Mapping[str, Mapping[str, str]]:
    """The names of each field of work, by id, in the order of the catalogue."""
    return _read("jobs")


def _read(name: str) -> dict[str, Any]:
    text = (files("scenarios.catalogue") / f"{name}.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)[name]
    return found
