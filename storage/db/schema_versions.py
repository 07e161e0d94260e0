"""The schema's revisions in order, and the oldest whose programs still work."""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, text

MIGRATIONS = Path(__file__).parents[1] / "migrations"
VERSION = "alembic_version"
"""Alembic's table with the revision of a database."""

written = Table(
    VERSION,
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""The same table, as Alembic creates it."""

OLDEST = "0034"
"""The oldest revision whose programs can work with the current schema.

A migration that only adds leaves this unchanged: programs of the previous release then keep
working, and can restart, while others are upgraded. One that removes or changes something puts its
own revision here.
"""

_SAID = re.compile(r'^(revision|down_revision)(?:: [^=]+)? = "(\w+)"', re.MULTILINE)


@cache
def known() -> tuple[str, ...]:
    """Every revision in order, the current one last, from the files of the migrations.

    Importing them all with Alembic would cost 10 MB at every start.
    """
    after = {}
    for file in MIGRATIONS.glob("versions/*.py"):
        fields = dict(_SAID.findall(file.read_text("utf-8")))
        after[fields.get("down_revision", "")] = fields["revision"]
    found = [after[""]]
    while found[-1] in after:
        found.append(after[found[-1]])
    return tuple(found)


def oldest(connection: Connection) -> str | None:
    """The oldest revision whose programs can work with a database, as its migration recorded it.

    None on SQLite, where no two programs share a database.
    """
    if connection.dialect.name != "postgresql":
        return None
    version: str | None = connection.execute(
        text(f"SELECT obj_description('{VERSION}'::regclass, 'pg_class')")
    ).scalar()
    return version
