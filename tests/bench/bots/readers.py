"""What a line of the table reads of a run, whatever else came of it."""

from __future__ import annotations

from typing import Protocol

from tests.bench.double.load import LoadResult


class DoubleResult(Protocol):
    """What came of a run that the double looked at."""

    @property
    def seen(self) -> LoadResult: ...


def rate(watched: DoubleResult) -> float:
    """Taps a second."""
    return watched.seen.per_second


def p50(watched: DoubleResult) -> float:
    return watched.seen.p50


def p99(watched: DoubleResult) -> float:
    """The latency that 99 of 100 stay under."""
    return watched.seen.p99


def double(watched: DoubleResult) -> float:
    """The double's share of its own core: near 1, and it is what held up whom it looked at."""
    return watched.seen.busy


def disordered(watched: DoubleResult) -> float:
    """Screens that came twice, or after a later one."""
    return watched.seen.disordered


def lost(watched: DoubleResult) -> float:
    """Taps that were not answered for long."""
    return watched.seen.lost
