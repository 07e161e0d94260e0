"""What a year comes to is the same in every kind of file, and what SQL counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.db.database import Database
from tests.bench.people.year import Year
from tests.export.year import read_back
from tests.helpers.export_year import filled


@pytest.mark.slow
async def test_a_year_is_read_back_from_every_kind_of_file(
    database: Database, tmp_path: Path
) -> None:
    await filled(database, Year(300, works=3, tested=0.5))
    found = await read_back(database, tmp_path)

    assert found["people"].rows == 300
    assert found["decisions"].rows > 5000
    assert all(content.rows for content in found.values())
