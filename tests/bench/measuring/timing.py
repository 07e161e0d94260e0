"""Throughput and duration."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter


def rate(do: Callable[[int], int], seconds: float) -> float:
    """The throughput a second of a function that returns its amount of work."""
    done, turn, begun = 0, 0, perf_counter()
    while (passed := perf_counter() - begun) < seconds:
        done += do(turn)
        turn += 1
    return done / passed


def timed(do: Callable[[], object]) -> float:
    """The seconds it takes."""
    begun = perf_counter()
    do()
    return perf_counter() - begun
