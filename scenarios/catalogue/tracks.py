"""Tracks: groups of cases by audience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from scenarios.languages import DEFAULT, LANGUAGES

START = "start"  # what a newcomer meets, before anything counts
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Track:
    """A group of cases in the list."""

    id: str
    names: Mapping[str, str]  # by language
    jobs: frozenset[str]  # the fields of work that see such cases first

    def name_in(self, language: str) -> str:
        """The name in a language; in the default language where there is none."""
        return self.names.get(language) or self.names[DEFAULT]


@cache
def tracks() -> Mapping[str, Track]:
    """The tracks of the catalogue by id, in order."""
    text = (files("scenarios.catalogue") / "tracks.yaml").read_text("utf-8")
    read = yaml.load(text, Loader=yaml.CSafeLoader)["tracks"]
    return {
        entry: Track(
            entry, {code: data[code] for code in LANGUAGES if code in data}, frozenset(data["jobs"])
        )
        for entry, data in read.items()
    }


def track(name: str) -> Track:
    """The track of a scenario; the default track for ids not in the catalogue."""
    return tracks().get(name) or tracks()[OTHER]
