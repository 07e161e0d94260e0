"""The load of other processes during a measurement."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

LIMIT = 0.05  # the share of all cores that others may have in a run that counts
LEAST = 0.1  # seconds of others below which nothing is said: the system counts in hundredths
_SYSTEMS_OWN = "(kthreadd) S 0 "  # the parent of all threads of the system
_USER, _NICE, _SYSTEM, _IDLE, _WAITING, _IRQ, _SOFT, _STOLEN = range(8)


@dataclass(frozen=True, slots=True)
class ProcessorTime:
    """Seconds of processor time since the machine's start.

    Attributes:
        all: Of everything on it, with what its host took away from it.
        ours: Of this process and of those below it, with those that have ended, and of what works
            for it elsewhere; and of the system's own threads, most of which work for our disks.
    """

    all: float
    ours: float


@dataclass(slots=True)
class OthersShare:
    """The share of all cores used by others; 0 until the end."""

    others: float = 0.0


@contextmanager
def watching(*with_us: int) -> Iterator[OthersShare]:
    """Watch the CPU use of other processes during the block; silent on systems without figures.

    Args:
        with_us: Processes that work for this one and are not below it, as a server may.
    """
    seen, begun, before = OthersShare(), perf_counter(), spent(*with_us)
    yield seen
    seen.others = others(before, spent(*with_us), perf_counter() - begun, os.cpu_count() or 1)


def others(before: ProcessorTime, after: ProcessorTime, seconds: float, cores: int) -> float:
    """The share of all cores that others had, 0 to 1.

    Args:
        before: What was spent when it began.
        after: What was spent when it was over.
        seconds: How long it was.
        cores: How many the machine has.
    """
    foreign = (after.all - before.all) - (after.ours - before.ours)
    return foreign / (seconds * cores) if foreign >= LEAST else 0.0


def spent(*with_us: int) -> ProcessorTime:
    """The CPU time used so far, including some helpers; empty without figures."""
    place = Path("/proc/stat")
    if not place.exists():
        return ProcessorTime(0.0, 0.0)
    hertz = os.sysconf("SC_CLK_TCK")
    ours = of_ours(_processes(), os.getpid(), *with_us)
    return ProcessorTime(of_all(place.read_text()) / hertz, ours / hertz)


def spent_below(process: int) -> float:
    """The CPU seconds of a process and its descendants; 0 without figures."""
    if not Path("/proc/stat").exists():
        return 0.0
    return of_trees(_processes(), process) / os.sysconf("SC_CLK_TCK")


def of_all(stat: str) -> int:
    """The ticks of everything, from the text of `/proc/stat`: all but idling and waiting."""
    ticks = [int(field) for field in stat.partition("\n")[0].split()[1:]]
    return sum(ticks[place] for place in (_USER, _NICE, _SYSTEM, _IRQ, _SOFT, _STOLEN))


def of_ours(stats: list[str], *roots: int) -> int:
    """The ticks of some processes and all below them, and of the system's own threads.

    Args:
        stats: The texts of `/proc/PID/stat`, of all there are.
        roots: The processes.
    """
    own = (int(stat.split()[0]) for stat in stats if _SYSTEMS_OWN in stat)
    return of_trees(stats, *roots, *own)


def of_trees(stats: list[str], *roots: int) -> int:
    """The ticks of some processes and their descendants, each once."""
    ticks: dict[int, int] = {}
    below: defaultdict[int, list[int]] = defaultdict(list)
    for stat in stats:
        before, _, rest = stat.rpartition(") ")
        fields = rest.split()
        process = int(before.partition(" ")[0])
        ticks[process] = sum(map(int, fields[11:15]))  # itself, and children that have ended
        below[int(fields[1])].append(process)
    found, left = 0, list(roots)
    while left:
        process = left.pop()
        found += ticks.pop(process, 0)
        left += below.pop(process, ())
    return found


def _processes() -> list[str]:
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            found.append(place.read_text())
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended
    return found
