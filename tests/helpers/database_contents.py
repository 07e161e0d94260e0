"""All that a database holds, as text: to be searched, and to be compared."""

from typing import Any

from sqlalchemy import Connection, create_engine, select

from storage.db.tables import metadata

_COMPILED: dict[Any, Any] = {}
"""The statements, compiled once for all databases: see `tests/helpers/databases.py`."""


def contents(conn: Connection) -> dict[str, list[str]]:
    return {
        name: sorted(repr(tuple(row)) for row in conn.execute(select(table)))
        for name, table in metadata.tables.items()
    }


def rows_of(url: str) -> dict[str, list[str]]:
    """Every row of every table of a database."""
    engine = create_engine(url).execution_options(compiled_cache=_COMPILED)
    with engine.connect() as conn:
        found = contents(conn)
    engine.dispose()
    return found


def holding(rows: dict[str, list[str]], secret: str) -> set[str]:
    return {name for name, found in rows.items() if any(secret in row for row in found)}
