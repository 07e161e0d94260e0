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
    was: tuple[Mapping[str, str], ...] = ()  # its names in earlier releases


@cache
def bodies() -> Mapping[str, Body]:
    """The agencies of the catalogue, by id, in its order."""
    return _bodies("agencies")


@cache
def former() -> Mapping[str, Body]:
    """The agencies of earlier releases that are none any more, by id."""
    return _bodies("former")


@cache
def fields() -> Mapping[str, Mapping[str, str]]:
    """The names of each field of work, by id, in the order of the catalogue."""
    return _read("jobs", "jobs")


def _bodies(part: str) -> dict[str, Body]:
    return {
        agency: Body(
            agency, told["country"], told["names"], tuple(told["jobs"]), tuple(told.get("was", ()))
        )
        for agency, told in _read("agencies", part).items()
    }


def _read(name: str, part: str) -> dict[str, Any]:
    text = (files("scenarios.catalogue") / f"{name}.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)[part]
    return found
