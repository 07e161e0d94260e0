"""The library as it is delivered, and what each of its cases is there for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from scenarios.case_library import LIBRARY, load_library
from scenarios.model import Scenario
from scenarios.yaml_source import Data, read

# The premises of the content brief, S01 to S17, and the case each became.
FULL = {
    "S01": "quiet-arrival",
    "S02": "dream-job",
    "S03": "pink-bag",
    "S04": "behind-the-curtain",
    "S05": "the-scar",
    "S06": "one-key",
    "S07": "late-pay",
    "S08": "the-whisper",
    "S09": "says-sorry",
    "S10": "way-back",
    "S11": "page-one",
    "S12": "viral-by-noon",
    "S13": "room-614",
    "S14": "cleanest-building",
    "S15": "outside-the-mall",
    "S16": "four-visas",
    "S17": "hard-class",
}
ORDINARY = (
    "gate-twelve",
    "lane-three",
    "dressing-room",
    "corner-shop",
    "line-four",
    "readers-letter",
    "room-209",
    "food-parcels",
)
TRACKS = (
    "airports",
    "borders",
    "health",
    "labour",
    "calls",
    "shelters",
    "media",
    "hotels",
    "companies",
    "community",
    "training",
)
TESTED = ("airports", "health", "labour")  # the tracks with parallel forms
FORMS = {track: tuple(f"{track}-form-{char}" for char in "abc") for track in TESTED}
MINUTE = "first-minute"
USES = ("first minute", "worked example", "case", "ordinary day", "test form")


@cache
def library() -> dict[str, Scenario]:
    """Every case by id."""
    return dict(load_library().scenarios)


def practised() -> list[Scenario]:
    """What is offered for practice, worked examples among it."""
    return [case for case in library().values() if case.use != "test" and case.id != MINUTE]


@cache
def written(case: str, file: str = "scenario.yaml") -> Data:
    """What stands in a file of a case."""
    return read(file, Path(LIBRARY / case / file).read_bytes()).data


def use_of(case: Scenario) -> str:
    """What a case is there for, one of `USES`."""
    if case.id == MINUTE:
        return "first minute"
    if case.id in ORDINARY:
        return "ordinary day"
    return {"practice": "case", "worked": "worked example", "test": "test form"}[case.use]
