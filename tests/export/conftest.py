from __future__ import annotations

import pytest

from storage.db.database import Database
from tests.helpers.year import filled


@pytest.fixture
async def year(database: Database) -> Database:
    """A database of either kind with a small year in it."""
    await filled(database)
    return database
