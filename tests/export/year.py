"""A generated year, written in every kind of file, and read back by what others read them with.

``python -m tests.export.year`` does so for ten thousand people, who decided a million times; a
test does it for a few.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path
from time import perf_counter
from typing import Any

import openpyxl
import pyarrow.parquet
from sqlalchemy import text

from bot.export.dataset_files import write
from bot.export.dataset_list import DATASETS
from bot.export.schema.columns import ColumnKind, Table
from bot.export.writers.formats import Format, opening
from bot.export.writers.writer import Opens
from bot.export.writers.xapi_writer import XapiWriter
from bot.interpreter import tune
from bot.locale import words
from bot.settings import NOBODYS
from storage.db import schema
from storage.db.database import Database
from tests.bench.people.year import Year
from tests.helpers import xapi
from tests.helpers.export_year import asked, filled

Rows = Iterator[Iterable[Any]]
GIVEN = (
    " FROM events JOIN attempts ON attempts.id = attempt"
    " JOIN assignments ON assignments.id = assignment WHERE credit IS NOT NULL AND test IS NULL"
)
OWN = (
    " FROM events JOIN attempts ON attempts.id = attempt"
    " WHERE credit IS NOT NULL AND assignment IS NULL"
)
COUNTS = {
    ("people", "person"): "SELECT count(*) FROM people WHERE id != 'nobody'",
    ("attempts", "attempt"): "SELECT count(*) FROM attempts WHERE assignment IS NOT NULL",
    ("attempts", "score"): "SELECT sum(score) FROM attempts JOIN assignments"
    " ON assignments.id = assignment WHERE test IS NULL",
    ("decisions", "attempt"): f"SELECT count(*){GIVEN}",
    ("decisions", "turn"): f"SELECT sum(events.turn){GIVEN}",
    ("decisions", "critical"): f"SELECT count(*){GIVEN} AND critical",
    ("decisions", "error"): f"SELECT count(error){GIVEN}",
    ("practice", "attempt"): f"SELECT count(*){OWN}",
    ("refreshers", "answered"): "SELECT count(*) FROM reviews WHERE prompt IS NOT NULL",
    ("cohorts", "work"): "SELECT count(*) FROM assignments",
    ("gain", "test"): "SELECT 3 * count(DISTINCT test) FROM assignments",
}
"""What columns come to, as SQL counts it: sums of numbers and truths, and how many texts."""
STATED = {
    "registered": "SELECT count(*) FROM (SELECT DISTINCT person, assignment FROM attempts"
    " WHERE assignment IS NOT NULL) AS given",
    "initialized": "SELECT count(*) FROM attempts WHERE assignment IS NOT NULL",
    "answered": f"SELECT count(*){GIVEN}",
    "completed": "SELECT count(*) FROM attempts WHERE assignment IS NOT NULL AND state = 'ended'",
    "abandoned": "SELECT count(*) FROM attempts"
    " WHERE assignment IS NOT NULL AND state = 'abandoned'",
    "passed": "SELECT count(*) FROM attempts JOIN assignments ON assignments.id = assignment"
    " WHERE test IS NULL AND passed",
    "failed": "SELECT count(*) FROM attempts JOIN assignments ON assignments.id = assignment"
    " WHERE test IS NULL AND NOT passed",
}
"""How many statements of each verb there are; ``registered`` also has those who never began."""


@dataclass(frozen=True, slots=True)
class Content:
    """What was read: how many rows, what columns come to, and a digest of every cell in order."""

    rows: int
    sums: Counter[str]
    digest: str


async def read_back(
    database: Database, folder: Path, told: Callable[[str], None] = lambda _line: None
) -> dict[str, Content]:
    """Write every set in every kind of file and read it back.

    Returns:
        What each set holds.

    Raises:
        AssertionError: Two kinds of file differ, or they differ from what SQL counts.
    """
    found: dict[str, Content] = {}
    book = folder / "all.xlsx"
    await _written(database, [*DATASETS], book, opening(Format.XLSX, words("en")), told)
    for name, dataset in DATASETS.items():
        table, contents = dataset.table("en"), {}
        contents["xlsx"] = _content(table, _of_workbook(book, table.title))
        for kind, rows_of in _READERS.items():
            file = folder / f"{name}.{kind}"
            counts = await _written(database, [name], file, opening(kind, words("en")), told)
            contents[kind] = _content(table, rows_of(file))
            assert contents[kind].rows == counts[name], (name, kind)
            file.unlink()
        found[name] = contents["xlsx"]
        differ = {kind: content for kind, content in contents.items() if content != found[name]}
        assert not differ, (name, found[name], differ)
        told(f"{name}: {found[name].rows:,} rows, the same in {', '.join(contents)}")
    for (name, column), query in COUNTS.items():
        assert found[name].sums[column] == await _number(database, query), (name, column)
    await _stated(database, folder, found, told)
    return found


async def _stated(
    database: Database,
    folder: Path,
    found: dict[str, Content],
    told: Callable[[str], None],
) -> None:
    """Statements hold to the specification, and there are as many as SQL counts."""
    file = folder / "xapi.jsonl"
    await _written(
        database, ["attempts", "decisions"], file, partial(XapiWriter, home=NOBODYS), told
    )
    verbs: Counter[str] = Counter()
    ids = set()
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            xapi.statement(entry)
            verbs[entry["verb"]["display"]["en"]] += 1
            ids.add(entry["id"])
    assert len(ids) == verbs.total()
    never = found["attempts"].rows - found["attempts"].sums["attempt"]
    for verb, query in STATED.items():
        more = never if verb == "registered" else 0
        assert verbs[verb] == await _number(database, query) + more, verb
    assert verbs.keys() == STATED.keys()
    told(f"xapi: {verbs.total():,} statements")


async def _written(
    database: Database, names: list[str], file: Path, opens: Opens, told: Callable[[str], None]
) -> dict[str, int]:
    began, sets = perf_counter(), [DATASETS[name] for name in names]
    counts = await write(database, sets, asked(database), file, opens, "en")
    told(f"{file.name}: {sum(counts.values()):,} rows in {perf_counter() - began:.1f} s")
    return counts


def _content(table: Table, rows: Rows) -> Content:
    """What rows hold, whatever they were read by."""
    kinds = [_FROM[column.kind] for column in table.columns]
    names = [column.name for column in table.columns]
    sums: Counter[str] = Counter()
    number, digest = 0, blake2b(digest_size=16)
    for row in rows:
        cells = [
            None if cell is None or cell == "" else kind(cell)
            for kind, cell in zip(kinds, row, strict=True)
        ]
        for name, cell in zip(names, cells, strict=True):
            sums[name] += cell is not None if isinstance(cell, str) else cell or 0
        digest.update(json.dumps(cells).encode())
        number += 1
    return Content(number, sums, digest.hexdigest())


def _local(cell: Any) -> str:
    told = cell if isinstance(cell, datetime) else datetime.fromisoformat(cell)
    return f"{told:%Y-%m-%dT%H:%M:%S}"


def _moment(cell: Any) -> str:
    return f"{_local(cell)}Z"


_FROM: dict[ColumnKind, Callable[[Any], Any]] = {
    ColumnKind.TEXT: str,
    ColumnKind.WHOLE: int,
    ColumnKind.NUMBER: float,
    ColumnKind.TRUTH: lambda cell: cell in (True, "true"),
    ColumnKind.LOCAL: _local,
    ColumnKind.MOMENT: _moment,
}


def _of_csv(file: Path) -> Rows:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        yield from rows


def _of_jsonl(file: Path) -> Rows:
    with file.open(encoding="utf-8") as lines:
        yield from (json.loads(line).values() for line in lines)


def _of_parquet(file: Path) -> Rows:
    with pyarrow.parquet.ParquetFile(file) as content:
        for batch in content.iter_batches(10_000):
            yield from (row.values() for row in batch.to_pylist())


def _of_workbook(file: Path, title: str) -> Rows:
    with closing(openpyxl.load_workbook(file, read_only=True)) as book:
        for sheet in book.worksheets:
            if sheet.title.rstrip(" 0123456789") == title:
                rows = sheet.iter_rows(values_only=True)
                next(rows)
                yield from rows


_READERS: dict[Format, Callable[[Path], Rows]] = {
    Format.CSV: _of_csv,
    Format.JSONL: _of_jsonl,
    Format.PARQUET: _of_parquet,
}


async def _number(database: Database, query: str) -> Any:
    return await database.survey(lambda conn: conn.execute(text(query)).scalar_one())


def main() -> None:
    """Run it and say what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--works", type=int, default=13)
    parser.add_argument("--folder", type=Path, help="where to; left out, a temporary one")
    told = parser.parse_args()

    async def run(folder: Path) -> None:
        url = f"sqlite:///{folder / 'basira.db'}"
        schema.ensure(url)
        database = Database.open(url)
        await filled(database, Year(told.people, works=told.works))
        await read_back(database, folder, print)
        await database.close()

    tune()
    with tempfile.TemporaryDirectory(dir=told.folder) as folder:
        asyncio.run(run(Path(folder)))


if __name__ == "__main__":
    main()
