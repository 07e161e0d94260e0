"""The duration and number of measurements, and the runs that count."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from tests.bench.measuring.figures import Figure, figure
from tests.bench.measuring.quiet import LIMIT, watching

T = TypeVar("T")

CASE = "readers-letter"  # is played wherever one case will do; all its decisions are choices


class Unavailable(Exception):
    """A part cannot be measured here; the message names the missing requirement."""


def silent(_what: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """The seconds of a run, the number of runs, and the warm-up.

    Attributes:
        seconds: How long a run is.
        runs: How many count.
        warm_up: Seconds before each that do not count.
        learners: Who tap in turn.
        bursts: How often a class taps all at once.
        repeats: How many runs more there may be of each thing, where the machine is busy.
        whole: Whether what takes very long is measured in full.
        tell: Hears what is measured now.
        people: How many people are in the databases of `growth`.
        database: Beside which these are; in a folder that goes where there is none.
    """

    seconds: float = 5.0
    runs: int = 3
    warm_up: float = 1.5
    learners: int = 2000
    bursts: int = 10
    repeats: int = 3
    whole: bool = False
    tell: Callable[[str], None] = silent
    people: tuple[int, ...] = (1_000, 10_000)
    database: str = ""
    _begun: list[Runs[Any]] = field(default_factory=list)

    def begin(self) -> Runs[Any]:
        """The runs of one thing, none of them made yet."""
        runs: Runs[Any] = Runs(self.runs, self.repeats)
        self._begun.append(runs)
        return runs

    def each(self, measure: Callable[[], T]) -> Runs[T]:
        """So many runs of one thing; those on a busy machine are repeated."""
        found: Runs[T] = self.begin()
        while found.wanting:
            with watching() as seen:
                result = measure()
            found.add(result, seen.others)
        return found

    async def awaited(self, measure: Callable[[], Awaitable[T]]) -> Runs[T]:
        found: Runs[T] = self.begin()
        while found.wanting:
            with watching() as seen:
                result = await measure()
            found.add(result, seen.others)
        return found

    def times(self, measure: Callable[[], float]) -> Figure:
        return self.each(measure).figure(float)

    @property
    def rejected(self) -> int:
        """The number of runs rejected because of a busy machine."""
        return sum(runs.rejected for runs in self._begun)


class Runs(Generic[T]):
    """The runs of one thing: busy ones count only where there are not enough quiet ones."""

    def __init__(self, runs: int, repeats: int) -> None:
        self._runs = runs
        self._most = runs + repeats
        self._quiet: list[T] = []
        self._busy: list[tuple[float, T]] = []

    @property
    def wanting(self) -> bool:
        """Whether one more run is needed and allowed."""
        made = len(self._quiet) + len(self._busy)
        return len(self._quiet) < self._runs and made < self._most

    @property
    def rejected(self) -> int:
        """The number of runs that do not count."""
        return len(self._quiet) + len(self._busy) - len(self.counted)

    @property
    def counted(self) -> list[T]:
        """The counted runs: the quiet ones, then the least busy."""
        least = sorted(self._busy, key=lambda entry: entry[0])
        return [*self._quiet, *(result for _, result in least)][: self._runs]

    def add(self, result: T, others: float) -> None:
        """One more, with the share of all cores that others had meanwhile."""
        if others > LIMIT:
            self._busy.append((others, result))
        else:
            self._quiet.append(result)

    def figure(self, read: Callable[[T], float]) -> Figure:
        return figure(map(read, self.counted), busy=len(self._quiet) < self._runs)


QUICK = Plan(seconds=2.0, runs=1, warm_up=0.5, learners=600, bursts=3, repeats=0, people=(100, 300))
FULL = Plan(runs=5, repeats=5, whole=True)
