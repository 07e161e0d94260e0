"""`basira audit` and the audit's part of `basira db check`."""

from __future__ import annotations

import asyncio
import csv
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage import deeds, people, schema
from storage.audit import START
from storage.database import Database
from storage.deeds import Deed, Use
from storage.people import Account, Person
from tests.commands.calling import call

NOW = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)
EVIL = "=cmd|' /C calc'!A0"


@pytest.fixture
def file(somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with a person, and two deeds in its audit: one of a trainer, one of a command."""
    found = somewhere / "own.db"
    monkeypatch.setenv("BASIRA_DATABASE", f"sqlite:///{found}")
    schema.upgrade(f"sqlite:///{found}")
    asyncio.run(_fill(f"sqlite:///{found}"))
    assert call("people", "grant", "sara", "trainer", "--agency", "all").exit_code == 0
    return found


async def _fill(url: str) -> None:
    database = Database.open(url, "bot")
    sara = Person("sara", "en", "Asia/Bahrain", NOW)
    await database.write(lambda conn: people.add(conn, sara, Account(1, 1, "sara")))
    use = Use("trainer", "airport-company", "invite", "place", EVIL)
    with deeds.doing(Deed("make-link", NOW, "omar", use=use)):
        await database.write(deeds.shown)
    await database.close()


def meddle(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def test_commands_are_recorded_and_listed_without_what_they_were_given(file: Path) -> None:
    every, some = call("audit", "list", "--json"), call("audit", "list", "--role", "operator")
    names = call("people", "list", "--names"), call("people", "list")
    looks = json.loads(call("audit", "list", "--deed", "people list", "--json").stdout)

    assert file.exists()
    assert [(one["person"], one["deed"], one["kind"], one["object"], one["origin"])
            for one in json.loads(every.stdout)] == [
        ("omar", "make-link", "place", EVIL, "bot"),
        (None, "people grant", "person", "sara", "command line"),
    ]  # fmt: skip
    assert "people grant  person sara  command line" in some.stdout
    assert "make-link" not in some.stdout
    assert all(one.exit_code == 0 for one in names)
    assert len(looks) == 1  # names were shown once
    assert "fits" in call("audit", "list", "--person", "nobody").stdout


def test_exports_are_whole_and_no_spreadsheet_reckons_them(file: Path) -> None:
    """In CSV a formula is text; in JSON Lines the chain can be proven without the database."""
    out = file.parent
    assert call("audit", "export", f"{out}/a.csv").stdout == f"{out}/a.csv: 2 rows.\n"
    assert call("audit", "export", f"{out}/a.jsonl").exit_code == 0
    rows = list(csv.DictReader((out / "a.csv").read_text("utf-8-sig").splitlines()))
    lines = [json.loads(line) for line in (out / "a.jsonl").read_text().splitlines()]

    assert [row["object"] for row in rows] == [f"'{EVIL}", "sara"]
    assert [row["hash"] for row in rows] == [line["hash"] for line in lines]
    assert [line["before"] for line in lines] == [START, lines[0]["hash"]]
    assert lines[0]["hash"] == _sha(lines[0])
    assert call("audit", "export", f"{out}/a.csv").exit_code == 2
    assert "stays as it is" in call("audit", "export", f"{out}/a.csv").stderr
    assert call("audit", "export", f"{out}/a.xls").exit_code == 2
    later = call("audit", "export", f"{out}/later.csv", "--since", "2026-11-26", "--origin", "bot")
    assert later.stdout.endswith(": 0 rows.\n")


def _sha(line: dict[str, Any]) -> str:
    """The hash of a row, as the page on commands tells it."""
    from hashlib import sha256

    said = [value for name, value in line.items() if name != "hash"]
    return sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


@pytest.mark.parametrize(
    ("meddled", "told"),
    [
        ("update audit set object = 'lina' where number = 2", "row 2: it does not say what"),
        ("delete from audit where number = 2", "row 2: it is gone."),
        ("delete from audit", "rows 1 to 2: they are gone."),
        ("delete from audit_head", "row 2: how the audit ended was gone when this was the last"),
        ("update audit_head set number = 1", "row 2: it was not written by this program."),
        ("update audit set hash = 'x' where number = 2", "row 2: it does not say what"),
    ],
)
def test_the_check_finds_and_names_what_was_meddled_with(
    file: Path, meddled: str, told: str
) -> None:
    whole = call("db", "check")
    meddle(file, meddled)
    found, plain = call("db", "check"), call("db", "check", "--json")

    assert whole.exit_code == 0
    assert "Audit of 2 rows: whole. Its end: 2:" in whole.stdout
    assert found.exit_code == plain.exit_code == 1
    assert f"audit, {told}" in found.stdout
    assert json.loads(plain.stdout)["audit"]["wrong"]


def test_an_end_that_was_noted_must_still_be_there(file: Path) -> None:
    noted = call("db", "check").stdout.split("Its end: ")[1].strip()
    call("people", "revoke", "sara", "trainer", "--agency", "all")
    ends = (noted, f"2:{'0' * 64}", "2:abc")
    right, other, none = (call("db", "check", "--end", end) for end in ends)

    assert right.exit_code == 0
    assert "Audit of 3 rows: whole." in right.stdout
    assert other.exit_code == 1
    assert "audit, row 2: it is not the one that was noted as the end." in other.stdout
    assert none.exit_code == 2
