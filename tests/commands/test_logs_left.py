"""A SQLite file that was moved away without its log: nothing new is made beside that log."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.calling import call, program

COMMANDS = (
    ("people", "list"),
    ("agencies", "list"),
    ("db", "upgrade"),
    ("db", "check"),
    ("db", "erasures"),
    ("db", "backup", "one.backup"),
    ("doctor",),
)


def _last_written(place: Path) -> Path:
    """A database under way, of which only the log is left; returns the log."""
    kept = place.with_name("moved.db")
    with closing(sqlite3.connect(place)) as conn:
        conn.execute("PRAGMA journal_mode=WAL")
        conn.execute("CREATE TABLE told (word)")
        conn.execute("INSERT INTO told VALUES ('the last that was written')")
        conn.commit()
        log = place.with_name(f"{place.name}-wal").read_bytes()
    place.replace(kept)
    left = place.with_name(f"{place.name}-wal")
    left.write_bytes(log)
    return left


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_commands_create_no_database_beside_a_leftover_log(
    command: tuple[str, ...], somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite would delete the log without a word, and with it what people did last."""
    place = somewhere / "basira.db"
    monkeypatch.setenv("BASIRA_DATABASE", f"sqlite:///{place}")
    log = _last_written(place)
    before = log.read_bytes()

    refused = call(*command)

    assert refused.exit_code != 0
    assert f"Beside {place} there is {log.name}" in " ".join(refused.output.split())
    assert log.read_bytes() == before
    assert not place.exists()


@pytest.mark.slow
def test_bot_refuses_to_start_beside_a_leftover_log(somewhere: Path) -> None:
    place = somewhere / "basira.db"
    log = _last_written(place)
    before = log.read_bytes()

    refused = program(
        "run", BASIRA_DATABASE=f"sqlite:///{place}", BASIRA_TELEGRAM_TOKEN=f"123456:{'A' * 35}"
    )

    assert refused.returncode != 0
    assert f"Beside {place} there is {log.name}" in refused.stderr
    assert log.read_bytes() == before
    assert not place.exists()


def test_brought_back_beside_its_log_it_is_whole(somewhere: Path) -> None:
    place = somewhere / "basira.db"
    _last_written(place)
    place.with_name("moved.db").replace(place)

    with closing(sqlite3.connect(place)) as conn:
        assert conn.execute("SELECT * FROM told").fetchall() == [("the last that was written",)]
