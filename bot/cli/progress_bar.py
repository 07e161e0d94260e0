"""A progress bar for each data set of an export, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.export.dataset_files import OnProgress, Progress


@contextmanager
def progress_bars() -> Iterator[OnProgress]:
    """Show bars on standard error while exports run; nothing where it is no terminal."""
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    console = Console(stderr=True)
    bars = Bars(console=console, transient=True, disable=not console.is_terminal)
    tasks: dict[str, TaskID] = {}

    def update(progress: Progress) -> None:
        bars.start()  # with the first rows: before them, somebody may be asked a question
        name = progress.dataset
        if name not in tasks:
            tasks[name] = bars.add_task(name, total=1.0)
        text = f"{name}: {progress.rows:,}"
        bars.update(tasks[name], completed=progress.fraction, description=text)

    try:
        yield update
    finally:
        bars.stop()
