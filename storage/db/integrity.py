"""Structural checks of a database: pages, indexes, and foreign keys."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, and_, exists, func, not_, select, text

from storage.db.tables import metadata

MOST = 20
"""Reported faults of one kind: a broken page causes thousands."""


def faults(conn: Connection) -> list[str]:
    """Structural faults of a database, as sentences.

    On SQLite every page is read, every index compared with its table, and every foreign key
    checked. PostgreSQL verifies pages itself; the result has failed checksums,
    invalid indexes and constraints, and dangling foreign keys.
    """
    if conn.dialect.name == "sqlite":
        return of_file(_driver(conn))
    return [*_of_server(conn), *_dangling(conn)]


def quick_faults(conn: Connection) -> list[str]:
    """Faults found without comparing indexes with tables; none on PostgreSQL."""
    return _pages(_driver(conn), "quick_check") if conn.dialect.name == "sqlite" else []


def of_file(file: sqlite3.Connection) -> list[str]:
    """The structural faults of a SQLite file."""
    pages = _pages(file, "integrity_check")
    return pages or [
        f"{table}: row {row} points to a row that {parent} lacks"
        for table, row, parent, _ in file.execute("PRAGMA foreign_key_check").fetchmany(MOST)
    ]


def _driver(conn: Connection) -> sqlite3.Connection:
    driver: Any = conn.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _pages(file: sqlite3.Connection, pragma: str) -> list[str]:
    messages = [str(row[0]) for row in file.execute(f"PRAGMA {pragma}({MOST})")]
    lines = [
        line for report in messages for line in report.splitlines() if not line.startswith("***")
    ]
    return [] if lines == ["ok"] else lines[:MOST]


_UNSOUND = text(
    """
    SELECT 'checksums of ' || checksum_failures || ' pages were wrong when they were read'
    FROM pg_stat_database WHERE datname = current_database() AND checksum_failures > 0
    UNION ALL
    SELECT 'index ' || indexrelid::regclass || ' is invalid'
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = current_schema()::regnamespace AND NOT (indisvalid AND indisready)
    UNION ALL
    SELECT 'constraint ' || conname || ' of ' || conrelid::regclass || ' was never validated'
    FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND NOT convalidated
    """
)


def _of_server(conn: Connection) -> list[str]:
    return [*conn.scalars(_UNSOUND)]


def _dangling(conn: Connection) -> Iterator[str]:
    """Dangling foreign keys, as after a restore without triggers."""
    for child in metadata.sorted_tables:
        for key in sorted(child.foreign_key_constraints, key=lambda key: str(key.column_keys)):
            parent = key.referred_table.alias("parent")
            pairs = [(element.parent, parent.c[element.column.name]) for element in key.elements]
            meets = exists().where(*(theirs == ours for ours, theirs in pairs))
            points = and_(*(ours.is_not(None) for ours, _ in pairs))
            query = select(func.count()).select_from(child).where(points, not_(meets))
            if count := conn.execute(query).scalar_one():
                there = key.referred_table.name
                yield f"{child.name}: {count:,} rows point to rows that {there} lacks"
