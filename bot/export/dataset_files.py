"""Write data sets to a file, from one snapshot of the database, in a thread beside the loop."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import TypeAlias

from sqlalchemy import Connection

from bot.export.errors import ExportCancelled
from bot.export.schema import export_ids
from bot.export.schema.dataset import Dataset, Query
from bot.export.writers.writer import Opens, TableWriter, replacing
from scenarios.languages import REQUIRED
from storage.db.database import Database
from storage.personal_data import pseudonyms

_KEYS_PER_WRITE = 1000  # keeps each write short


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of an export: the data set, its rows so far, and the fraction read, 0 to 1."""

    dataset: str
    rows: int
    fraction: float


OnProgress: TypeAlias = Callable[[Progress], None]
"""Receives progress, in another thread."""


def no_progress(_progress: Progress) -> None:
    """Ignore progress."""


async def write(
    database: Database,
    datasets: Sequence[Dataset],
    query: Query,
    file: Path,
    opens: Opens,
    language: str,
    on_progress: OnProgress = no_progress,
) -> dict[str, int]:
    """Write data sets to a file, each as a table, and replace what is there.

    Writers to the database are not blocked. Leaves no file if it fails or is cancelled.

    Returns:
        The number of rows of each data set.
    """
    await make_keys(database)
    stop = Event()

    try:
        return await database.survey(
            lambda conn: write_tables(
                conn, datasets, query, file, opens, language, on_progress, stop
            )
        )
    finally:
        stop.set()  # a cancelled export continues in its thread until it sees this


def write_tables(
    conn: Connection,
    datasets: Sequence[Dataset],
    query: Query,
    file: Path,
    opens: Opens,
    language: str,
    on_progress: OnProgress,
    stop: Event,
) -> dict[str, int]:
    """Write data sets within a transaction, so that several files can share one snapshot.

    Call `make_keys` first: people without a key are left out.

    Raises:
        ExportCancelled: `stop` was set.
    """
    with replacing(file) as new, closing(opens(new)) as sink:
        counts = {
            dataset.name: _write_table(conn, dataset, query, sink, language, on_progress, stop)
            for dataset in datasets
        }
        sink.end()
    return counts


def _write_table(
    conn: Connection,
    dataset: Dataset,
    query: Query,
    sink: TableWriter,
    language: str,
    on_progress: OnProgress,
    stop: Event,
) -> int:
    count = 0
    tables = {lang: dataset.table(lang) for lang in REQUIRED}
    sink.begin(replace(tables[language], languages=tables))
    for batch in dataset.read(conn, query):
        if stop.is_set():
            raise ExportCancelled
        sink.add(batch.rows)
        count += len(batch.rows)
        on_progress(Progress(dataset.name, count, batch.fraction))
    return count


async def make_keys(database: Database) -> None:
    """Give everybody without one a pseudonym key."""
    after = ""
    while people := await database.survey(
        partial(pseudonyms.missing, after=after, most=_KEYS_PER_WRITE)
    ):
        await database.write(partial(pseudonyms.keep, person_ids=people, new_key=_new_key))
        after = people[-1]


def _new_key() -> str:
    return secrets.token_hex(export_ids.KEY)
