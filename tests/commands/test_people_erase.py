"""`basira people data` and `basira people erase`."""

from __future__ import annotations

import json
import re
import shutil
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, insert

from storage.db.tables import metadata
from storage.people import names, people
from storage.people.people import Account, Person
from tests.commands.calling import call
from tests.helpers.database_contents import contents, holding
from tests.helpers.database_remnants import of_files

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
MONA = "mona-0000001"


@pytest.fixture
def url(sqlite_template: Path, somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with one person."""
    url = f"sqlite:///{somewhere}/own.db"
    monkeypatch.setenv("BASIRA_DATABASE", url)
    shutil.copy(sqlite_template, somewhere / "own.db")
    person = Person(MONA, "ar", "Asia/Bahrain", NOW, agency="airport-company")
    run(url, lambda conn: people.add(conn, person, Account(1, 987654321, MONA)))
    return url


def run(url: str, unit: Callable[[Connection], Any]) -> Any:
    engine = create_engine(url)
    with engine.begin() as conn:
        found = unit(conn)
    engine.dispose()
    return found


def test_data_is_two_files_for_their_owner_alone(url: str, tmp_path: Path) -> None:
    asked = call("people", "data", MONA, "--to", str(tmp_path / "mona"))
    page, plain = tmp_path / "mona" / "basira.html", tmp_path / "mona" / "basira.json"

    assert asked.stdout == f"{page}\n{plain}\n"
    assert json.loads(plain.read_bytes())["people"][0]["id"] == MONA
    assert 'dir="rtl"' in page.read_text("utf-8")
    assert stat.S_IMODE(plain.stat().st_mode) == 0o600
    again = call("people", "data", MONA, "--to", str(tmp_path / "mona"))
    assert again.exit_code == 2
    assert "exists already" in again.stderr


def test_someone_is_erased_when_it_is_confirmed(url: str) -> None:
    refused = call("people", "erase", MONA, typed="n\n")
    assert refused.exit_code == 1
    assert holding(run(url, contents), MONA) == {"people", "accounts"}

    assert call("people", "erase", MONA, typed="y\n").stdout.endswith("Erased.\n")
    # That it was done, and that somebody did it, with an id that leads nowhere.
    assert holding(run(url, contents), MONA) == {"erasures", "audit"}


def test_the_log_of_a_bot_that_runs_holds_nothing_of_them(url: str) -> None:
    """A bot keeps the database open, and with it the log beside it."""
    name = "Zubaida Quxington"
    engine = create_engine(url)
    with engine.connect() as bot:
        bot.exec_driver_sql("PRAGMA journal_mode = WAL")
        names.put(bot, MONA, "latin", name)
        bot.commit()
        assert name.encode() in of_files(url)
        assert call("people", "erase", MONA, typed="y\n").stdout.endswith("Erased.\n")
        assert name.encode() not in of_files(url)
    engine.dispose()


def test_last_admin_and_unknown_people_are_refused(url: str) -> None:
    role = {"id": "r", "person": MONA, "role": "admin", "agency": "*", "granted_at": NOW}
    run(url, lambda conn: conn.execute(insert(metadata.tables["roles"]), role))
    asked = call("people", "erase", MONA, "--yes")
    assert asked.exit_code == 2
    assert "This is the last admin." in asked.stderr

    for command in ("erase", "data"):
        assert "There is no person with the id `nobody`" in call("people", command, "nobody").stderr
        asked = call("people", command, "nobody-there")
        assert asked.exit_code == 2
        assert "There is no person with the id `nobody-there`" in asked.stderr


def test_person_is_warned_first_and_can_stop_the_erasure(url: str) -> None:
    """Nothing is erased by the command itself: a running bot does it once the wait is over."""
    asked = call("people", "erase", MONA, "--wait", "left", "--yes")
    assert re.fullmatch(
        rf"{MONA} will be told and will be erased on \d+ \w+ \d{{4}} \(Bahrain Time\) unless .*\n",
        asked.stdout,
    )
    assert "due" in holding(run(url, contents), MONA)
    assert call("people", "erase", MONA, "--wait", "asked", "--yes").stdout == asked.stdout
    assert (
        call("people", "erase", MONA, "--stop").stdout == f"The erasure of {MONA} is cancelled.\n"
    )
    assert holding(run(url, contents), MONA) == {"people", "accounts", "audit"}
    again = call("people", "erase", MONA, "--stop")
    assert (again.exit_code, again.stderr) == (2, f"No erasure of `{MONA}` is waiting.\n")
