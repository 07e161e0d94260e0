"""Random play-throughs as `basira scenarios simulate` has them: scored and counted."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from scenarios.model import Scenario
from scenarios.players import Random
from scenarios.simulate import Simulator, simulate
from tests.bench.measuring.figures import Row, Target
from tests.bench.measuring.plan import Plan

AT_ONCE = 500  # plays between two looks at the clock


def rows(plan: Plan, case: Scenario, shelf: Sequence[Scenario]) -> list[Row]:
    """Measure plays of one case, and of all that are on the shelf in turn."""
    peer = "not in this run: ChoiceScript randomtest 2,500"
    return [
        Row(
            f"random play-throughs, scored and counted ({case.id}, {len(case.scenes)} scenes)",
            plan.times(lambda: plays([case], plan.seconds)),
            "/s",
            peer,
            target=Target(5_000),
        ),
        Row(
            "the same over the whole library",
            plan.times(lambda: plays(shelf, plan.seconds)),
            "/s",
            peer,
            target=Target(5_000),
            note=f"{len(shelf)} cases",
        ),
    ]


def plays(shelf: Sequence[Scenario], seconds: float) -> float:
    """Plays a second, each case from nothing: the time to get to know it counts."""
    done, begun = 0, perf_counter()
    share = seconds / len(shelf)
    for case in shelf:
        board, player, until = Simulator(case), Random(), perf_counter() + share
        while True:
            simulate(board, player, AT_ONCE, seed=done)
            done += AT_ONCE
            if perf_counter() >= until:
                break
    return done / (perf_counter() - begun)
