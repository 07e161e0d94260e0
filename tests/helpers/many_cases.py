"""A shelf as large as the product's: seventeen cases in nine tracks, all of them one small case."""

from __future__ import annotations

from dataclasses import replace

from scenarios.case_library import CaseLibrary
from scenarios.model import Level, Scenario
from tests.helpers.front_desk import FrontDesk
from tests.helpers.kinds_case import kinds_case

TRACKS = (
    "airports",
    "borders",
    "health",
    "labour",
    "calls",
    "shelters",
    "media",
    "hotels",
    "an-own-track",
)
LEVELS: tuple[Level, ...] = ("foundation", "practitioner", "advanced")


def a_case(name: str, track: str = "health", level: Level = "foundation") -> Scenario:
    case = kinds_case()
    return replace(case, id=name, edition=f"edition of {name}", track=track, level=level)


def many_cases(count: int = 17) -> CaseLibrary:
    """So many cases, in turn of each track and level: `case-0`, `case-1` …"""
    cases = [a_case(f"case-{n}", TRACKS[n % 9], LEVELS[n % 3]) for n in range(count)]
    return CaseLibrary({case.id: case for case in cases})


async def play_kinds(desk: FrontDesk, *, well: bool = True) -> None:
    """Play the case of all kinds to its end from its first question; well is the best path."""
    if well:
        acts = [
            *("ask", "+blue", "+tag", "!", ">", "+name", "+open", "+sign", "!"),
            *("flight", "keys", "4"),
        ]
    else:
        acts = ["send", "!", ">", "+sign", "+open", "+name", "!", "blame", ".", "1"]
    for act in acts:
        kind, rest = act[0], act[1:]
        if kind == "+":
            await desk.tap(desk.mark(rest))
        elif kind == "!":
            await desk.tap(desk.finish())
        else:
            await desk.tap(desk.go_on() if kind == ">" else desk.take(act))
