"""`basira db`: bringing a database up to date."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

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
