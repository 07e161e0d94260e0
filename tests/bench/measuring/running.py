"""A loop and an interpreter like the bot's own, and a file that is new."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from bot.interpreter import tune
from tests.bench.measuring import machine

T = TypeVar("T")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run to the end, on uvloop where it exists."""
    if sys.platform == "win32":
        return asyncio.run(main)
    import uvloop

    return uvloop.run(main)


@contextmanager
def as_the_bot() -> Iterator[None]:
    """Run like the bot: on one core, with its interpreter settings."""
    interval, threshold = sys.getswitchinterval(), gc.get_threshold()
    tune()
    try:
        with machine.on_core(machine.BOT_CORE):
            yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*threshold)
        sys.setswitchinterval(interval)


def without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("BASIRA_")}


def on_a_fresh_file(measure: Callable[[Path], T]) -> T:
    """Measure with a file that does not exist yet."""
    with TemporaryDirectory() as folder:
        return measure(Path(folder) / "basira.db")
