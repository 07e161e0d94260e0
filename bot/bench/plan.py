"""How long and how often things are measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.bench.table import Figure, figure


@dataclass(frozen=True, slots=True)
class Plan:
    """Seconds of a run, runs of each, and what comes before."""

    seconds: float = 5.0
    runs: int = 3
    warm_up: float = 1.5
    learners: int = 2000

    def times(self, measure: Callable[[], float]) -> Figure:
        """The figure of so many runs."""
        return figure(measure() for _ in range(self.runs))


QUICK = Plan(seconds=2.0, runs=1, warm_up=0.5, learners=600)
