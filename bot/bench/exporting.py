"""A generated year as files: how many decisions a second, beside the bare writing of their rows."""

from __future__ import annotations

import csv
from functools import partial
from pathlib import Path
from time import perf_counter

from bot.bench.plan import Plan
from bot.bench.running import run
from bot.bench.storing import on_a_fresh_file
from bot.bench.table import Row, Target
from bot.bench.year import ENDS, Year, fill
from bot.exchange.formats import Format, opening
from bot.services.datasets.dataset import Asked
from bot.services.datasets.decisions import DECISIONS
from bot.services.datasets.writing import make_keys, write
from bot.services.library import Library
from bot.words import words
from scenarios.shelf import Shelf, load_shelf
from storage import schema
from storage.database import Database
from storage.exports.scope import Scope

PEOPLE = 100  # for each second of a run; they decide some 80 times each
# A million in 6 and in 45 seconds.
_TARGETS = {Format.CSV: Target(167_000), Format.XLSX: Target(22_200), Format.JSONL: None}


def rows(plan: Plan) -> list[Row]:
    """Measure exports."""
    shelf, people = load_shelf(), max(25, round(PEOPLE * plan.seconds))

    def measured(file: Path) -> list[Row]:
        url = f"sqlite:///{file}"
        schema.ensure(url)
        run(_filled(url, Year(people), shelf))

        def exported(kind: Format) -> float:
            return run(_exported(url, shelf, file, kind))

        bare = plan.times(lambda: run(_bare(url, shelf, file)))
        return [
            Row(
                f"decisions of {people:,} people as {kind}",
                plan.times(partial(exported, kind)),
                "/s",
                "csv.writer, rows in memory" if kind is Format.CSV else "",
                bare if kind is Format.CSV else None,
                target,
            )
            for kind, target in _TARGETS.items()
        ]

    return on_a_fresh_file(measured)


async def _filled(url: str, year: Year, shelf: Shelf) -> None:
    database = Database.open(url)
    await database.write(lambda conn: fill(conn, year, shelf))
    await database.close()


async def _exported(url: str, shelf: Shelf, file: Path, kind: Format) -> float:
    """Decisions a second, from the database into a file."""
    database = Database.open(url)
    out, speak = file.with_suffix(f".{kind}"), words("en")
    begun = perf_counter()
    counts = await write(
        database, [DECISIONS], _asked(database, shelf), out, opening(kind, speak), speak
    )
    took = perf_counter() - begun
    await database.close()
    return counts[DECISIONS.name] / took


async def _bare(url: str, shelf: Shelf, file: Path) -> float:
    """Decisions a second that are there already, by the standard library and nothing else."""
    database = Database.open(url)
    asked = _asked(database, shelf)
    await make_keys(database)
    found = await database.survey(
        lambda conn: [row for some in DECISIONS.rows(conn, asked) for row in some.rows]
    )
    await database.close()
    begun = perf_counter()
    with file.with_suffix(".bare").open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(found)
    return len(found) / (perf_counter() - begun)


def _asked(database: Database, shelf: Shelf) -> Asked:
    return Asked(Scope(), ENDS, Library(database, shelf))
