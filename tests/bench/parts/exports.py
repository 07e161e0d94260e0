"""A generated year as files: decisions a second, memory, and how the loop fares meanwhile."""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time

from bot.app.library import Library
from bot.export.dataset_files import make_keys, write
from bot.export.rows.decision_rows import DECISIONS
from bot.export.schema import columns
from bot.export.schema.assessment_forms import forms_in
from bot.export.schema.dataset import Query
from bot.export.writers import parquet_writer
from bot.export.writers.formats import Format, opening
from bot.locale import words
from scenarios.case_library import CaseLibrary, load_library
from storage.db import schema
from storage.db.database import Database
from storage.exports.scope import Scope
from tests.bench.measuring import machine
from tests.bench.measuring.figures import Row, Target
from tests.bench.measuring.loop_lag import beating
from tests.bench.measuring.plan import Plan
from tests.bench.measuring.running import as_the_bot, on_a_fresh_file, run
from tests.bench.people.year import ENDS, Year, fill, people_for

_TARGETS = {Format.CSV: Target(0.4, ratio=True), Format.XLSX: Target(0.8, ratio=True)}
_MEMORY, _LOOP = Target(60, more=False), Target(50, more=False)

Rows = Sequence[columns.Row]


@dataclass(frozen=True, slots=True)
class WrittenExport:
    """The result of a written export.

    Attributes:
        rate: Decisions a second.
        cost: Microseconds of the processor for each.
        memory: MB beyond what the process had before.
        held: Milliseconds for which the loop was held at most, at 99 of 100 looks.
    """

    rate: float
    cost: float
    memory: float = 0.0
    held: float = 0.0


def rows(plan: Plan) -> list[Row]:
    people = people_for(plan)

    def measured(file: Path) -> list[Row]:
        url, shelf = f"sqlite:///{file}", load_library()
        schema.ensure(url)
        run(_filled(url, Year(people), shelf))
        there = run(_there(url, shelf))
        kinds = [
            file_format
            for file_format in Format
            if file_format != Format.PARQUET or parquet_writer.is_installed()
        ]
        return [row for kind in kinds for row in _of_kind(plan, kind, file, there)]

    return on_a_fresh_file(measured)


def _of_kind(plan: Plan, kind: Format, file: Path, there: Rows) -> list[Row]:
    name, peer = _PEERS.get(kind, ("", None))
    ours = plan.each(lambda: _apart(partial(_exported, file, kind)))
    theirs = plan.each(lambda: _timed(peer, file.with_suffix(".peer"), there)) if peer else None

    def beside(
        what: str, unit: str, read: Callable[[WrittenExport], float], target: Target | None
    ) -> Row:
        other = theirs.figure(read) if theirs else None
        return Row(what, ours.figure(read), unit, name, other, target)

    return [
        beside(f"decisions as {kind}", "/s", lambda run: run.rate, _TARGETS.get(kind)),
        beside(f"processor time of a decision as {kind}", "µs", lambda run: run.cost, None),
        Row(
            f"memory that it takes more for {kind}",
            ours.figure(lambda run: run.memory),
            "MB",
            target=_MEMORY,
        ),
        Row(
            f"the loop is held meanwhile, p99, by {kind}",
            ours.figure(lambda run: run.held),
            "ms",
            target=_LOOP,
        ),
    ]


def _apart(measure: Callable[[], WrittenExport]) -> WrittenExport:
    """In a process of its own, whose memory nothing else has touched."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=fresh) as pool:
        return pool.submit(measure).result()


def _exported(file: Path, kind: Format) -> WrittenExport:
    """From the database into a file, in a thread beside the loop."""
    if kind is Format.PARQUET:
        import pyarrow.parquet  # noqa: F401 - what it takes by itself is told apart
    shelf = load_library()
    with as_the_bot():
        return run(_written(file, shelf, kind))


async def _written(file: Path, shelf: CaseLibrary, kind: Format) -> WrittenExport:
    database = Database.open(f"sqlite:///{file}")
    out, speak, asked = file.with_suffix(f".{kind}"), words("en"), _asked(database, shelf)
    before = machine.highest(os.getpid())
    async with beating() as held:
        begun, worked = perf_counter(), process_time()
        counts = await write(database, [DECISIONS], asked, out, opening(kind, speak), "en")
        took, worked = perf_counter() - begun, process_time() - worked
    await database.close()
    many = counts[DECISIONS.name]
    return WrittenExport(
        many / took,
        worked / many * 1e6,
        machine.highest(os.getpid()) - before,
        quantiles(held, n=100)[-1] * 1000,
    )


async def _filled(url: str, year: Year, shelf: CaseLibrary) -> None:
    database = Database.open(url)
    await database.write(lambda conn: fill(conn, year, shelf))
    await make_keys(database)
    await database.close()


async def _there(url: str, shelf: CaseLibrary) -> Rows:
    """The rows themselves, for measuring the writers alone."""
    database = Database.open(url)
    asked = _asked(database, shelf)
    found = await database.survey(
        lambda conn: [row for batch in DECISIONS.read(conn, asked) for row in batch.rows]
    )
    await database.close()
    return found


def _asked(database: Database, shelf: CaseLibrary) -> Query:
    return Query(Scope(), ENDS, partial(forms_in, Library(database, shelf)))


def _timed(peer: Callable[[Path, Rows], None], file: Path, there: Rows) -> WrittenExport:
    begun, worked = perf_counter(), process_time()
    peer(file, there)
    took, worked = perf_counter() - begun, process_time() - worked
    return WrittenExport(len(there) / took, worked / len(there) * 1e6)


def _by_csv(file: Path, there: Rows) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(there)


def _by_xlsxwriter(file: Path, there: Rows) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(there):
            sheet.write_row(at, 0, row)


def _by_json(file: Path, there: Rows) -> None:
    names = [column.name for column in DECISIONS.table("en").columns]
    with file.open("w", encoding="utf-8") as out:
        out.writelines(f"{json.dumps(dict(zip(names, row, strict=True)))}\n" for row in there)


_PEERS: dict[Format, tuple[str, Callable[[Path, Rows], None]]] = {
    Format.CSV: ("csv.writer, rows in memory", _by_csv),
    Format.XLSX: ("XlsxWriter, rows in memory", _by_xlsxwriter),
    Format.JSONL: ("json, rows in memory", _by_json),
}
