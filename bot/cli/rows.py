"""Rows of the audit as commands read, write and take them back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from bot.settings import Settings
    from storage.audit.audit_log import Entry

T = TypeVar("T")


def read(chosen: Settings, unit: Callable[[Connection], T]) -> T:
    """Run a unit that reads, and may take long."""
    import asyncio

    from bot.cli.units import opened

    async def run() -> T:
        async with opened(chosen) as database:
            return await database.survey(unit)

    return asyncio.run(run())


def plain(one: Entry) -> dict[str, Any]:
    """A row as JSON has it, in the order of its columns."""
    from dataclasses import asdict

    return asdict(one) | {"at": one.at.isoformat(timespec="microseconds")}


def new_file(file: Path) -> TextIO:
    """A file that was not there, for text that nobody but its owner may read.

    Raises:
        OSError: It is there, or cannot be made.
    """
    import os

    from bot.export.writers.writer import OWNER_ALONE

    def opened(path: str, flags: int) -> int:
        return os.open(path, flags, OWNER_ALONE)

    # `Path.open` takes no opener.
    return open(file, "x", encoding="utf-8", newline="", opener=opened)


def as_lines(out: TextIO, rows: Iterable[Entry]) -> int:
    """Write rows as JSON Lines; how many there were."""
    import json

    count = 0
    for one in rows:
        count += 1
        out.write(f"{json.dumps(plain(one))}\n")
    return count


def from_lines(file: Path) -> Iterator[Entry]:
    """The rows that stand in a file of JSON Lines, which may be anything at all.

    Raises:
        Told: The file cannot be read, or a line of it is no row of an audit.
    """
    from bot.cli.program import Told

    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                row = _row(line)
                if row is None:
                    raise Told(f"{file}, line {number}: this is no row of an audit.")
                yield row
    except OSError as error:
        raise Told(f"{file} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise Told(f"{file} is no text in UTF-8.") from None


def _row(line: str) -> Entry | None:
    import json

    from storage.audit.audit_log import COLUMNS, Entry

    try:
        said = json.loads(line)
        if not isinstance(said, dict) or tuple(said) != COLUMNS:
            return None
        texts = [value for name, value in said.items() if name not in ("number", "person")]
        optional = [said[name] for name in ("person", "kind", "object")]
        if type(said["number"]) is not int or any(
            not isinstance(one, str | None) for one in (*texts, *optional)
        ):
            return None
        needed = [value for name, value in said.items() if name not in ("person", "kind", "object")]
        if None in needed:
            return None
        return Entry(**said | {"at": datetime.fromisoformat(said["at"]).astimezone(UTC)})
    except (ValueError, RecursionError, OverflowError):
        return None


def utc(day: datetime | None) -> datetime | None:
    """The beginning of a day in UTC, as it was typed."""
    return day.replace(tzinfo=UTC) if day is not None else None
