"""Which schemas there have been, in their order, and which of their programs can go on."""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, text

MIGRATIONS = Path(__file__).parents[1] / "migrations"
VERSION = "alembic_version"
"""Where Alembic writes down which one a database has."""

written = Table(
    VERSION,
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""That table, as Alembic itself would make it."""

OLDEST = "0033"
"""The oldest schema whose programs can work with the present one too.

A migration that only adds leaves this as it is: then programs of the release before go on, and
start again, while others are brought to the next. One that takes away or changes what is there puts
its own revision here.
"""

_SAID = re.compile(r'^(revision|down_revision)(?:: [^=]+)? = "(\w+)"', re.MULTILINE)


@cache
def known() -> tuple[str, ...]:
    """Every revision in turn, the present one last, as the files of the migrations say.

    Alembic would run them all to say as much, and takes 10 MB whenever a bot starts.
    """
    after = {}
    for file in MIGRATIONS.glob("versions/*.py"):
        said = dict(_SAID.findall(file.read_text("utf-8")))
        after[said.get("down_revision", "")] = said["revision"]
    found = [after[""]]
    while found[-1] in after:
        found.append(after[found[-1]])
    return tuple(found)


def oldest(connection: Connection) -> str | None:
    """The oldest schema whose programs can work with a database, as the newer one wrote it down.

    On SQLite, where no two programs share one, nothing is.
    """
    if connection.dialect.name != "postgresql":
        return None
    said: str | None = connection.execute(
        text(f"SELECT obj_description('{VERSION}'::regclass, 'pg_class')")
    ).scalar()
    return said
