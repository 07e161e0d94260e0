"""Every column about a person says in `storage/db/tables.py` what `docs/privacy.md` tells of it."""

import re

from storage.db.tables import CONTENT, metadata
from tests.docs.pages.privacy_page import descriptions


def test_every_column_about_a_person_says_why_for_whom_and_how_long() -> None:
    """Above it: `#: purpose | who sees it | how long`."""
    about_people = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        if table.name not in CONTENT
        for column in table.columns
    }
    described = {
        column
        for column, said in descriptions().items()
        if len(cells := said.split("|")) == 3 and all(map(str.strip, cells))
    }

    assert described == about_people


def test_content_tables_reference_no_person() -> None:
    """Nor does any of it hold a Telegram id."""
    for name in CONTENT:
        targets = {key.column.table.name for key in metadata.tables[name].foreign_keys}
        assert targets <= CONTENT
        assert not re.search("telegram|person", " ".join(metadata.tables[name].columns.keys()))
