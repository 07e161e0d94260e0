"""The engine in memory: steps, play-throughs, saves, loading and checking."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from scenarios import position as saves
from scenarios.case_library import LIBRARY, folders, load_library
from scenarios.engine import start
from scenarios.explore import explore
from scenarios.graph import graph_of
from scenarios.loader import load_folder
from scenarios.model import Act, Scenario
from tests.bench.measuring.figures import Row, Target, figure
from tests.bench.measuring.plan import CASE, Plan
from tests.bench.measuring.timing import rate, timed
from tests.bench.parts.engine import loading, playthroughs
from tests.bench.people.played import any_act, stepped


def rows(plan: Plan) -> list[Row]:
    shelf = list(load_library())
    case = next(scenario for scenario in shelf if scenario.id == CASE)
    paths = [path(case, random.Random(seed)) for seed in range(200)]
    sizes = [size for acts in paths for size in sizes_along(case, acts)]
    return [
        Row(
            f"steps with save and load, in memory ({CASE})",
            plan.times(lambda: rate(lambda n: walk(case, paths[n % 200]), plan.seconds)),
            "/s",
            "not in this run: inkjs 31,000–33,000, goflow 8,500",
            target=Target(50_000),
        ),
        Row(
            f"random play-throughs, step by step as attempts go ({len(case.scenes)} scenes)",
            plan.times(lambda: plays(case, plan.seconds)),
            "/s",
            "not in this run: ChoiceScript randomtest 2,500",
            target=Target(5_000),
        ),
        *playthroughs.rows(plan, case, shelf),
        Row(
            "saved position along 200 paths",
            figure(sizes),
            "bytes",
            note=f"after the first act {_mean(case, paths, 0):.0f} on average, "
            f"after the last {_mean(case, paths, -1):.0f}",
        ),
        *library_rows(plan, shelf),
    ]


def library_rows(plan: Plan, shelf: Sequence[Scenario]) -> list[Row]:
    """The loading and checking of the library."""
    places = folders((LIBRARY,))
    states = sum(len(graph_of(scenario).nodes) for scenario in shelf)
    lines = sum(_lines(place) for place in places)
    whole = plan.times(lambda: timed(lambda: [load_folder(place) for place in places]))
    return [
        Row(
            "load, validate and lint a case of the library",
            whole.times(1000 / len(places)),
            "ms",
            note=f"{lines // len(places)} lines in two languages, on average",
        ),
        *loading.rows(plan),
        Row(
            "exhaustive check of the whole library",
            plan.times(lambda: timed(lambda: [explore(scenario) for scenario in shelf])),
            "s",
            target=Target(2.0, more=False),
            note=f"{len(shelf)} cases, {states:,} states",
        ),
    ]


def path(scenario: Scenario, dice: random.Random) -> list[Act]:
    acts: list[Act] = []
    step = start(scenario)
    while (act := any_act(scenario, step.position, dice)) is not None:
        acts.append(act)
        step = stepped(scenario, step.position, act)
    return acts


def walk(scenario: Scenario, acts: Sequence[Act]) -> int:
    """Take some acts, each from a save and into a save; gives how many."""
    saved = saves.write(start(scenario).position)
    for act in acts:
        saved = saves.write(stepped(scenario, saves.read(saved), act).position)
    return len(acts)


def sizes_along(scenario: Scenario, acts: Sequence[Act]) -> list[int]:
    """The bytes of each save along a path."""
    at = start(scenario).position
    sizes = []
    for act in acts:
        at = stepped(scenario, at, act).position
        sizes.append(len(saves.write(at).encode()))
    return sizes


def plays(scenario: Scenario, seconds: float) -> float:
    """Random play-throughs a second."""
    dice = random.Random(1)
    return rate(lambda _: bool(path(scenario, dice)), seconds)


def _mean(scenario: Scenario, paths: Sequence[Sequence[Act]], index: int) -> float:
    found = [sizes_along(scenario, acts)[index] for acts in paths]
    return sum(found) / len(found)


def _lines(place: Path) -> int:
    return sum(len(file.read_bytes().splitlines()) for file in place.glob("*.yaml"))
