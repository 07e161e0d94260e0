"""A database at the baseline, with rows in every table, brought up to date by a command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Double,
    Integer,
    Text,
    column,
    inspect,
    select,
    table,
)

from storage.db import engines, schema
from storage.db.columns import Moment
from storage.db.tables import metadata
from tests.commands.calling import call

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
EARLIER = "0033"  # the baseline
DROPPED = {"spending"}  # tables of the baseline that have gone since
ROWS = 3
SPECIAL: dict[tuple[str, str], Callable[[int], str]] = {
    ("events", "kind"): lambda _: "choose",
    ("assignments", "mode"): lambda number: "assessment" if number else "practice",
}

Row = dict[str, Any]
Kept = dict[str, list[Row]]
"""Of each table its rows, in the order of their keys."""


def test_an_upgrade_loses_no_row_and_no_value(
    blank_url: str, somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every table and column of the earlier schema is there, and what stood in it as well."""
    del somewhere  # which clears all settings first
    monkeypatch.setenv("BASIRA_DATABASE", blank_url)
    with connected(blank_url) as conn:
        command.upgrade(config(conn), EARLIER)
        columns = columns_of(conn)
        fill(conn, columns)
        before = kept(conn, columns)
    assert {len(rows) for rows in before.values()} == {ROWS}

    upgraded = call("db", "upgrade")
    assert upgraded.exit_code == 0, upgraded.stderr
    assert f"from schema {EARLIER} to schema " in upgraded.stdout

    with connected(blank_url) as conn:
        assert kept(conn, columns) == before
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    assert isinstance(schema.state(blank_url), schema.Current)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    address = engines.parse(url)
    engines.make_file(address)
    engine = engines.migration_engine(address)
    try:
        with engine.begin() as conn:
            yield conn
    finally:
        engine.dispose()


def config(conn: Connection) -> Config:
    made = Config(attributes={"connection": conn})
    made.set_main_option("script_location", str(Path(schema.__file__).parents[1] / "migrations"))
    made.set_main_option("path_separator", "os")
    return made


def columns_of(conn: Connection) -> dict[str, list[Column[Any]]]:
    """The columns that each table has by now, of the types that they have to this day."""
    found = inspect(conn)
    there = {*found.get_table_names()}
    assert there <= {*metadata.tables, *DROPPED, "alembic_version"}
    return {
        table.name: [table.columns[each["name"]] for each in found.get_columns(table.name)]
        for table in metadata.sorted_tables
        if table.name in there
    }


def fill(conn: Connection, columns: dict[str, list[Column[Any]]]) -> None:
    """Rows for every table; the first has nothing where nothing may stand."""
    for name, some in columns.items():
        rows = [{column.name: value(column, n) for column in some} for n in range(ROWS)]
        conn.execute(plain(name, some).insert(), rows)


def value(of: Column[Any], number: int) -> Any:
    """A value of a column for the row of this number; what points elsewhere points to its like."""
    if of.nullable and not number:
        return None
    for key in of.foreign_keys:
        return value(key.column, number)
    if special := SPECIAL.get((of.table.name, of.name)):
        return special(number)
    if isinstance(of.type, Boolean):
        return number % 2 == 0
    if isinstance(of.type, Integer):
        return number + 1
    if isinstance(of.type, Double):
        return number + 0.5
    if isinstance(of.type, Text):
        return f"{of.name} {number} مريم"
    if isinstance(of.type, Moment):
        return NOON + timedelta(days=number, microseconds=7)
    return {"ع": [number, None]}


def plain(name: str, some: list[Column[Any]]) -> Any:
    return table(name, *(column(field.name, field.type) for field in some))


def kept(conn: Connection, columns: dict[str, list[Column[Any]]]) -> Kept:
    found = {}
    for name, some in columns.items():
        keys = [field.name for field in metadata.tables[name].primary_key.columns]
        rows = conn.execute(select(plain(name, some)).order_by(*map(column, keys)))
        found[name] = [dict(row) for row in rows.mappings()]
    return found
