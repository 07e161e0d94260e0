"""Files for the chat: so small that they come at once, and of so many that a row is nobody's."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from bot.exchange.formats import Format, opening
from bot.services.datasets.dataset import Asked, Dataset, Portion
from bot.services.datasets.every import DATASETS
from bot.services.datasets.writing import write
from bot.services.library import Library
from bot.services.ports import Clock
from bot.services.releasing.leaving import leave
from bot.services.visitor import File
from bot.words import Words
from storage.database import Database
from storage.releases import Release

OFFERED = ("people", "attempts", "decisions", "cohorts", "gain")
"""The sets that can be had in the chat: not what is a learner's own."""
OF_PEOPLE = frozenset({"people", "attempts", "decisions"})
SPANS: Mapping[str, timedelta | None] = {
    "month": timedelta(days=31),
    "quarter": timedelta(days=92),
    "year": timedelta(days=366),
    "all": None,
}
"""How far back, by name."""
MOST = 20_000  # rows: some two megabytes, where Telegram takes fifty of a bot
FEWEST = 10  # people: of fewer, a pseudonym is a name to whoever knows the place


class TooMany(Exception):
    """There are more rows than are sent in a chat."""


class TooFew(Exception):
    """There are so few people in it that anyone there knows who is who."""


def since(span: str, now: datetime) -> datetime | None:
    """When a span begins: at midnight in UTC, so that the same command says the same."""
    back = SPANS[span]
    if back is None:
        return None
    return (now - back).replace(hour=0, minute=0, second=0, microsecond=0)


async def made(
    database: Database, library: Library, clock: Clock, release: Release, speak: Words
) -> File:
    """Make the file that was recorded.

    Raises:
        TooMany: It has more than `MOST` rows.
        TooFew: It has fewer than `FEWEST` people.
    """
    (name,) = release.sets
    people: set[object] = set()
    some = _bounded(DATASETS[name], people)
    asked = Asked(release.scope, release.made_at, library)
    opens = opening(Format(release.format), speak)

    async def make(place: Path) -> Mapping[str, int]:
        counts = await write(database, [some], asked, place, opens, speak)
        if name in OF_PEOPLE and len(people) < FEWEST:
            raise TooFew
        return counts

    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.{release.format}"
        await leave(database, clock, release, file, make)
        content = await asyncio.to_thread(file.read_bytes)
    return File(file.name, content)


def _bounded(dataset: Dataset, people: set[object]) -> Dataset:
    """A set that breaks off where it has too many rows, and notes who stands in it."""

    def rows(conn: Connection, asked: Asked) -> Iterator[Portion]:
        count = 0
        for portion in dataset.rows(conn, asked):
            count += len(portion.rows)
            if count > MOST:
                raise TooMany
            people.update(row[0] for row in portion.rows)
            yield portion

    return replace(dataset, rows=rows)


def command(release: Release) -> str:
    """What makes the same file on the server."""
    parts = ["basira export", *release.sets, f"--format {release.format}"]
    if release.agency is not None:
        parts.append(f"--agency {release.agency}")
    if release.since is not None:
        parts.append(f"--since {release.since:%Y-%m-%d}")
    return " ".join(parts)
