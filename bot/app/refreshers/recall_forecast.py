"""A forecast of how many items a person will recall in a week without refreshers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app.refreshers.deck import Deck
from scenarios.model import Scenario
from scenarios.spaced_repetition.memory import recall

STRONG, WEAK = 0.85, 0.7
"""Chances of a right answer above which an item counts as strong, and below which as weak."""
AHEAD = timedelta(days=7)
"""Right after an answer everything is known, so a forecast for that moment tells nothing."""
NAMED_CASES = 3


@dataclass(frozen=True, slots=True)
class RecallForecast:
    """The number of a person's items, by expected recall."""

    strong: int
    fading: int
    weak: int
    cases: tuple[Scenario, ...]
    """Cases of the items that fade most, at most `NAMED_CASES`."""

    @property
    def total(self) -> int:
        """The number of items in all."""
        return self.strong + self.fading + self.weak


def forecast(deck: Deck, now: datetime) -> RecallForecast:
    """The forecast for all items of a person."""
    chances = {
        id_: recall(card.item.memory, now + AHEAD, deck.parameters)
        for id_, card in deck.cards.items()
    }
    weakest = sorted(chances, key=lambda id_: (chances[id_], id_))
    faded = [deck.cards[id_].source.scenario for id_ in weakest if chances[id_] < STRONG]
    cases = {scenario.id: scenario for scenario in faded}
    return RecallForecast(
        sum(chance >= STRONG for chance in chances.values()),
        sum(WEAK <= chance < STRONG for chance in chances.values()),
        sum(chance < WEAK for chance in chances.values()),
        tuple(cases.values())[:NAMED_CASES],
    )
