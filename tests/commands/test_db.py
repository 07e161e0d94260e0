"""`basira db`: bringing a database up to date."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from bot.app.operations import doctor
from bot.sandbox import TOKEN
from storage.db import lock, schema
from tests.commands.calling import call, program


@pytest.fixture
def url(somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{somewhere}/data/own.db"
    monkeypatch.setenv("BASIRA_DATABASE", url)
    return url


def test_a_database_is_made_and_then_up_to_date(url: str, somewhere: Path) -> None:
    first, second = call("db", "upgrade"), call("db", "upgrade")
    current = schema.state(url)

    assert isinstance(current, schema.Current)
    assert first.exit_code == second.exit_code == 0
    assert first.stdout == (
        f"{somewhere}/data/own.db: from nothing to schema {current.revision}.\n"
    )
    assert second.stdout == (
        f"{somewhere}/data/own.db is up to date (schema {current.revision}).\n"
    )


@pytest.mark.slow
def test_command_is_refused_while_the_bot_runs(url: str) -> None:
    with lock.hold(url):
        asked = program("db", "upgrade")

    assert asked.returncode == 2
    assert asked.stderr.startswith("Another Basira is already running on ")
    assert "Traceback" not in asked.stderr


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="a folder where nobody may make a file")
@pytest.mark.parametrize("command", ["run", pytest.param("db upgrade", marks=pytest.mark.slow)])
def test_unwritable_folder_is_reported(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASIRA_DATABASE", "sqlite:////proc/basira.db")
    monkeypatch.setenv("BASIRA_TELEGRAM_TOKEN", TOKEN)
    asked = program(*command.split())

    assert asked.returncode == 2
    assert asked.stderr.startswith("The folder /proc cannot be used for the database: ")
    assert "Check that the folder exists" in asked.stderr
    assert ".lock" not in asked.stderr
    assert "Traceback" not in asked.stderr


def test_a_new_database_is_for_its_owner_alone(url: str, somewhere: Path) -> None:
    """It holds what people did; that of somebody who chose other rights keeps them."""
    call("db", "upgrade")
    database = somewhere / "data" / "own.db"
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in database.parent.iterdir()}
    database.chmod(0o640)
    call("db", "upgrade")

    assert modes == {"own.db": 0o600, "own.db.lock": 0o600}
    assert stat.S_IMODE(database.stat().st_mode) == 0o640


def test_non_database_is_reported_plainly(url: str, somewhere: Path) -> None:
    (somewhere / "data").mkdir()
    (somewhere / "data" / "own.db").write_text("This is a letter to my aunt, and no database.")
    asked = program("db", "upgrade")

    assert asked.returncode == 2
    assert asked.stderr.startswith(f"The database {somewhere}/data/own.db failed in a way")


def test_a_database_of_a_newer_basira_is_left_alone(url: str) -> None:
    schema.upgrade(url)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0099'")
    asked = call("db", "upgrade")

    assert asked.exit_code == 2
    assert "made by a newer Basira" in asked.stderr


INDEX = "ix_attempts_edition"


def _overwrite(file: Path, at: int, content: bytes) -> None:
    with file.open("r+b") as opened:
        opened.seek(at)
        opened.write(content)


def a_page_of_zeros(file: Path) -> None:
    with closing(sqlite3.connect(file)) as conn:
        (size,) = conn.execute("PRAGMA page_size").fetchone()
        root = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (page,) = conn.execute(root, (INDEX,)).fetchone()
    _overwrite(file, (page - 1) * size, bytes(size))


def a_file_cut_off(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def a_wrong_free_list(file: Path) -> None:
    _overwrite(file, 36, (3).to_bytes(4, "big"))


def an_index_without_a_row(file: Path) -> None:
    """The index is hidden while a row is changed, and is there again afterwards."""
    table = "INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)"
    with closing(sqlite3.connect(file)) as conn, conn:
        conn.execute("PRAGMA writable_schema = ON")
        row = conn.execute("SELECT * FROM sqlite_master WHERE name = ?", (INDEX,)).fetchone()
        conn.execute("DELETE FROM sqlite_master WHERE name = ?", (INDEX,))
    with closing(sqlite3.connect(file)) as conn, conn:
        conn.execute("UPDATE attempts SET edition = (SELECT max(hash) || 'x' FROM editions)")
    with closing(sqlite3.connect(file)) as conn, conn:
        conn.execute("PRAGMA writable_schema = ON")
        conn.execute(table, row)


def a_key_that_leads_nowhere(file: Path) -> None:
    with closing(sqlite3.connect(file)) as conn, conn:
        conn.execute("DELETE FROM editions")


DAMAGES = [a_page_of_zeros, a_file_cut_off, a_wrong_free_list, an_index_without_a_row,
           a_key_that_leads_nowhere]  # fmt: skip


def test_check_does_not_pass_where_no_database_is(url: str, somewhere: Path) -> None:
    checked = call("db", "check")
    assert checked.exit_code != 0
    assert "BASIRA_DATABASE" in checked.stderr
    assert "No damage" not in checked.stdout
    assert not (somewhere / "data" / "own.db").exists()


@pytest.mark.parametrize("harm", DAMAGES)
def test_a_damaged_file_is_reported(year_url: str, harm: Callable[[Path], None]) -> None:
    file = Path(year_url.removeprefix("sqlite:///"))
    sound = call("db", "check")
    assert (sound.exit_code, sound.stdout.splitlines()[0]) == (0, "No damage found.")
    harm(file)

    output = call("db", "check")
    assert output.exit_code == 1
    lines = output.stdout.splitlines()
    assert lines[0].startswith("damage: ")
    assert lines[-1].startswith("The database is damaged")
    assert json.loads(call("db", "check", "--json").stdout)["damage"]


@pytest.mark.parametrize("harm", DAMAGES[:3])
def test_the_doctor_sees_a_damaged_file(year_url: str, harm: Callable[[Path], None]) -> None:
    """Without comparing indexes with tables, which takes long."""
    assert doctor.database(year_url).ok
    harm(Path(year_url.removeprefix("sqlite:///")))

    check = doctor.database(year_url)
    assert not check.ok
    assert "is damaged: " in check.message
    assert "restore the last backup" in check.message


def test_server_problems_are_reported(
    postgresql_url: str, somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del somewhere  # which clears all settings first
    monkeypatch.setenv("BASIRA_DATABASE", postgresql_url)
    assert call("db", "check").exit_code == 0
    with psycopg.connect(postgresql_url) as conn:
        conn.execute("SET session_replication_role = replica")  # no key is looked at
        conn.execute(
            "INSERT INTO names (person, script, name) VALUES ('nobody-here', 'latin', 'Mariam')"
        )
        conn.execute("ALTER TABLE names ADD CONSTRAINT never CHECK (script <> 'latin') NOT VALID")
    output = call("db", "check")
    assert output.exit_code == 1
    assert output.stdout.splitlines()[:2] == [
        "damage: constraint never of names was never validated",
        "damage: names: 1 rows point to rows that people lacks",
    ]
