"""Agencies and fields of work in this release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class CatalogueAgency:
    id: str
    country: str
    names: Mapping[str, str]  # by language
    jobs: tuple[str, ...]  # the fields of work offered first to its people
    was: tuple[Mapping[str, str], ...] = ()  # its previous names


@cache
def catalogue_agencies() -> Mapping[str, CatalogueAgency]:
    """The agencies of the catalogue by id, in order."""
    return _bodies("agencies")


@cache
def former_agencies() -> Mapping[str, CatalogueAgency]:
    """Agencies of earlier releases that were removed, by id."""
    return _bodies("former")


@cache
def fields_of_work() -> Mapping[str, Mapping[str, str]]:
    """The names of fields of work by id, in the catalogue's order."""
    return _read("jobs", "jobs")


@cache
def titles() -> Mapping[str, Sequence[str]]:
    """Job titles that stand for a field of work, in both languages, by the field's id."""
    return _read("jobs", "titles")


def _bodies(part: str) -> dict[str, CatalogueAgency]:
    return {
        agency: CatalogueAgency(
            agency, data["country"], data["names"], tuple(data["jobs"]), tuple(data.get("was", ()))
        )
        for agency, data in _read("agencies", part).items()
    }


def _read(name: str, part: str) -> dict[str, Any]:
    text = (files("scenarios.catalogue") / f"{name}.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)[part]
    return found
