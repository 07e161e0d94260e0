"""Sets are written to a file: from one moment of the database, in a thread beside the loop."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event

from sqlalchemy import Connection

from bot.export import export_ids
from bot.export.dataset import Asked, Dataset
from bot.export.writers.writer import Opens, Sink, beside
from bot.locale import LANGUAGES, Words, words
from storage.db.database import Database
from storage.personal_data import pseudonyms

_KEYS = 1000  # made in one unit, so that no tap waits for long


class Stopped(Exception):
    """It was called off."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is.

    Attributes:
        dataset: Which set.
        rows: How many of its rows are written.
        share: Which share of what there is was looked at.
    """

    dataset: str
    rows: int
    share: float


async def write(
    database: Database,
    sets: Sequence[Dataset],
    asked: Asked,
    file: Path,
    opens: Opens,
    speak: Words,
    told: Callable[[Progress], None] = lambda _progress: None,
) -> dict[str, int]:
    """Write sets to a file, each as a table; if it is called off or fails, there is no file.

    Args:
        database: From where; nobody who writes to it is held up.
        sets: Which.
        asked: Of what.
        file: Where to; what is there already is replaced once all is written.
        opens: Opens a file of the wanted kind.
        speak: The language of titles and explanations.
        told: Hears how far it is, in another thread.

    Returns:
        How many rows each set has.
    """
    await make_keys(database)
    stop = Event()

    try:
        return await database.survey(
            lambda conn: put(conn, sets, asked, file, opens, speak, told, stop)
        )
    finally:
        stop.set()  # where this was cancelled, the thread goes on until it hears of it here


def put(
    conn: Connection,
    sets: Sequence[Dataset],
    asked: Asked,
    file: Path,
    opens: Opens,
    speak: Words,
    told: Callable[[Progress], None],
    stop: Event,
) -> dict[str, int]:
    """The same within a unit, so that several files can be of one moment; see `write`.

    Everybody must have a key before (`make_keys`).

    Raises:
        Stopped: `stop` was set.
    """
    with beside(file) as new, closing(opens(new)) as sink:
        counts = {one.name: _written(conn, one, asked, sink, speak, told, stop) for one in sets}
        sink.end()
    return counts


def _written(
    conn: Connection,
    dataset: Dataset,
    asked: Asked,
    sink: Sink,
    speak: Words,
    told: Callable[[Progress], None],
    stop: Event,
) -> int:
    rows = 0
    languages = {one: dataset.table(words(one)) for one in LANGUAGES}
    sink.begin(replace(dataset.table(speak), languages=languages))
    for portion in dataset.rows(conn, asked):
        if stop.is_set():
            raise Stopped
        sink.add(portion.rows)
        rows += len(portion.rows)
        told(Progress(dataset.name, rows, portion.share))
    return rows


async def make_keys(database: Database) -> None:
    """See to it that everybody has a key for their names in files."""
    after = ""
    while some := await database.survey(partial(pseudonyms.missing, after=after, most=_KEYS)):
        give = partial(pseudonyms.keep, person_ids=some, new_key=_new_key)
        await database.write(give)
        after = some[-1]


def _new_key() -> str:
    return secrets.token_hex(export_ids.KEY)
