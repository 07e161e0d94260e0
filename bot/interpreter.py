"""The interpreter, as a program wants it that serves many from one loop."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def tune() -> None:
    """Set how threads take turns, and how often garbage is looked for, from now on."""
    # The writer's thread would starve beside a loop that never rests: a thread may ask for the
    # interpreter after this many seconds. Measured in docs/benchmarks.md.
    sys.setswitchinterval(0.0005)
    # What is loaded by now stays: looking through it again and again costs some 50 µs of each tap.
    gc.set_threshold(50_000, 20, 20)


def settle() -> None:
    """Take what is loaded by now as there to stay, and look for garbage elsewhere only.

    To look through the whole library would hold everything for some 100 ms, now and then.
    """
    gc.collect()
    gc.freeze()


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Have libraries imported as if others were not there that they use where they find them.

    Args:
        names: The others; what is loaded already, stays.
    """
    modules: dict[str, Any] = sys.modules
    absent = [name for name in names if name not in modules]
    modules |= dict.fromkeys(absent)  # importing them raises an error
    try:
        yield
    finally:
        for name in absent:
            del modules[name]
