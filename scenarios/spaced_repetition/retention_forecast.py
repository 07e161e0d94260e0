"""Forecasts the cost of a retention target, and the retention possible under the caps.

It simulates a typical member with the average number of items,
sampled evenly from the least to the most stable. They answer everything on the due
day, with as many right answers as the memory model predicts, guesses included: wrong ones
are spread evenly, so the result is deterministic. Days off are
ignored, and the model's own parameters are assumed: so this is a rough and
optimistic estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from scenarios.model import Form
from scenarios.spaced_repetition.bare_memory import (
    ItemState,
    ItemTraits,
    after_answer,
    choose,
    item_state,
)
from scenarios.spaced_repetition.fsrs_formulas import fsrs
from scenarios.spaced_repetition.guessing import right_share
from scenarios.spaced_repetition.memory import DAY, WEIGHT
from scenarios.spaced_repetition.selection import RESTRAINT, Item

DAYS = 180
MONTH = 30
SETTLED = 90
"""The first day counted, when the wave after a course has settled."""
STEP = 5  # days between two measurements
ENOUGH = 200
"""The total number of simulated items; more would change little."""
PROMPTS = (0, 2, 4)
"""The weekdays with prompts: the cap of three prompts a week."""
A_PROMPT = 3  # questions
CAP = len(PROMPTS) * A_PROMPT / 7 * MONTH
"""The maximum number of questions per month."""


@dataclass(frozen=True, slots=True)
class RetentionForecast:
    """The forecast for a typical member.

    Attributes:
        uncapped: Questions per month without caps.
        capped: Questions per month under the caps.
        retention: The average retention under the caps, 0 to 1; items that can endanger someone
            count three times.
    """

    uncapped: float
    capped: float
    retention: float

    @property
    def fits(self) -> bool:
        """Whether the target is possible under the caps."""
        return self.uncapped <= CAP


def typical_items(everybody: Sequence[Sequence[Item]]) -> list[Item]:
    """The items of a typical member, sampled from different members.

    Args:
        everybody: The items of each member; members without items are ignored.
    """
    pooled = [item for own in everybody for item in own if item.memory.reviewed_at is not None]
    if not pooled:
        return []
    pooled.sort(
        key=lambda item: (item.critical, item.memory.stability, item.memory.difficulty, item.id)
    )
    many = max(1, round(len(pooled) / sum(bool(own) for own in everybody)))
    step = len(pooled) / many
    return [pooled[int((place + 0.5) * step)] for place in range(many)]


def forecast(items: Sequence[Item], now: datetime) -> RetentionForecast:
    """Forecast half a year for each retention target.

    Args:
        items: The items of a typical member, at least one.
        now: The start.
    """
    begun = [_start_item(number, item, now) for number, item in enumerate(items)]
    many = ceil(ENOUGH / len(begun))
    starts = [(index + 0.5) / many for index in range(many)]
    free = [_simulate(_Life(begun, start), capped=False) for start in starts]
    capped = [_simulate(_Life(begun, start), capped=True) for start in starts]
    months = many * DAYS / MONTH
    return RetentionForecast(
        sum(life.asked for life in free) / months,
        sum(life.asked for life in capped) / months,
        sum(life.kept for life in capped) / many,
    )


def _simulate(life: _Life, *, capped: bool) -> _Life:
    """Simulate all days, with or without caps."""
    for day in range(1, DAYS + 1):
        if not capped:
            life.ask(
                [(known_person, known_person.turns[0]) for known_person in life.ready(day)], day
            )
        elif day % 7 in PROMPTS:
            before = life.restrained[1 - RESTRAINT :]
            life.ask(choose(life.ready(day), day, A_PROMPT, before), day)
        if day >= SETTLED and day % STEP == 0:
            life.look(day)
    return life


def _start_item(number: int, item: Item, now: datetime) -> ItemState:
    """An item in plain numbers, with today as day 0."""
    memory = item.memory
    assert memory.reviewed_at is not None
    assert memory.last is not None
    day = -max(0, ceil((now - memory.reviewed_at) / DAY))
    kind = ItemTraits(number, item.critical, item.restrained, item.retention)
    return item_state(kind, (memory.stability, memory.difficulty), day, memory.right, memory.last)


class _Life:
    """The simulation of one learner."""

    def __init__(self, known: Sequence[ItemState], carried: float) -> None:
        self._known = {known_person.kind.number: known_person for known_person in known}
        self._carried = carried  # the carried fraction of right answers; 0 to 1
        self._looks: list[float] = []
        self.asked = 0
        self.restrained: list[bool] = []

    @property
    def kept(self) -> float:
        """The mean of all measurements."""
        return sum(self._looks) / len(self._looks)

    def ready(self, day: int) -> list[ItemState]:
        """The items due by a day."""
        return [known_person for known_person in self._known.values() if known_person.due <= day]

    def ask(self, chosen: Sequence[tuple[ItemState, Form]], day: int) -> None:
        """Answer some items, each in a form."""
        for known_person, form in chosen:
            recalled = fsrs().retention(day - known_person.day, known_person.stability)
            self._carried += right_share(recalled, known_person.kind.guess)
            right = self._carried >= 1
            self._carried -= right
            self._known[known_person.kind.number] = after_answer(
                known_person, day, form, right=right
            )
            self.restrained.append(form in known_person.kind.restrained)
            self.asked += 1

    def look(self, day: int) -> None:
        """Measure recall on a day."""
        total = whole = 0.0
        for known_person in self._known.values():
            weight = WEIGHT[known_person.kind.critical]
            total += weight * fsrs().retention(day - known_person.day, known_person.stability)
            whole += weight
        self._looks.append(total / whole)
