"""Loading many scenarios: cases of the library again and again, each with an id of its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from time import perf_counter
from typing import TypeAlias

import yaml

from scenarios.case_library import LIBRARY, combine, folders
from scenarios.findings import errors
from scenarios.loader import SCENARIO, files_of, load
from tests.bench.measuring.figures import Row, Target
from tests.bench.measuring.plan import Plan

Files: TypeAlias = dict[str, bytes]

MANY = 200
LINES = 300  # of each
SHARE = 10  # of a short run: one in so many is loaded


class NotLoaded(Exception):
    """A case does not load: nothing measured here would mean anything."""


def rows(plan: Plan) -> list[Row]:
    """Measure loading, validating and indexing, beside the parser alone on the same bytes."""
    share = SHARE if plan.seconds < 1 else 1
    cases = many(MANY * LINES // share)
    lines = sum(map(lines_of, cases))
    factor = MANY * LINES / lines
    note = f"{len(cases)} cases of the library with other ids, {lines:,} lines in two languages"
    return [
        Row(
            f"load, validate, explore and index {MANY} scenarios of {LINES} lines, as at a start",
            plan.times(lambda: loading(cases)).times(factor),
            "s",
            "CSafeLoader alone",
            plan.times(lambda: parsing(cases)).times(factor),
            target=Target(1.2, more=False),
            note=f"{note}; by their number of lines",
        )
    ]


def many(lines: int) -> list[Files]:
    """Cases of the library in turn, up to a number of lines."""
    found: list[Files] = []
    left = lines
    for number, place in enumerate(cycle(folders((LIBRARY,)))):
        if left <= 0:
            break
        files = files_of(place)
        name = f"\nid: {place.name}".encode()
        files[SCENARIO] = files[SCENARIO].replace(name, name + f"-{number}".encode(), 1)
        found.append(files)
        left -= lines_of(files)
    return found


def loading(cases: Sequence[Files]) -> float:
    """The seconds to load all and put them on a shelf."""
    begun = perf_counter()
    loaded = (load(files, advice=False) for files in cases)
    shelf = combine((f"{number}/{SCENARIO}", entry) for number, entry in enumerate(loaded))
    taken = perf_counter() - begun
    if len(shelf.scenarios) < len(cases):
        raise NotLoaded("\n".join(map(str, errors(shelf.findings)[:3])))
    return taken


def parsing(cases: Sequence[Files]) -> float:
    """The seconds of the parser alone, without checks and positions."""
    begun = perf_counter()
    for files in cases:
        for name, raw in files.items():
            if name.endswith(".yaml"):
                yaml.load(raw, Loader=yaml.CSafeLoader)
    return perf_counter() - begun


def lines_of(files: Files) -> int:
    """The lines of a case in all its languages."""
    return sum(len(raw.splitlines()) for name, raw in files.items() if name.endswith(".yaml"))
