"""What a line of the table reads of a run, whatever else came of it."""

from __future__ import annotations

from typing import Protocol

from tests.bench.double.load import Seen


class Watched(Protocol):
    """What came of a run that the double looked at."""

    @property
    def seen(self) -> Seen:
        """What it saw."""


def rate(one: Watched) -> float:
    """Taps a second."""
    return one.seen.per_second


def p50(one: Watched) -> float:
    """The middle latency."""
    return one.seen.p50


def p99(one: Watched) -> float:
    """The latency that 99 of 100 stay under."""
    return one.seen.p99


def double(one: Watched) -> float:
    """The double's share of its own core: near 1, and it is what held up whom it looked at."""
    return one.seen.busy


def disordered(one: Watched) -> float:
    """Screens that came twice, or after a later one."""
    return one.seen.disordered


def lost(one: Watched) -> float:
    """Taps that were not answered for long."""
    return one.seen.lost
