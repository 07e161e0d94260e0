"""``docs/privacy.md`` and the schema say the same."""

import re
from pathlib import Path

from storage.db.tables import CONTENT, metadata

PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_column_about_a_person_has_its_line_and_every_line_its_column() -> None:
    """Once, and in the schema's order."""
    columns = [
        f"`{table.name}.{column.name}`"
        for table in metadata.tables.values()
        if table.name not in CONTENT
        for column in table.columns
    ]

    assert [row[0] for row in rows()] == columns


def test_every_line_names_purpose_readers_and_duration() -> None:
    assert all(len(row) == 4 and all(row) for row in rows())


def test_content_tables_reference_no_person() -> None:
    """Nor does any of it hold a Telegram id."""
    for name in CONTENT:
        targets = {key.column.table.name for key in metadata.tables[name].foreign_keys}
        assert targets <= CONTENT
        assert not re.search("telegram|person", " ".join(metadata.tables[name].columns.keys()))
