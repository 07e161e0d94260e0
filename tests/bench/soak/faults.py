"""Continuous random faults."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.sandbox.faults import Fault, Faults, Kind

USUAL: Mapping[Kind, float] = {
    "delay": 0.02,
    "drop": 0.01,
    "429": 0.005,
    "500": 0.01,
    "reset": 0.01,
    "repeat": 0.02,
}
"""The share of calls that each meets; of updates, for those that are repeated."""
NONE: Mapping[Kind, float] = {}
LONGEST_DELAY = 3.0  # seconds
# Whoever starts the program sees at once that Telegram cannot be reached, and starts it again.
SPARED = frozenset({"getMe", "setWebhook", "deleteWebhook", "close", "logOut"})


@dataclass(slots=True)
class LostAnswer:
    """An answer that the bot did not get though it was acted on."""

    at: datetime
    chat: object


def _clock() -> datetime:
    return datetime.now(UTC)


@dataclass
class RandomFaults(Faults):
    """Faults by chance, besides those that are asked for.

    Attributes:
        shares: How often each kind comes.
        met: How many of each came.
        doubts: Calls that were acted on, and whose answers were lost.
    """

    dice: random.Random
    shares: Mapping[Kind, float]
    met: Counter[str] = field(default_factory=Counter)
    doubts: list[LostAnswer] = field(default_factory=list)
    now: Callable[[], datetime] = _clock

    def __post_init__(self) -> None:
        super().__init__()

    def clears(self) -> None:
        self.shares = NONE
        self.clear()

    def take(self, method: str, chat_id: object) -> Fault | None:
        fault = super().take(method, chat_id) or self._by_chance(method)
        if fault is not None:
            self.met[fault.kind] += 1
            if fault.kind == "drop":
                self.doubts.append(LostAnswer(self.now(), chat_id))
        return fault

    def take_repeat(self) -> bool:
        """Whether the next update is sent twice."""
        repeats = super().take_repeat() or self.dice.random() < self.shares.get("repeat", 0)
        self.met["repeat"] += repeats
        return repeats

    def _by_chance(self, method: str) -> Fault | None:
        if method in SPARED or method.startswith("setMy"):
            return None
        drawn = self.dice.random()
        for kind, share in self.shares.items():
            if kind == "repeat":
                continue
            drawn -= share
            if drawn < 0:
                return Fault(method, kind, seconds=self.dice.uniform(0.05, LONGEST_DELAY))
        return None
