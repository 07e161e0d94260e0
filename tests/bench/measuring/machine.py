"""The machine that figures belong to."""

from __future__ import annotations

import os
import platform
import sqlite3
import tempfile
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

BOT_CORE, DOUBLE_CORE = 0, 1


def described() -> str:
    """Processor, cores, Python, SQLite, and the cost of a synchronous disk write."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; "
        f"a write of 4 KiB is on disk after {_sync() * 1e6:.0f} µs (median)"
    )


class NotPinned(Exception):
    """A thread may run on other cores than was meant."""


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """Pin this thread and its children to one core inside the block, if there are several."""
    with on_cores({core}):
        yield


@contextmanager
def on_cores(wanted: Set[int]) -> Iterator[None]:
    """Keep it on some cores, where there are all of them."""
    before = cores()
    if not wanted or not wanted <= before:
        yield
        return
    os.sched_setaffinity(0, wanted)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def check_pinned(process: int, core: int) -> None:
    """See that all threads of a process are kept on a core.

    Raises:
        NotPinned: One is not.
    """
    if core not in cores():
        return
    for thread in Path(f"/proc/{process}/task").glob("*"):
        if os.sched_getaffinity(int(thread.name)) != {core}:
            raise NotPinned(f"thread {thread.name} of process {process} is not kept on core {core}")


def cores() -> Set[int]:
    """The cores to which a process can be pinned; none without support by the system."""
    return os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else frozenset()


def resident(process: int) -> float:
    """A process's memory in MB; 0 where the system does not tell."""
    return _memory(process, "VmRSS")


def highest(process: int) -> float:
    """The most memory in MB that a process ever had; 0 where the system does not tell."""
    return _memory(process, "VmHWM")


def _memory(process: int, which: str) -> float:
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return 0.0
    lines = [line for line in status.read_text().splitlines() if line.startswith(which)]
    return int(lines[0].split()[1]) / 1024 if lines else 0.0


def worked(process: int) -> float:
    """The seconds a process has computed for; 0 where the system does not tell."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _sync(times: int = 50) -> float:
    took = []
    with tempfile.NamedTemporaryFile() as file:
        for _ in range(times):
            begun = perf_counter()
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())
            took.append(perf_counter() - begun)
    return median(took)
