"""A fixed share of a core for a process, by the control groups of Linux, old or new.

So several programs have room beside each other on fewer cores than there are of them: each stands
still when its share of a hundredth of a second is used up.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

PERIOD = 10_000  # microseconds, of which a share is given
_MOUNTS = Path("/proc/self/mounts")
_PATIENCE = 100  # looks, for what a process leaves behind to end
_PAUSE = 0.05
_numbers = count()


class Group:
    """A group of processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, process: int) -> None:
        """Take a process in, with all that it begins from now on."""
        self._write("cgroup.procs", str(process))

    def limit(self, share: float) -> None:
        """Limit the whole group to a share of one core from now on."""
        quota = round(share * PERIOD)
        if (self._folder / "cpu.max").exists():
            self._write("cpu.max", f"{quota} {PERIOD}")
        else:
            self._write("cpu.cfs_period_us", str(PERIOD))
            self._write("cpu.cfs_quota_us", str(quota))

    def _write(self, name: str, what: str) -> None:
        with (self._folder / name).open("r+") as file:
            file.write(what)


@contextmanager
def group(place: Path) -> Iterator[Group]:
    """A control group that is removed when its processes have ended.

    Args:
        place: As `place` gives it.
    """
    folder = place / f"basira-bench-{os.getpid()}-{next(_numbers)}"
    folder.mkdir()
    try:
        yield Group(folder)
    finally:
        for _ in range(_PATIENCE):
            with suppress(OSError):
                folder.rmdir()
                break
            time.sleep(_PAUSE)


def place() -> Path | None:
    """A folder for control groups with a CPU limit, if available."""
    for path in places(_MOUNTS.read_text()) if _MOUNTS.exists() else ():
        with suppress(OSError), group(path) as tried:
            tried.limit(1.0)
            return path
    return None


def places(mounts: str) -> Iterator[Path]:
    """Candidate folders for control groups, from the text of `/proc/self/mounts`."""
    for line in mounts.splitlines():
        _, at, kind, options, *_ = line.split()
        if kind == "cgroup2" or (kind == "cgroup" and "cpu" in options.split(",")):
            yield Path(at)
