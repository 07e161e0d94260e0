"""Files for the chat: so small that they come at once, and of rows that are nobody's."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from bot.app.library import Library
from bot.app.ports import Clock
from bot.chat.kit.request import File
from bot.export.dataset import Asked, Dataset, Portion
from bot.export.dataset_files import write
from bot.export.dataset_list import DATASETS
from bot.export.export_log import leave
from bot.export.unlinkable import FEWEST, LEFT_OUT, MOST, TooMany, has_results, unlinked
from bot.export.writers.formats import Format, opening
from bot.locale import Words
from storage.db.database import Database
from storage.exports import disclosures
from storage.exports.export_log import Release

OFFERED = ("people", "attempts", "decisions", "cohorts", "gain")
"""The sets that can be had in the chat: not what is a learner's own."""
SPANS: Mapping[str, timedelta | None] = {
    "month": timedelta(days=31),
    "quarter": timedelta(days=92),
    "year": timedelta(days=366),
    "all": None,
}
"""How far back, by name."""
_SETTLED = timedelta(minutes=10)  # by then what was being written has been


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
        TooMany: It has more rows than are sent in a chat.
        TooFew: It has fewer people, or fewer with results, than may be told apart.
    """
    (name,) = release.sets
    dataset = DATASETS[name]
    some = unlinked(dataset, MOST) if name in LEFT_OUT else _bounded(dataset)
    asked = Asked(release.scope, release.made_at, library)
    opens = opening(Format(release.format), speak)
    if has_results(name):
        await _disclose(database, release)

    async def make(place: Path) -> Mapping[str, int]:
        return await write(database, [some], asked, place, opens, speak)

    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.{release.format}"
        await leave(database, clock, release, file, make)
        content = await asyncio.to_thread(file.read_bytes)
    return File(file.name, content)


async def _disclose(database: Database, release: Release) -> None:
    """Disclose the results of whatever enough further people have finished."""
    until = release.made_at.replace(microsecond=0) - _SETTLED
    found = await database.survey(
        lambda conn: disclosures.to_advance(conn, release.scope, until, FEWEST)
    )
    if found:
        await database.write(lambda conn: disclosures.advance(conn, found, until))


def _bounded(dataset: Dataset) -> Dataset:
    """A set that breaks off where it has too many rows."""

    def rows(conn: Connection, asked: Asked) -> Iterator[Portion]:
        count = 0
        for portion in dataset.rows(conn, asked):
            count += len(portion.rows)
            if count > MOST:
                raise TooMany
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
