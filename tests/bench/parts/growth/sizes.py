"""The same with few people and with many in the database, side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from sqlalchemy import create_engine, text

from bot.interpreter import settle
from scenarios.case_library import CaseLibrary, load_library
from storage.db import engines, schema
from tests.bench.bots.in_process import services_at
from tests.bench.measuring import machine
from tests.bench.measuring.figures import Row, figure
from tests.bench.measuring.plan import Plan
from tests.bench.measuring.running import as_the_bot, run
from tests.bench.parts.growth import daily, rare
from tests.bench.parts.growth.watch import Duration, Stopwatch
from tests.bench.people.growing import grow

Tell: TypeAlias = Callable[[str], None]
MEASURED = (
    daily.taps,
    daily.screens,
    daily.trainers,
    daily.ticks,
    daily.claims,
    rare.operating,
    rare.leaving,
    rare.aging,
    rare.reports,
    rare.exports,
    rare.checks,
)


def rows(plan: Plan) -> list[Row]:
    """Measure with the least and the most people, in databases that are made where they are not.

    A database that is there already is taken as it is.
    """
    shelf = load_library()
    found: dict[int, dict[str, Duration]] = {}
    with _place(plan.database) as url:
        for many in plan.people:
            own = of(url, many)
            if isinstance(schema.state(own), schema.Empty):
                grow(own, many, shelf, partial(_telling, plan.tell, many))
            with as_the_bot():
                found[many] = run(_measured(own, many, shelf, partial(_telling, plan.tell, many)))
    return [row for what in found[plan.people[-1]] for row in _rows(what, found)]


def _telling(tell: Tell, many: int, what: str) -> None:
    tell(f"{many:,} people: {what}")


@contextmanager
def _place(url: str) -> Iterator[str]:
    if url:
        yield url
        return
    with TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'growth.db'}"


def of(url: str, many: int) -> str:
    """The URL of a database for a number of people beside another; created on a server."""
    address = engines.parse(url)
    name = f"growth_{many}"
    if engines.is_sqlite(address):
        return f"sqlite:///{engines.file_of(address).with_name(name)}.db"
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as conn:
        there = text("SELECT 1 FROM pg_database WHERE datname = :name")
        if not conn.execute(there, {"name": name}).first():
            conn.exec_driver_sql(f"CREATE DATABASE {name}")
    server.dispose()
    return address.set(database=name).render_as_string(hide_password=False)


async def _measured(url: str, many: int, shelf: CaseLibrary, tell: Tell) -> dict[str, Duration]:
    async with services_at(url, shelf) as parts:
        settle()
        watch = Stopwatch(parts, many, tell)
        for part in MEASURED:
            await part(watch)
        memory = machine.resident(os.getpid())
    watch.found["memory of the process at the end"] = Duration(memory, 0)
    return watch.found


def _rows(what: str, found: dict[int, dict[str, Duration]]) -> Iterator[Row]:
    few, many = min(found), max(found)
    now, before = found[many][what], found[few].get(what)
    beside = f"processor {now.processor:.3g}"
    if before is not None:
        beside += f", of {few:,} {before.processor:.3g}"
    yield Row(
        what,
        figure([now.wall]),
        "MB" if what.startswith("memory") else "ms",
        f"with {few:,} people",
        None if before is None or few == many else figure([before.wall]),
        note=beside if now.processor else "",
    )
