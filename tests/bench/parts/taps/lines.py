"""The result lines of taps: one for each figure and peer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tests.bench.bots.bot_list import (
    AIOGRAM,
    AIOGRAM_FSM,
    AIOGRAM_TWO,
    AIOGRAM_UVLOOP,
    BARE,
    CEILING,
    CONVERSATION,
    CROWD,
    ON_POSTGRESQL,
    OURS,
    WHOLE,
    Bot,
)
from tests.bench.bots.readers import double, p50, p99, rate
from tests.bench.bots.under_load import LoadRun
from tests.bench.measuring.figures import Figure, Row, Target

# Loads, by name.
FULL, DISTANT, HALF, CALM, BRISK = "full", "distant", "distant, half load", "calm", "brisk"
FAST = "taps answered, each committed first; 100 under way"
AWAY = "not in this run (`make bench` installs it)"
# Set beside a peer that took 154 ms a tap, more than one takes that keeps choices alone, and less
# than one that keeps of each what ours does.
MANY = Target(200, ratio=True)
# How a peer is called, what is wanted beside it, and what a study saw of it where it is not there.
PEERS: tuple[tuple[str, Bot, Target | None, str], ...] = (
    ("bare handler that saves nothing", BARE, Target(4, 9, 15, ratio=True), ""),
    ("conversation pickled each update, 100 known", CONVERSATION, Target(7, 15, ratio=True), ""),
    ("conversation, 10,000 known, where and when of each choice", WHOLE, MANY, ""),
    ("conversation, 10,000 known, choices alone", CROWD, None, ""),
    (AIOGRAM.name, AIOGRAM, Target(1.5, 3.5, ratio=True), "840/s at two calls a tap"),
    (AIOGRAM_UVLOOP.name, AIOGRAM_UVLOOP, None, "989/s at two calls a tap"),
    (AIOGRAM_TWO.name, AIOGRAM_TWO, None, "840/s"),
    (AIOGRAM_FSM.name, AIOGRAM_FSM, None, "612/s at two calls a tap"),
)


class Measured(Protocol):
    """The measurements."""

    def has(self, bot: Bot, load: str) -> bool:
        """Whether a bot was measured under a load."""

    def of(self, bot: Bot, load: str, read: Callable[[LoadRun], float]) -> Figure:
        """A figure over all runs of a bot under a load."""

    def lost(self) -> int:
        """Taps of ours that were not answered for long."""


def rows(measured: Measured) -> list[Row]:
    return [
        *_saturated(measured),
        *_costs(measured),
        *_on_postgresql(measured),
        *_memory(measured),
        *_distant(measured),
        *_offered(measured),
    ]


def cost(run: LoadRun) -> float:
    """Microseconds of processor a tap."""
    return run.cost


def busy(run: LoadRun) -> float:
    """The bot's share of its core: near 1, or something else held it up."""
    return run.busy


def idle(run: LoadRun) -> float:
    """MB before the first update."""
    return run.idle


def memory(run: LoadRun) -> float:
    """MB under load."""
    return run.memory


def _saturated(measured: Measured) -> list[Row]:
    ours = measured.of(OURS, FULL, rate)
    note = (
        f"{measured.lost()} were left unanswered; our bot had "
        f"{measured.of(OURS, 'full', busy).middle:.0%} of its core, "
        f"the double {measured.of(OURS, 'full', double).middle:.0%} of its own"
    )
    found = []
    for name, bot, target, studied in PEERS:
        if not measured.has(bot, FULL):
            found.append(Row(FAST, ours, "/s", _away(name, bot, studied)))
            continue
        share = f"the double had {measured.of(bot, 'full', double).middle:.0%} of its core"
        said = f"{note}; beside the peer {share}"
        found.append(Row(FAST, ours, "/s", name, measured.of(bot, FULL, rate), target, said))
    if not measured.has(CEILING, FULL):
        return found
    share = f"{measured.of(CEILING, 'full', double).middle:.0%} of its core"
    ceiling = measured.of(CEILING, FULL, rate)
    told = f"the double's own ceiling: it had {share}"
    return [*found, Row("taps that the double takes", ceiling, "/s", note=told)]


def _costs(measured: Measured) -> list[Row]:
    ours = measured.of(OURS, FULL, cost)
    return [
        Row("processor time of a tap", ours, "µs", name, measured.of(bot, FULL, cost))
        for name, bot, _, _ in PEERS
        if measured.has(bot, FULL)
    ]


def _on_postgresql(measured: Measured) -> list[Row]:
    if not measured.has(ON_POSTGRESQL, FULL):
        return []
    what, ours = "processor time of a tap on PostgreSQL", measured.of(ON_POSTGRESQL, FULL, cost)
    sqlite = measured.of(OURS, FULL, cost)
    return [
        Row(what, ours, "µs", "ours on SQLite", sqlite, Target(0.5, ratio=True)),
        Row("taps answered on PostgreSQL", measured.of(ON_POSTGRESQL, FULL, rate), "/s"),
    ]


def _away(name: str, bot: Bot, studied: str) -> str:
    """The text for a peer without measurements."""
    return f"{name}: did not get through" if bot.there else f"{name}, {AWAY}: {studied}"


def _memory(measured: Measured) -> list[Row]:
    idling = "memory before the first update, at a first start"
    ours, loaded = measured.of(OURS, FULL, idle), measured.of(OURS, FULL, memory)
    beside = [bot for bot in (BARE, AIOGRAM) if measured.has(bot, FULL)]
    return [
        Row(idling, ours, "MB", target=Target(120, more=False)),
        *(Row(idling, ours, "MB", bot.name, measured.of(bot, FULL, idle)) for bot in beside),
        *(
            Row("memory under load", loaded, "MB", bot.name, measured.of(bot, FULL, memory))
            for bot in beside
        ),
    ]


def _distant(measured: Measured) -> list[Row]:
    what = "taps answered where each call takes 40 ms; 400 under way"
    ours = measured.of(OURS, DISTANT, rate)
    if measured.has(AIOGRAM, DISTANT):
        theirs = measured.of(AIOGRAM, DISTANT, rate)
        found = [Row(what, ours, "/s", AIOGRAM.name, theirs, Target(1.5, 3.5, ratio=True))]
    else:
        studied = _away(AIOGRAM.name, AIOGRAM, "658/s")
        found = [Row(what, ours, "/s", studied, target=Target(1000, 2300))]
    if measured.has(BARE, DISTANT):
        bare = measured.of(BARE, DISTANT, rate)
        found.append(Row(what, ours, "/s", "bare handler (100 under way)", bare))
    return [
        *found,
        Row(
            "p99 where each call takes 40 ms, at half of that load",
            measured.of(OURS, HALF, p99),
            "ms",
            target=Target(200, more=False),
            note=f"{ours.middle / 2:,.0f} taps/s offered",
        ),
    ]


def _offered(measured: Measured) -> list[Row]:
    calm, brisk = Target(10, 6, more=False), Target(20, 8, more=False)
    found = [
        Row("100 taps/s offered, p50", measured.of(OURS, CALM, p50), "ms"),
        _late(measured, CALM, 100, BARE, calm),
        _late(measured, CALM, 100, AIOGRAM, None),
        Row("500 taps/s offered, p50", measured.of(OURS, BRISK, p50), "ms"),
        _late(measured, BRISK, 500, None, brisk),
        _late(measured, BRISK, 500, AIOGRAM, None),
    ]
    return [row for row in found if row is not None]


def _late(
    measured: Measured, load: str, offered: int, beside: Bot | None, target: Target | None
) -> Row | None:
    """The 99th percentile at an offered load, beside a bot that can take it."""
    what, ours = f"{offered} taps/s offered, p99", measured.of(OURS, load, p99)
    if beside is None:
        return Row(what, ours, "ms", "bare handler: cannot", target=target)
    if not measured.has(beside, load):
        return Row(what, ours, "ms", target=target) if target else None
    return Row(what, ours, "ms", beside.name, measured.of(beside, load, p99), target)
