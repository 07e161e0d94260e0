"""A small year in a database, and its exports parsed back."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.app.library import Library
from bot.export.dataset_files import write
from bot.export.dataset_list import DATASETS
from bot.export.schema.assessment_forms import forms_in
from bot.export.schema.dataset import Query
from bot.export.writers.formats import Format, opening
from bot.locale import words
from scenarios.case_library import load_library
from storage.db.database import Database
from storage.exports.scope import Scope
from tests.bench.people.year import ENDS, Year, fill
from tests.helpers.prepared_databases import begin_with

Read = list[dict[str, str]]
SMALL = Year(60, works=3, seed=2, names=("=1+1", "Gates\u202egnp.exe", "بوابات الوصول"), tested=1.0)
"""Sixty people in three cohorts, each of which takes a test."""

shelf = cache(load_library)


async def filled(database: Database, year: Year = SMALL) -> None:
    await database.write(lambda conn: fill(conn, year, shelf()))


@asynccontextmanager
async def small_year(url: str) -> AsyncIterator[Database]:
    """Open an empty database, with a small year put into it."""

    async def make(empty: str) -> None:
        database = Database.open(empty)
        await filled(database)
        await database.close()

    begun = await begin_with(url, SMALL, make)
    database = Database.open(url)
    try:
        if not begun:
            await filled(database)
        yield database
    finally:
        await database.close()


def asked(database: Database, scope: Scope | None = None) -> Query:
    """The export requested at the end of the year."""
    return Query(scope or Scope(), ENDS, partial(forms_in, Library(database, shelf())))


async def read(database: Database, folder: Path, name: str, scope: Scope | None = None) -> Read:
    """Write a set, and read it back."""
    file, opens = folder / f"{name}.csv", opening(Format.CSV, words("en"))
    sets, what = [DATASETS[name]], asked(database, scope)
    counts = await write(database, sets, what, file, opens, "en")
    with file.open(encoding="utf-8-sig", newline="") as content:
        rows = [*csv.DictReader(content)]
    assert len(rows) == counts[name]
    return rows


async def number(database: Database, query: str) -> Any:
    return await database.read(lambda conn: conn.execute(text(query)).scalar_one())
