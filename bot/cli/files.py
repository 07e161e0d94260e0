"""Reading and writing files for commands."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TextIO

from bot.cli.program import CommandError


def display_path(path: Path) -> str:
    """A path relative to the current folder, where it is below it."""
    full, here = path.absolute(), Path.cwd()
    return str(full.relative_to(here)) if full.is_relative_to(here) else str(full)


def write_file(file: Path, content: bytes | str) -> None:
    """Write a file completely or not at all; one that exists is replaced.

    Raises:
        CommandError: It cannot be written.
    """
    raw = content.encode() if isinstance(content, str) else content
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.write_bytes(raw)
        beside.replace(file)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise CommandError(f"{file} cannot be written: {error.strerror or error}.") from None


def new_private_file(file: Path) -> TextIO:
    """Create a text file that only its owner may read.

    Raises:
        OSError: It exists, or cannot be created.
    """
    import os

    from bot.export.writers.writer import OWNER_ALONE

    def opened(path: str, flags: int) -> int:
        return os.open(path, flags, OWNER_ALONE)

    # `Path.open` takes no opener.
    return open(file, "x", encoding="utf-8", newline="", opener=opened)
