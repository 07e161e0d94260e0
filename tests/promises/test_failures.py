"""What goes wrong outside is told in plain words, and loses nothing."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, exc

from storage import Database
from storage.authoring import editions
from storage.db import engines, schema
from storage.db.errors import (
    DatabaseBusy,
    DatabaseFull,
    DatabaseInUse,
    DatabaseUnknown,
    DatabaseUnreachable,
    StorageError,
    translate,
)
from storage.db.lock import hold
from storage.intake import telegram_updates
from storage.outbox import undelivered
from tests.promises.makers import NOON, an_edition
from tests.promises.test_units import as_one_group, see, seen_numbers


def limit_pages(conn: Connection, extra: int) -> None:
    """Leave a SQLite file room for so many more pages."""
    used = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
    conn.exec_driver_sql(f"PRAGMA max_page_count = {used + extra}")


def keep_much(conn: Connection) -> None:
    """Write about a megabyte."""
    editions.keep(conn, replace(an_edition(), content={"scenario.yaml": "x" * 2**20}))


async def test_a_full_disk_is_reported_and_loses_nothing(sqlite: Database, sqlite_url: str) -> None:
    """What was answered stays, and when there is room again writing goes on."""
    await sqlite.write(partial(see, number=1))
    await sqlite.write(partial(limit_pages, extra=5))

    with pytest.raises(DatabaseFull, match=r"no room left .*basira\.db.* Free some disk space"):
        await sqlite.write(keep_much)
    assert await sqlite.read(seen_numbers) == [1]

    await sqlite.write(partial(limit_pages, extra=2**20))
    await sqlite.write(keep_much)
    assert await sqlite.read(seen_numbers) == [1]


async def test_a_full_disk_is_reported_to_the_whole_group(sqlite: Database) -> None:
    """SQLite then undoes the whole transaction, so nobody may believe theirs was saved."""
    await sqlite.write(partial(limit_pages, extra=5))

    told = await as_one_group(sqlite, partial(see, number=1), keep_much, partial(see, number=2))

    assert [type(answer) for answer in told] == [DatabaseFull] * 3
    assert await sqlite.read(seen_numbers) == []
    assert await sqlite.write(partial(see, number=3)) == 3


async def test_a_locked_database_is_reported(sqlite_url: str) -> None:
    """And when the other program lets go, writing goes on."""
    database = Database.open(f"{sqlite_url}?timeout=0.01")
    other = sqlite3.connect(engines.file_of(engines.parse(sqlite_url)), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(DatabaseBusy, match=r"held by another program .* then try again"):
        await database.write(partial(see, number=1))
    assert await database.read(seen_numbers) == []

    other.close()
    assert await database.write(partial(see, number=1)) == 1
    await database.close()


async def test_a_lost_lock_on_postgresql_is_reported(postgresql_url: str) -> None:
    database = Database.open(postgresql_url)
    other = psycopg.connect(postgresql_url)
    other.execute("LOCK TABLE seen")

    def impatient(conn: Connection) -> None:
        conn.exec_driver_sql("SET LOCAL lock_timeout = '1ms'")
        see(conn, 1)

    with pytest.raises(DatabaseBusy, match="held by another program"):
        await database.write(impatient)
    other.close()
    await database.close()


async def test_a_connection_that_died_is_replaced(postgresql_url: str) -> None:
    """A restart of the server costs no unit that begins after it."""
    database = Database.open(postgresql_url)
    await database.write(partial(see, number=1))
    assert await database.read(seen_numbers) == [1]
    with psycopg.connect(postgresql_url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    other.close()

    assert await database.write(partial(see, number=2)) == 2
    assert await database.read(seen_numbers) == [1, 2]
    await database.close()


def is_seen(conn: Connection) -> bool:
    return telegram_updates.mark_seen(conn, 1, 1, NOON)


def notes_many(conn: Connection) -> bool:
    """Statements that go to the server together."""
    undelivered.mark_shown(conn, [("a1", 1), ("a2", 2)])
    return True


@pytest.mark.parametrize("unit", [is_seen, notes_many])
async def test_a_whole_pool_of_dead_connections_costs_no_unit(
    unit: Callable[[Connection], bool], postgresql_url: str
) -> None:
    """A restart of the server that nobody felt, since nobody asked for anything meanwhile."""
    database, all_there = Database.open(postgresql_url), threading.Barrier(engines.WRITERS)

    def waits(_conn: Connection) -> None:
        all_there.wait()

    await asyncio.gather(*(database.write(waits) for _ in range(engines.WRITERS)))
    with psycopg.connect(postgresql_url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    other.close()

    assert await database.write(unit)
    await database.close()


async def test_a_connection_that_dies_inside_a_unit_costs_nothing(postgresql_url: str) -> None:
    """Nothing of it was kept, so it runs again, on another one."""
    database, runs = Database.open(postgresql_url), count(1)

    def dies_once(conn: Connection) -> int:
        see(conn, 1)
        if next(runs) == 1:
            conn.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        return len(seen_numbers(conn))

    assert await database.write(dies_once) == 1
    assert await database.read(seen_numbers) == [1]
    await database.close()


async def test_lost_commit_response_is_reported_and_not_repeated(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows what came of it; whoever asked does, when they ask again."""
    database, runs = Database.open(postgresql_url), count()

    def save(conn: Connection) -> None:
        next(runs)
        see(conn, 1)

    with monkeypatch.context() as patch:
        patch.setattr(psycopg.Connection, "commit", deaf(psycopg.Connection.commit))
        with pytest.raises(DatabaseUnreachable):
            await database.write(save)

    assert next(runs) == 1
    assert await database.read(seen_numbers) == [1]
    await database.close()


def deaf(commit: Callable[[Any], None]) -> Callable[[Any], None]:
    """A commit after which the connection is gone."""

    def committed(connection: Any) -> None:
        commit(connection)
        connection.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    return committed


async def test_repeatedly_failing_connection_is_reported(postgresql_url: str) -> None:
    database = Database.open(postgresql_url)

    def dies(conn: Connection) -> None:
        see(conn, 1)
        conn.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(DatabaseUnreachable, match="that the server runs"):
        await database.write(dies)
    assert await database.read(seen_numbers) == []
    await database.close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://basira:secret@127.0.0.1:1/basira",
        "postgresql://basira:secret@/basira?host=/nowhere",
    ],
)
async def test_missing_server_is_reported(url: str) -> None:
    """By every way in, and without the password."""
    database = Database.open(url)

    with pytest.raises(DatabaseUnreachable, match="that the server runs") as from_write:
        await database.write(partial(see, number=1))
    with pytest.raises(DatabaseUnreachable, match="that the server runs") as from_read:
        await database.read(seen_numbers)
    with pytest.raises(DatabaseUnreachable, match="that the server runs") as from_schema:
        schema.ensure(url)
    await database.close()

    for told in (from_write, from_read, from_schema):
        assert "secret" not in str(told.value)


async def test_missing_database_is_reported(postgresql_url: str) -> None:
    with pytest.raises(DatabaseUnreachable, match=r'"test_none" does not exist'):
        schema.ensure(str(engines.parse(postgresql_url).set(database="test_none")))


@pytest.mark.parametrize(
    "url",
    ["mysql://root@/x", "sqlite://", "sqlite:///:memory:", "basira.db", "", "a://b:secret@c:d/e"],
)
def test_unsupported_database_url_is_reported(url: str) -> None:
    """With the kinds there are, and without the password."""
    with pytest.raises(DatabaseUnreachable, match=r"sqlite:///path/to/file\.db") as told:
        Database.open(url)
    assert "secret" not in str(told.value)


def test_postgresql_urls_of_hosting_providers_are_accepted() -> None:
    expected = engines.parse("postgresql+psycopg://u@h/d")

    assert engines.parse("postgres://u@h/d") == expected
    assert engines.parse("postgresql://u@h/d") == expected


@pytest.mark.parametrize(
    ("hosts", "port"), [("a,b", "5432,5432"), ("a:1,b:2", "1,2"), ("a,b:7", "5432,7")]
)
def test_an_address_may_name_several_servers(hosts: str, port: str) -> None:
    """As PostgreSQL's own programs take it; it is handed on to them as they do."""
    found = engines.parse(f"postgresql://u:secret@{hosts}/d?target_session_attrs=read-write")

    assert found.query["target_session_attrs"] == "read-write"
    assert (found.query["host"], found.query["port"]) == ("a,b", port)
    assert "secret" not in engines.display_name(found)
    assert engines.parse("postgresql://u:a,b@h/d").host == "h"


def test_uncreatable_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(DatabaseUnreachable, match="the folder exists"):
        Database.open(f"sqlite:///{tmp_path}/file/basira.db")


def test_uncreatable_lock_is_reported(tmp_path: Path) -> None:
    """With the folder; the lock file is nothing that people know."""
    (tmp_path / "basira.db.lock").mkdir()

    refused = pytest.raises(DatabaseUnreachable, match="the folder exists")
    with refused as told, hold(f"sqlite:///{tmp_path}/basira.db"):
        pass
    assert str(told.value).startswith(f"The folder {tmp_path} cannot be used for the database: ")
    assert "basira.db.lock" not in str(told.value)


def test_failure_under_a_lock_is_not_a_lock_failure(sqlite_url: str) -> None:
    with pytest.raises(FileNotFoundError), hold(sqlite_url):
        raise FileNotFoundError


def test_a_server_is_shown_as_it_is_typed() -> None:
    shown = engines.display_name(engines.parse("postgresql://u:secret@/d?host=%2Fvar%2Frun"))

    assert shown == "postgresql://u:***@/d?host=/var/run"


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CORRUPT])
def test_only_commands_that_exist_are_recommended(code: int) -> None:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code

    assert "basira db check" not in str(translate(error, "here"))


def test_unreadable_file_is_reported(tmp_path: Path) -> None:
    """A folder stands where the file should be."""
    with pytest.raises(DatabaseUnreachable, match="unable to open"):
        schema.ensure(f"sqlite:///{tmp_path}")


async def test_non_database_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "basira.db"
    path.write_bytes(b"a letter to my mother" * 1000)

    with pytest.raises(DatabaseUnknown, match="restore the last backup"):
        schema.ensure(f"sqlite:///{path}")
    assert path.read_bytes().startswith(b"a letter to my mother")


def wrapped(error: Exception, base: type[Exception]) -> exc.StatementError:
    return exc.DBAPIError.instance("SELECT 1", None, error, base)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (psycopg.errors.DiskFull(), DatabaseFull),
        (psycopg.errors.SerializationFailure(), DatabaseBusy),
        (psycopg.errors.DeadlockDetected(), DatabaseBusy),
        (psycopg.errors.TooManyConnections(), DatabaseBusy),
        (psycopg.errors.LockNotAvailable(), DatabaseBusy),
        (psycopg.errors.QueryCanceled(), DatabaseBusy),
        (psycopg.errors.AdminShutdown(), DatabaseUnreachable),
        (psycopg.errors.CannotConnectNow(), DatabaseUnreachable),
        (psycopg.errors.InvalidPassword(), DatabaseUnreachable),
        (psycopg.errors.ConnectionFailure(), DatabaseUnreachable),
        (psycopg.OperationalError("connection refused"), DatabaseUnreachable),
        (psycopg.errors.OutOfMemory(), DatabaseUnknown),
        (psycopg.errors.UniqueViolation(), None),
        (psycopg.errors.UndefinedTable(), None),
        (psycopg.errors.NumericValueOutOfRange(), None),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_postgresql_errors_are_translated(
    error: Exception, expected: type[StorageError] | None
) -> None:
    """The database's failures are; our own mistakes are not."""
    met = wrapped(error, psycopg.Error)
    told = translate(met, "here")

    if expected is None:
        assert told is met
    else:
        assert type(told) is expected
        assert told.__cause__ is met


def test_a_sentence_never_quotes_a_row() -> None:
    """PostgreSQL's details do, from the second line on."""
    error = psycopg.errors.OutOfMemory("out of memory\nDETAIL: Key (telegram_id)=(123) is long.")

    assert "123" not in str(translate(wrapped(error, psycopg.Error), "here"))


HOLDS = """
import sys
from storage.db.lock import hold
with hold(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_two_processes_on_one_sqlite_file_are_refused(sqlite_url: str) -> None:
    """Until the first is gone, however it went."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDS, sqlite_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stdout.readline() == b"held\n"

    refused = pytest.raises(DatabaseInUse, match=r"already running on .*basira\.db")
    with refused as told, hold(sqlite_url):
        pass
    assert told.value.path == engines.file_of(engines.parse(sqlite_url))

    child.kill()
    child.wait()
    child.stdin.close()
    child.stdout.close()
    with hold(sqlite_url):
        pass


def test_any_number_may_share_postgresql(postgresql_url: str) -> None:
    with hold(postgresql_url), hold(postgresql_url):
        pass


def test_rows_that_point_to_a_table_outlive_its_rebuilding(sqlite_url: str) -> None:
    """Migrations build tables anew, and must not be taken for deleting what was in them."""
    engine = engines.migration_engine(engines.parse(sqlite_url))
    with engine.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 0
    engine.dispose()


async def test_sqlite_settings_ensure_durability_and_foreign_keys(sqlite: Database) -> None:
    """The settings that durability and integrity rest on."""

    def pragma(conn: Connection, name: str) -> object:
        return conn.exec_driver_sql(f"PRAGMA {name}").scalar()

    assert await sqlite.write(partial(pragma, name="journal_mode")) == "wal"
    assert await sqlite.write(partial(pragma, name="synchronous")) == 2  # FULL
    assert await sqlite.write(partial(pragma, name="foreign_keys")) == 1
