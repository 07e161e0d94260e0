"""Measure an upgrade of a large database, from the oldest schema that programs go on with.

    python -m tests.bench.upgrading --people 10000
    python -m tests.bench.upgrading --people 10000 --database postgresql://postgres@localhost/empty

On PostgreSQL, whose programs go on meanwhile, a writer to each of the tables that taps write to
tells how long its longest write took. The user must be the server's administrator.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import click
from sqlalchemy import Table, func, select, update

from scenarios.case_library import load_library
from storage.db import engines, schema, schema_versions
from storage.db.tables import attempts, events, metadata, people, prompts
from tests.bench.people.growing import grow

WRITTEN = (people, attempts, events, prompts)
PAUSE = 0.005  # seconds between the writes of a writer


class Steps(logging.Handler):
    """When Alembic began each step."""

    def __init__(self) -> None:
        super().__init__()
        self.began: list[tuple[str, float]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage().startswith("Running"):
            self.began.append((record.getMessage(), perf_counter()))


@click.command()
@click.option("--people", "many", type=int, default=10_000, show_default=True)
@click.option("--database", help="The address of an empty database; left out, a new SQLite file.")
def main(many: int, database: str | None) -> None:
    """Fill a database, take it back to the oldest schema, and upgrade it."""
    with TemporaryDirectory() as folder:
        url = database or f"sqlite:///{Path(folder) / 'large.db'}"
        grow(url, many, load_library())
        rows = counts(url)
        schema.downgrade(url, schema_versions.OLDEST)
        steps = Steps()
        logger = logging.getLogger("alembic.runtime.migration")
        logger.addHandler(steps)
        logger.setLevel(logging.INFO)
        with writers(url) as longest:
            began = perf_counter()
            schema.upgrade(url)
            ended = perf_counter()
        ends = [at for _, at in steps.began[1:]] + [ended]
        for (what, at), end in zip(steps.began, ends, strict=True):
            click.echo(f"{end - at:8.2f} s  {what}")
        click.echo(f"{ended - began:8.2f} s  all")
        for name, seconds in longest.items():
            click.echo(f"{seconds:8.2f} s  longest write to {name}, of {rows[name]:,} rows")
        if counts(url) != rows:
            raise click.ClickException("rows were lost")


def counts(url: str) -> dict[str, int]:
    """How many rows each table has."""
    engine = engines.migration_engine(engines.parse(url))
    with engine.connect() as conn:
        found = {
            name: conn.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }
    engine.dispose()
    return found


@contextmanager
def writers(url: str) -> Iterator[dict[str, float]]:
    """Write to tables while the block runs; yields the seconds of the longest write to each."""
    longest: dict[str, float] = {}
    if engines.is_sqlite(engines.parse(url)):  # no program may run meanwhile
        yield longest
        return
    over = threading.Event()
    running = [
        threading.Thread(target=write, args=(url, table, over, longest)) for table in WRITTEN
    ]
    for each in running:
        each.start()
    try:
        yield longest
    finally:
        over.set()
        for each in running:
            each.join()


def write(url: str, table: Table, over: threading.Event, longest: dict[str, float]) -> None:
    """Write to one row again and again."""
    engine = engines.migration_engine(engines.parse(url))
    key = next(iter(table.primary_key.columns))
    with engine.connect() as conn:
        row = conn.execute(select(key).limit(1)).scalar_one()
        conn.commit()
        while not over.is_set():
            began = perf_counter()
            conn.execute(update(table).where(key == row).values({key: row}))
            conn.commit()
            longest[table.name] = max(longest.get(table.name, 0.0), perf_counter() - began)
            sleep(PAUSE)
    engine.dispose()


if __name__ == "__main__":
    main()
