"""Repeated kills under faults of every kind: losses and duplicates."""

from __future__ import annotations

from tests.bench.measuring.figures import Row, Target, figure
from tests.bench.measuring.plan import Plan
from tests.bench.measuring.running import run
from tests.bench.soak import system
from tests.bench.soak.system import Outcome, soak

MANY, SOME = 1000, 30  # kills, in full and otherwise
_NONE = Target(0, more=False)


def rows(plan: Plan) -> list[Row]:
    kills = MANY if plan.whole else SOME
    plan.tell(f"{kills:,} times killed")
    return of(run(soak(system.Plan(database="", kills=kills))))


def of(found: Outcome) -> list[Row]:
    """The result lines, independent of the machine."""
    story, totals = found.story, found.totals
    faults, again = sum(story.faults.values()), sum(totals.again.values())
    told = f"{len(story.kills):,} kills; {totals.counted:,} taps counted"
    note = f"{told}; of {story.calls:,} calls {faults:,} met a fault"
    lost, doubled = figure([len(totals.lost)]), figure([len(totals.doubled)])
    return [
        Row("lost, while the bot is killed again and again", lost, "", target=_NONE, note=note),
        Row("doubled, likewise", doubled, "", target=_NONE),
        Row("screens shown again after a kill or a fault", figure([again]), ""),
    ]
