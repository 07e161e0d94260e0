"""The schema: migrations and tables say the same, on both databases."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from storage import engines, schema
from storage.errors import DatabaseNewer, DatabaseOutdated
from storage.tables import metadata


def table_names(url: str) -> set[str]:
    engine = engines.migrating(engines.parse(url))
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def pretend(url: str, revision: str) -> None:
    """Mark a database as one that another Basira made."""
    engine = engines.migrating(engines.parse(url))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
    engine.dispose()


def test_migrations_make_exactly_the_tables(database_url: str) -> None:
    """A database made by migrations differs in nothing from ``tables.py``."""
    engine = engines.migrating(engines.parse(database_url))
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    engine.dispose()

    assert differences == []


def test_migrations_name_every_constraint_and_index_as_the_tables_do(database_url: str) -> None:
    """Names and partial conditions too, which the comparison above does not see."""
    engine = engines.migrating(engines.parse(database_url))
    found = inspect(engine)
    named = {
        table.name: (
            {fk["name"] for fk in found.get_foreign_keys(table.name)},
            {index["name"] for index in found.get_indexes(table.name)},
            found.get_pk_constraint(table.name)["name"],
        )
        for table in metadata.sorted_tables
    }
    owed = next(i for i in found.get_indexes("attempts") if i["name"] == "ix_attempts_owed")
    engine.dispose()

    assert named == {
        table.name: (
            {fk.name for fk in table.foreign_key_constraints},
            {index.name for index in table.indexes},
            table.primary_key.name,
        )
        for table in metadata.sorted_tables
    }
    condition = owed["dialect_options"][f"{engine.dialect.name}_where"]
    assert str(condition).strip("()") == "shown_turn < turn"


def test_down_to_nothing_and_up_again(database_url: str) -> None:
    """Every migration has a way back and forth."""
    schema.downgrade(database_url, "base")
    assert table_names(database_url) <= {"alembic_version"}
    assert schema.state(database_url) == schema.Empty()

    schema.upgrade(database_url)
    assert table_names(database_url) == {*metadata.tables, "alembic_version"}


def test_an_empty_database_gets_its_schema(blank_url: str) -> None:
    """The first start needs no command."""
    assert schema.state(blank_url) == schema.Empty()

    schema.ensure(blank_url)

    assert isinstance(schema.state(blank_url), schema.Current)


def test_asking_for_the_state_creates_nothing(tmp_path: Path) -> None:
    assert schema.state(f"sqlite:///{tmp_path}/none/basira.db") == schema.Empty()
    assert list(tmp_path.iterdir()) == []


def test_a_current_database_is_left_alone(database_url: str) -> None:
    before = schema.state(database_url)

    schema.ensure(database_url)
    schema.upgrade(database_url)

    assert schema.state(database_url) == before


async def test_two_first_starts_at_once_make_one_schema(blank_url: str) -> None:
    """Whoever comes second finds it done."""
    await asyncio.gather(*(asyncio.to_thread(schema.ensure, blank_url) for _ in range(3)))

    assert isinstance(schema.state(blank_url), schema.Current)


def test_a_newer_database_is_refused_with_a_sentence(database_url: str) -> None:
    """Nothing is changed in what a newer Basira made."""
    pretend(database_url, "9999")

    for refused in (schema.ensure, schema.upgrade, lambda url: schema.downgrade(url, "base")):
        with pytest.raises(DatabaseNewer, match=r"newer Basira .*9999.* Install the newer") as told:
            refused(database_url)
        assert told.value.found == "9999"
    assert schema.state(database_url) == schema.Newer("9999", told.value.known)
    assert set(metadata.tables) <= table_names(database_url)


def test_an_outdated_database_is_left_to_a_person(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upgrade is a decision: make a backup first."""
    monkeypatch.setattr(schema, "_state", lambda _: schema.Outdated("0000", "0001"))

    with pytest.raises(DatabaseOutdated, match=r"make a backup, then run `basira db upgrade`"):
        schema.ensure(database_url)


def test_a_migration_that_fails_changes_nothing(blank_sqlite_url: str) -> None:
    """All of it happens or none."""
    path = engines.file_of(engines.parse(blank_sqlite_url))
    path.parent.mkdir()
    with sqlite3.connect(path) as theirs:
        theirs.execute("CREATE TABLE seen (something)")
    theirs.close()

    with pytest.raises(Exception, match="already exists"):
        schema.upgrade(blank_sqlite_url)

    assert table_names(blank_sqlite_url) == {"seen"}
