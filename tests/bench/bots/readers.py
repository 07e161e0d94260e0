"""What a line of the table reads of a run, whatever else came of it."""

from __future__ import annotations

from typing import Protocol

from tests.bench.double.load import Seen


class Watched(Protocol):
    """What came of a run that the double looked at."""

    @property
    def seen(self) -> Seen:
        """What it saw."""


def rate(watched: Watched) -> float:
    """Taps a second."""
    return watched.seen.per_second


def p50(watched: Watched) -> float:
    """The middle latency."""
    return watched.seen.p50


def p99(watched: Watched) -> float:
    """The latency that 99 of 100 stay under."""
    return watched.seen.p99


def double(watched: Watched) -> float:
    """The double's share of its own core: near 1, and it is what held up whom it looked at."""
    return watched.seen.busy


def disordered(watched: Watched) -> float:
    """Screens that came twice, or after a later one."""
    return watched.seen.disordered


def lost(watched: Watched) -> float:
    """Taps that were not answered for long."""
    return watched.seen.lost
