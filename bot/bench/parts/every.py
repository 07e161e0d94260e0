"""The parts of the benchmark. A new one is a line here, and a module with `rows(plan)`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:  # the names of the parts are all that the command line needs
    from bot.bench.measuring.figures import Row
    from bot.bench.measuring.plan import Plan


@dataclass(frozen=True, slots=True)
class Part:
    """A part.

    Attributes:
        about: What it measures, in a few words.
        modules: That of its name, or some in its folder; each measures its lines in its turn.
        long: It is left out of `all`, unless everything is measured in full.
    """

    about: str
    modules: tuple[str, ...]
    long: bool = False


class Measuring(Protocol):
    """A module that measures."""

    def rows(self, plan: Plan) -> list[Row]:
        """Measure its lines."""


PARTS: Mapping[str, Part] = {
    "engine": Part("a case in memory: steps, plays, loading, checking", ("engine.in_memory",)),
    "storage": Part("a step that is saved", ("storage.saving",)),
    "refreshers": Part(
        "memories, what goes out unasked, ticks of the loop",
        ("refreshers.remembering", "refreshers.sending", "refreshers.ticking"),
    ),
    "broadcast": Part(
        "many who are told at once, within Telegram's limits, while others play",
        ("broadcast.broadcasting",),
    ),
    "room": Part("a class of 500 that votes in one moment", ("room",)),
    "trainers": Part("screens about a cohort of 1,000", ("trainers.waiting",)),
    "exports": Part("a generated year as files", ("exports",)),
    "bursts": Part("a class of 500 that taps within a second, again and again", ("bursts",)),
    "kills": Part("what is lost and doubled when the bot is killed", ("kills",), long=True),
    "learning": Part("what is remembered over a year, by simulation", ("learning",)),
    "keeping": Part("backup and copy of a generated year, and the proof of an audit", ("keeping",)),
    "small": Part("how soon commands answer, memory at rest, room on the disk", ("small",)),
    "taps": Part("the whole bot over HTTP, beside bots of the usual kind", ("taps.trials",)),
    "workers": Part("two programs on one PostgreSQL beside one", ("workers",)),
    "growth": Part("the same with few people known and with many", ("growth.sizes",), long=True),
}


def chosen(name: str, plan: Plan) -> list[str]:
    """The names of the parts that are meant: one, or all."""
    if name != "all":
        return [name]
    return [one for one, part in PARTS.items() if plan.whole or not part.long]


def measured(name: str, plan: Plan) -> list[Row]:
    """Measure a part."""
    found: list[Row] = []
    for module in PARTS[name].modules:
        plan.tell(module)
        found += cast("Measuring", import_module(f"bot.bench.parts.{module}")).rows(plan)
    return found
