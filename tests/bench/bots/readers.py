"""Readers of the figures in a run for a line of the table."""

from __future__ import annotations

from typing import Protocol

from tests.bench.double.load import LoadResult


class DoubleResult(Protocol):
    """The result of a run observed by the double."""

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
    """The double's share of its own core; near 1 the double itself was the bottleneck."""
    return watched.seen.busy


def disordered(watched: DoubleResult) -> float:
    """Screens that came twice, or after a later one."""
    return watched.seen.disordered


def lost(watched: DoubleResult) -> float:
    """Taps that were not answered for long."""
    return watched.seen.lost
