"""The schema: migrations and tables say the same, on both databases."""

import ast
import asyncio
import re
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, inspect, select

from storage import Database
from storage.db import engines, schema, schema_versions
from storage.db.errors import DatabaseBusy, DatabaseNewer, DatabaseOutdated, DatabaseTooOld
from storage.db.tables import metadata
from storage.outbox import jobs
from storage.playing import attempts
from tests.helpers.database_remnants import of_server
from tests.helpers.databases import PostgreSQL
from tests.promises.makers import (
    BOT,
    NOON,
    add_learner_with_attempt,
    add_person,
    an_event,
)


def table_names(url: str) -> set[str]:
    engine = engines.migration_engine(engines.parse(url))
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def pretend(url: str, revision: str) -> None:
    """Mark a database as one that another Basira made."""
    engine = engines.migration_engine(engines.parse(url))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"COMMENT ON TABLE alembic_version IS '{revision}'")
    engine.dispose()


def made(url: str, by: Callable[[Connection], None]) -> str:
    """Have a schema made in an empty place: at once, or by all migrations in turn."""
    with schema._transaction(engines.parse(url)) as connection:
        by(connection)
    return url


def compare(fresh: Iterable[str], migrated: Iterable[str]) -> None:
    """What stands in a fresh database, and in one of an older release that was migrated."""
    apart = "\n".join(sorted({*fresh} ^ {*migrated}))
    assert not apart, (
        "`tables.py`, of which new databases are made, and the migrations do not say the same. "
        "Write a migration for what changed in `tables.py`; how is said in `migrations/env.py`. "
        f"Only one of them says:\n{apart}"
    )


def test_new_sqlite_schema_equals_the_migrated_one(tmp_path: Path) -> None:
    """Columns, constraints and indexes, and nothing in it but the revision."""
    fresh = made(f"sqlite:///{tmp_path}/fresh.db", schema._create)
    migrated = made(f"sqlite:///{tmp_path}/migrated.db", schema._migrate)

    compare(in_file(fresh), in_file(migrated))


def in_file(url: str) -> list[str]:
    with closing(sqlite3.connect(engines.file_of(engines.parse(url)))) as connection:
        return [in_one_order(statement) for statement in connection.iterdump()]


def in_one_order(statement: str) -> str:
    """Columns and constraints of a table may come in any order: what reads them names them."""
    table = statement.removesuffix(";").removesuffix("\n)")
    of, *parts = re.split(r"(?<=\()\n|,\s+(?![^()]*\))", table)
    return " ".join([of, *sorted(" ".join(part.split()) for part in parts)])


def test_new_postgresql_schema_equals_the_migrated_one(
    postgresql: PostgreSQL, blank_postgresql_url: str
) -> None:
    """All that `pg_dump` tells of it."""
    fresh = made(blank_postgresql_url, schema._create)
    migrated = made(postgresql.url(name := postgresql.create()), schema._migrate)

    compare(in_dump(postgresql, fresh), in_dump(postgresql, migrated))
    postgresql.drop(name)


def in_dump(postgresql: PostgreSQL, url: str) -> list[str]:
    told = of_server(postgresql, url).decode()
    told = re.sub(r"(?m)^(\\|COPY ).*$", "", told)  # what is new in every dump; columns once more
    return [in_one_order(statement) for statement in told.split(";\n")]


def test_revisions_match_alembic() -> None:
    """They are told by the names of files, since a bot that starts does without Alembic."""
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parents[1] / "migrations"))
    config.set_main_option("path_separator", "os")
    found = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    for revision in found:
        schema.require_known(revision)
    with pytest.raises(DatabaseNewer) as newer:
        schema.require_known("9999")
    assert newer.value.known == found[0]


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


def test_a_database_older_than_the_baseline_is_refused_with_a_sentence(database_url: str) -> None:
    """Nothing is changed in it: an earlier Basira must upgrade it first."""
    pretend(database_url, "0032")

    for refused in (
        schema.ensure,
        schema.upgrade,
        schema.require_current,
        lambda url: schema.downgrade(url, "base"),
    ):
        with pytest.raises(DatabaseTooOld, match=r"is 0032; upgrades start from 0033.* earlier"):
            refused(database_url)
    assert schema.state(database_url) == schema.TooOld("0032", "0033")
    assert set(metadata.tables) <= table_names(database_url)


def test_an_outdated_database_is_left_to_a_person(database_url: str) -> None:
    """An upgrade is a decision: make a backup first."""
    schema.downgrade(database_url, "0033")

    with pytest.raises(DatabaseOutdated, match=r"make a backup, then run `basira db upgrade`"):
        schema.ensure(database_url)
    assert isinstance(schema.state(database_url), schema.Outdated)


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


def test_begun_jobs_survive_migration_35(database_url: str) -> None:
    """Before, the payload said it; a job with no other facts then has no payload at all."""
    engine = engines.migration_engine(engines.parse(database_url))
    lease = timedelta(minutes=5)

    def payloads() -> dict[str, Any]:
        columns = metadata.tables["due"].c
        with engine.begin() as connection:
            return dict(connection.execute(select(columns.key, columns.payload)).all())

    with engine.begin() as connection:
        add_person(connection)
        for key, payload in (("begun", None), ("begun-with", {"message": 7}), ("claimed", None)):
            job = jobs.ScheduledJob("p1", "notice", key, NOON, subject="news", payload=payload)
            jobs.schedule(connection, job)
        claimed = jobs.claim(connection, NOON, lease, 3, ["notice"]).due
        for held in claimed:
            if held.job.key != "claimed":
                assert jobs.mark_begun(connection, held)
        jobs.schedule(
            connection, jobs.ScheduledJob("p1", "notice", "waiting", NOON, subject="news")
        )
    schema.downgrade(database_url, "0033")
    assert payloads() == {
        "begun": {"begun_at_try": 1},
        "begun-with": {"message": 7, "begun_at_try": 1},
        "claimed": None,
        "waiting": None,
    }

    schema.upgrade(database_url)
    assert payloads() == dict.fromkeys(("begun", "claimed", "waiting")) | {
        "begun-with": {"message": 7}
    }
    with engine.begin() as connection:
        assert jobs.pending_keys(connection, "notice", ["news"]) == {"claimed", "waiting"}
        assert all(jobs.complete(connection, held) for held in claimed)
    engine.dispose()


def test_a_program_works_with_the_next_schema_where_that_says_so(postgresql_url: str) -> None:
    """So that one which ends while others are brought to the next release starts again."""
    pretend(postgresql_url, "9999")
    with psycopg.connect(postgresql_url) as newer:
        newer.execute(f"COMMENT ON TABLE alembic_version IS '{schema_versions.OLDEST}'")
    schema.ensure(postgresql_url)
    with pytest.raises(DatabaseNewer):
        schema.upgrade(postgresql_url)


def test_programs_of_the_oldest_schema_find_theirs_in_the_present_one(postgresql_url: str) -> None:
    """All that they name is there, and nothing refuses a row of theirs that was taken before."""
    present = reflected(postgresql_url)
    schema.downgrade(postgresql_url, schema_versions.OLDEST)
    for before in reflected(postgresql_url).sorted_tables:
        now = present.tables[before.name]
        assert {field.name for field in before.columns} <= {field.name for field in now.columns}
        for column in now.columns:
            old = before.columns.get(column.name)
            if old is None:
                assert column.nullable or column.server_default is not None, column
            else:
                assert repr(column.type) == repr(old.type), column
                assert column.nullable or not old.nullable, column
        assert narrowed(now) <= narrowed(before), before.name


def reflected(url: str) -> MetaData:
    """What a database itself says of its tables."""
    engine, found = engines.migration_engine(engines.parse(url)), MetaData()
    try:
        found.reflect(engine)
    finally:
        engine.dispose()
    return found


def narrowed(table: Table) -> set[str]:
    """By what a table refuses a row."""
    unique = {str(index.name) for index in table.indexes if index.unique}
    return unique | {str(constraint.name) for constraint in table.constraints}


def test_a_migration_that_changes_rows_tells_of_earlier_versions() -> None:
    """What it leaves behind is read by them, and they may write once more what it changed."""
    newer = schema_versions.known()[schema_versions.known().index(schema_versions.OLDEST) + 1 :]
    assert newer
    for revision in newer:
        (file,) = schema_versions.MIGRATIONS.glob(f"versions/{revision}_*.py")
        written = file.read_text("utf-8")
        said = ast.get_docstring(ast.parse(written)) or ""
        assert "op.execute(" not in written or "Earlier versions " in said, file.name


def test_schema_dependencies_are_recorded(blank_postgresql_url: str) -> None:
    schema.ensure(blank_postgresql_url)

    schema.require_known(schema_versions.OLDEST)
    with psycopg.connect(blank_postgresql_url) as looking:
        said = looking.execute("SELECT obj_description('alembic_version'::regclass, 'pg_class')")
        assert said.fetchone() == (schema_versions.OLDEST,)


def test_a_change_of_the_schema_holds_nobody_up(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where somebody works with what it changes, it lets go and comes again."""
    schema.downgrade(postgresql_url, "0033")
    tried: list[bool] = []
    with psycopg.connect(postgresql_url) as working:
        working.execute("SELECT * FROM due")

        def pause() -> None:
            with psycopg.connect(postgresql_url) as tapping:
                tapping.execute("SET lock_timeout = '10s'")
                tapping.execute("UPDATE due SET tries = tries")
            tried.append(True)
            if len(tried) == 3:
                working.rollback()

        monkeypatch.setattr(schema, "_pause", pause)
        schema.upgrade(postgresql_url)

    assert len(tried) == 3
    assert isinstance(schema.state(postgresql_url), schema.Current)


def test_file_locked_by_another_process_is_reported_at_once(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has waited already, and nobody works with it meanwhile."""
    pauses: list[None] = []
    monkeypatch.setattr(schema, "_pause", lambda: pauses.append(None))
    with closing(sqlite3.connect(engines.file_of(engines.parse(sqlite_url)))) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusy):
            schema.upgrade(f"{sqlite_url}?timeout=0.01")
    assert pauses == []


async def test_running_process_survives_an_additive_migration(postgresql_url: str) -> None:
    """What comes to the schema is not known to them, and does not concern them."""
    database = Database.open(postgresql_url)
    await database.write(add_learner_with_attempt)

    def step(conn: Connection) -> None:
        held = attempts.get_own_for_update(conn, "a1", BOT, 1)
        assert held is not None
        attempts.move(conn, "a1", held.turn + 1, "{}", NOON, [an_event(held.turn)])

    def read(conn: Connection) -> int:
        found = attempts.get(conn, "a1")
        assert found is not None
        return found.turn

    turns = []
    for change in (
        "SELECT 1",
        "ALTER TABLE attempts ADD COLUMN later text",
        "ALTER TABLE events ADD COLUMN later integer NOT NULL DEFAULT 0",
        "CREATE INDEX ix_later ON attempts (later)",
        "CREATE TABLE later (id text PRIMARY KEY)",
        "UPDATE alembic_version SET version_num = '9999'",
    ):
        for _ in range(8):  # so often that the statements are prepared
            await database.write(step)
        with psycopg.connect(postgresql_url) as other:
            other.execute(change)
        turns.append(await database.read(read))

    assert turns == [8, 16, 24, 32, 40, 48]
    await database.close()
