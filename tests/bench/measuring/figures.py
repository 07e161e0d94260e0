"""Measured figures beside their references, as text or as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

LESS_IS_BETTER = frozenset({"ms", "µs", "s", "MB", "bytes", ""})  # "" counts what is lost or asked


@dataclass(frozen=True, slots=True)
class Figure:
    """The median of some runs, with the lowest and highest; busy: others had the machine too."""

    middle: float
    low: float
    high: float
    busy: bool = False

    def __str__(self) -> str:
        busy = " (busy)" if self.busy else ""
        if self.low == self.high:
            return number(self.middle) + busy
        return f"{number(self.middle)} [{number(self.low)}–{number(self.high)}]{busy}"

    def times(self, factor: float) -> Figure:
        """A multiple of a figure."""
        return Figure(self.middle * factor, self.low * factor, self.high * factor, self.busy)

    def json(self) -> Json:
        told = {"median": self.middle, "min": self.low, "max": self.high}
        return told | ({"busy": True} if self.busy else {})


def figure(runs: Iterable[float], *, busy: bool = False) -> Figure:
    found = list(runs)
    return Figure(median(found), min(found), max(found), busy)


def read_figure(told: Json | None) -> Figure | None:
    """Parse the output of `Figure.json`."""
    if told is None:
        return None
    return Figure(told["median"], told["min"], told["max"], told.get("busy", False))


@dataclass(frozen=True, slots=True)
class Target:
    """The required, the good and the best hoped-for value."""

    must: float
    good: float | None = None
    stretch: float | None = None
    ratio: bool = False  # of the peer's figure, not of ours
    more: bool = True  # more is better

    def told(self, reached: float | None) -> str:
        """Each step, with whether it is reached."""
        steps = (("must", self.must), ("good", self.good), ("stretch", self.stretch))
        return " · ".join(
            f"{name} {self._step(step)} {self._mark(step, reached)}".rstrip()
            for name, step in steps
            if step is not None
        )

    def met(self, reached: float | None) -> bool | None:
        return None if reached is None else self._reaches(self.must, reached)

    def mark(self, reached: float) -> str:
        """The best step that is reached: stretch, good, must or short."""
        steps = (("stretch", self.stretch), ("good", self.good), ("must", self.must))
        met = (name for name, step in steps if step is not None and self._reaches(step, reached))
        return next(met, "short")

    def _reaches(self, step: float, reached: float) -> bool:
        return reached >= step if self.more else reached <= step

    def _mark(self, step: float, reached: float | None) -> str:
        if reached is None:
            return ""
        return "✓" if self._reaches(step, reached) else "✗"

    def _step(self, step: float) -> str:
        sign = "≥" if self.more else "≤"
        return f"{number(step)} ×" if self.ratio else f"{sign} {number(step)}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    measured: Figure
    unit: str
    peer: str = ""
    peer_measured: Figure | None = None
    target: Target | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """The factor by which ours is better: for times and memory theirs divided by ours."""
        if self.peer_measured is None or not self.peer_measured.middle or not self.measured.middle:
            return None
        ours, theirs = self.measured.middle, self.peer_measured.middle
        return theirs / ours if self.less_is_better else ours / theirs

    @property
    def less_is_better(self) -> bool:
        if self.target is not None and not self.target.ratio:
            return not self.target.more
        return self.unit in LESS_IS_BETTER

    @property
    def reached(self) -> float | None:
        if self.target is None:
            return None
        return self.ratio if self.target.ratio else self.measured.middle

    def cells(self) -> tuple[str, ...]:
        peer = f"{self.peer}: {self.peer_measured}" if self.peer_measured else self.peer
        ratio = f"{number(self.ratio)} ×" if self.ratio is not None else ""
        target = self.target.told(self.reached) if self.target else ""
        what = f"{self.what}\n{self.note}" if self.note else self.what
        return what, f"{self.measured} {self.unit}", peer, ratio, target

    @property
    def name(self) -> str:
        """The name of the line, unique in its part."""
        return f"{self.what} | {self.peer}" if self.peer else self.what

    def json(self) -> Json:
        return {
            "what": self.what,
            "unit": self.unit,
            "measured": self.measured.json(),
            "peer": self.peer or None,
            "peer_measured": self.peer_measured.json() if self.peer_measured else None,
            "ratio": self.ratio,
            "target": asdict(self.target) if self.target else None,
            "met": self.target.met(self.reached) if self.target else None,
            "note": self.note or None,
        }


def read_row(told: Json) -> Row:
    """Parse the output of `Row.json`."""
    measured = read_figure(told["measured"])
    assert measured is not None
    target = Target(**told["target"]) if told["target"] else None
    peer = read_figure(told["peer_measured"])
    return Row(
        told["what"], measured, told["unit"], told["peer"] or "", peer, target, told["note"] or ""
    )


def number(value: float) -> str:
    """A number with three digits that matter."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
