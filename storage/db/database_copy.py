"""Copying a database into an empty one of either kind, in one transaction."""

from collections.abc import Callable

from sqlalchemy import Connection, Table, insert, select

from storage.db import engines, schema
from storage.db.errors import CopyDiffers, translated
from storage.db.table_totals import AT_ONCE, Sum, Total, totals
from storage.db.tables import metadata


def copy(
    source: str, target: str, on_table: Callable[[str, int], None] = lambda _name, _rows: None
) -> dict[str, Total]:
    """Copy all tables, and compare both sides before committing.

    Args:
        source: The address of a database with the current schema; a snapshot of it is copied.
        target: The address of an empty one; the schema is created there.
        on_table: Called for every copied table with its number of rows.

    Returns:
        The content of every table.

    Raises:
        NotEmpty: The target is not empty.
        DatabaseOutdated: The source needs an upgrade.
        DatabaseNewer: The source was made by a newer Basira.
        CopyDiffers: A table differs after copying; the target is rolled back.
        StorageError: One of them cannot be reached, read or written.
    """
    schema.require_current(source)
    address = engines.parse(source)
    reading = engines.survey_engine(address)
    try:
        with translated(engines.display_name(address)), reading.begin() as conn:
            return schema.make(target, lambda into: _fill(conn, into, on_table))
    finally:
        reading.dispose()


def _fill(
    source: Connection, target: Connection, on_table: Callable[[str, int], None]
) -> dict[str, Total]:
    sent = {}
    for table in metadata.sorted_tables:  # referenced tables first
        sent[table.name] = _copy_table(source, target, table)
        on_table(table.name, sent[table.name].rows)
    arrived = totals(target)
    for name, total in sent.items():
        if arrived[name] != total:
            raise CopyDiffers(name)
    return arrived


def _copy_table(source: Connection, target: Connection, table: Table) -> Total:
    counted, add = Sum(), insert(table)
    rows = source.execution_options(yield_per=AT_ONCE).execute(select(table))
    for some in rows.mappings().partitions():
        for row in some:
            counted.add([*row.values()])
        target.execute(add, [dict(row) for row in some])
    return counted.total()
