from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.bench.year import Year, fill
from scenarios.shelf import Shelf, load_shelf
from storage.database import Database

NAMES = ("=1+1", "Gates\u202egnp.exe", "بوابات الوصول")


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    """The library."""
    return load_shelf()


@pytest.fixture
async def year(database_url: str, shelf: Shelf) -> AsyncIterator[Database]:
    """Sixty people in three cohorts, with what they were given in a year, of either kind."""
    database = Database.open(database_url)
    small = Year(60, works=3, names=NAMES, tested=1.0)
    await database.write(lambda conn: fill(conn, small, shelf))
    yield database
    await database.close()
