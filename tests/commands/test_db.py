"""`basira db`: bringing a database up to date."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.sandbox import TOKEN
from storage import lock, schema
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


def test_it_is_refused_while_a_basira_runs_on_it(url: str) -> None:
    with lock.hold(url):
        asked = program("db", "upgrade")

    assert asked.returncode == 2
    assert asked.stderr.startswith("Another Basira is already running on ")
    assert "Traceback" not in asked.stderr


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="a folder where nobody may make a file")
@pytest.mark.parametrize("command", ["run", "db upgrade"])
def test_a_folder_where_nothing_can_be_made_is_told(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
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


def test_what_is_no_database_is_told_plainly(url: str, somewhere: Path) -> None:
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
