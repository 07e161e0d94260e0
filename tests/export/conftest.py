from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.db.database import Database
from tests.helpers.export_year import small_year


@pytest.fixture
async def year(database_url: str) -> AsyncIterator[Database]:
    """A database of either kind with a small year in it."""
    async with small_year(database_url) as database:
        yield database
