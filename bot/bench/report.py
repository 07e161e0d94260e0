"""Everything in one run, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal, TypeAlias

from bot.bench import (
    engine,
    exporting,
    machine,
    remembering,
    sending,
    storing,
    taps,
    ticking,
    training,
    voting,
)
from bot.bench.plan import Plan
from bot.bench.running import run
from bot.bench.table import Row

Part: TypeAlias = Literal[
    "engine", "storage", "refreshers", "room", "trainers", "exports", "taps", "all"
]
Tell: TypeAlias = Callable[[str], None]


_REFRESHERS: dict[str, Callable[[Plan], list[Row]]] = {
    "memories": remembering.rows,
    "refreshers": sending.rows,
    "ticks": ticking.rows,
}


def measured(part: Part, plan: Plan, tell: Tell) -> list[Row]:
    """Measure one part, or all."""
    rows: list[Row] = []
    if part in ("engine", "all"):
        tell("engine")
        rows += engine.rows(plan)
    if part in ("storage", "all"):
        tell("storage")
        rows += storing.rows(plan)
    if part in ("refreshers", "all"):
        for named, more in _REFRESHERS.items():
            tell(named)
            rows += more(plan)
    if part in ("room", "all"):
        tell("a class")
        rows += voting.rows(plan)
    if part in ("trainers", "all"):
        tell("trainers")
        rows += training.rows(plan)
    if part in ("exports", "all"):
        tell("exports")
        rows += exporting.rows(plan)
    if part in ("taps", "all"):
        rows += run(taps.rows(plan, tell))
    return rows


def heading(plan: Plan) -> str:
    """Where and how it was measured."""
    runs = "run" if plan.runs == 1 else "runs, median [lowest–highest]"
    return f"{machine.described()}\n{plan.runs} {runs}, {plan.seconds:g} s each"


def as_json(rows: list[Row], plan: Plan, today: date) -> dict[str, Any]:
    """The same for a script."""
    return {
        "machine": machine.described(),
        "date": today.isoformat(),
        "seconds": plan.seconds,
        "runs": plan.runs,
        "rows": [row.json() for row in rows],
    }
