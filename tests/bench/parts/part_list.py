"""The parts of the benchmark, and the modules whose `rows(plan)` measure them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from tests.bench.measuring.figures import Row
from tests.bench.measuring.plan import Plan


@dataclass(frozen=True, slots=True)
class Part:
    """A part.

    Attributes:
        about: What it measures, in a few words.
        modules: Below this package; each measures its rows in turn.
        long: Left out unless everything is measured in full, or it is named.
    """

    about: str
    modules: tuple[str, ...]
    long: bool = False


class Measuring(Protocol):
    """A module that measures."""

    def rows(self, plan: Plan) -> list[Row]: ...


PARTS: Mapping[str, Part] = {
    "engine": Part("a case in memory: steps, plays, loading, checking", ("engine.in_memory",)),
    "storage": Part("a step, committed", ("storage.saving",)),
    "refreshers": Part(
        "memory updates, due refreshers, scheduler ticks",
        ("refreshers.remembering", "refreshers.sending", "refreshers.ticking"),
    ),
    "broadcast": Part("10,000 messages within Telegram's limits while others play", ("broadcast",)),
    "exports": Part("a generated year as files", ("exports",)),
    "console": Part(
        "pages of the console with 10,000 people, and taps meanwhile", ("console.pages",)
    ),
    "agency": Part("the same with an agency of 100,000", ("console.agency",), long=True),
    "bursts": Part("a class of 500 that taps within a second", ("bursts",)),
    "kills": Part("losses and duplicates when the bot is killed", ("kills",), long=True),
    "learning": Part("recall over a year, simulated", ("learning",)),
    "small": Part("start-up time, idle memory, installed size", ("small",)),
    "taps": Part("the whole bot over HTTP, beside other bots", ("taps.trials",)),
    "workers": Part("two programs on one PostgreSQL beside one", ("workers",)),
    "growth": Part("the same acts with few people and with many", ("growth.sizes",), long=True),
}


def measured(name: str, plan: Plan) -> list[Row]:
    found: list[Row] = []
    for module in PARTS[name].modules:
        plan.tell(module)
        found += cast("Measuring", import_module(f"tests.bench.parts.{module}")).rows(plan)
    return found
