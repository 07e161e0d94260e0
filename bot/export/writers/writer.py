"""The common parts of writers: files are complete or absent, and text stays text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeAlias

from bot.export.schema.columns import Row, Table

OWNER_ALONE = 0o600
# Marks that turn what follows them round, or that nobody sees. Names come from anyone.
# Joiners stay, since words are written with them.
_TURNING = dict.fromkeys(
    [
        *(index for index in range(0x20) if not chr(index).isspace()),
        *(0x7F, 0xAD, 0x61C, 0x200B, 0x200E, 0x200F, 0xFEFF, 0xFFFE, 0xFFFF),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
    ]
)
# What a spreadsheet takes for the beginning of a formula, in either width.
_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNSEEN = " \u200c\u200d"


class TableWriter(Protocol):
    """A file to which tables are written, one after the other."""

    def begin(self, table: Table) -> None:
        """Begin a table."""

    def add(self, rows: Sequence[Row]) -> None:
        """Add rows to it."""

    def end(self) -> None:
        """No more is coming: make it whole."""

    def close(self) -> None:
        """Let go of it, whole or not."""


Opens: TypeAlias = Callable[[Path], TableWriter]
"""Opens a file of some kind."""


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """A temporary path that replaces the file on success, and is deleted on failure.

    Nobody but its owner may read it.
    """
    new = file.with_name(f".{file.name}.new")
    try:
        new.unlink(missing_ok=True)
        new.touch(OWNER_ALONE)
        yield new
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)


def plain_text(text: str) -> str:
    """A text without what turns letters round or has no shape, which could make it read as another.

    Lines become one: a cell of a table has no others.
    """
    if text.isalnum():  # most are ids and words, which have none of it
        return text
    return " ".join(text.translate(_TURNING).split())


def sheet_text(text: str) -> str:
    """A text as XlsxWriter writes it unchanged.

    It takes ``<r>…</r>`` for XML of its own, so such a text gets a space at its end.
    """
    return f"{text} " if text.startswith("<r>") else text


def spreadsheet_text(text: str) -> str:
    """A text, plain, that no spreadsheet takes for a formula: what it could has a quote before."""
    clean = plain_text(text)
    return f"'{clean}" if clean.lstrip(_UNSEEN).startswith(_SIGNS) else clean
