"""`basira export`."""

from __future__ import annotations

import asyncio
import csv
import json
from pathlib import Path

import openpyxl
import pytest

from storage import schema
from storage.database import Database
from tests.commands.calling import call
from tests.helpers import xapi
from tests.helpers.year import filled


@pytest.fixture
def url(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with a small year in it."""

    async def made() -> None:
        database = Database.open(sqlite_url)
        await filled(database)
        await database.close()

    schema.ensure(sqlite_url)
    monkeypatch.setenv("BASIRA_DATABASE", sqlite_url)
    asyncio.run(made())
    return sqlite_url


@pytest.mark.usefixtures("url")
def test_a_set_is_a_file_and_several_are_a_workbook(somewhere: Path) -> None:
    asked = call("export", "people")
    assert (asked.exit_code, asked.stdout, asked.stderr) == (0, "people.csv\n", "people: 60 rows\n")
    with (somewhere / "people.csv").open(encoding="utf-8-sig", newline="") as file:
        people = [*csv.DictReader(file)]
    assert len(people) == 60

    lines = call("export", "people", "--format", "jsonl", "--out", "all/p.jsonl")
    assert lines.exit_code == 2
    assert "all/p.jsonl cannot be written: No such file or directory." in lines.stderr
    call("export", "people", "--format", "jsonl", "--out", "p.jsonl")
    read = [json.loads(line) for line in (somewhere / "p.jsonl").read_text("utf-8").splitlines()]
    assert [one["person"] for one in read] == [one["person"] for one in people]

    audit = json.loads(call("audit", "list", "--deed", "export", "--json").stdout)
    assert [(row["kind"], row["object"]) for row in audit] == [("set", "people")] * 3

    book = call("export", "all", "--format", "xlsx", "--lang", "ar")
    assert book.stdout == "basira.xlsx\n"
    sheets = openpyxl.load_workbook(somewhere / "basira.xlsx", read_only=True).sheetnames
    assert sheets[0] == "الأشخاص"
    assert len(sheets) == 8
    assert {one.name for one in somewhere.iterdir()} == {"people.csv", "p.jsonl", "basira.xlsx"}


@pytest.mark.usefixtures("url")
def test_statements_are_a_file_of_their_own(somewhere: Path) -> None:
    asked = call("export", "xapi")
    assert (asked.exit_code, asked.stdout) == (0, "xapi.jsonl\n")
    every = xapi.read((somewhere / "xapi.jsonl").read_text("utf-8"))
    call("export", "xapi", "--scenario", "dream-job", "--out", "some.jsonl")
    some = xapi.read((somewhere / "some.jsonl").read_text("utf-8"))

    assert 0 < len(some) < len(every)
    assert {one["id"] for one in some} < {one["id"] for one in every}
    audit = json.loads(call("audit", "list", "--deed", "export", "--json").stdout)
    assert [row["object"] for row in audit] == ["xapi"] * 2


@pytest.mark.usefixtures("url")
def test_it_is_narrowed_by_what_stands_in_the_files_themselves(somewhere: Path) -> None:
    call("export", "cohorts")
    with (somewhere / "cohorts.csv").open(encoding="utf-8-sig", newline="") as file:
        every = [*csv.DictReader(file)]
    one = every[0]
    narrow = ("--cohort", one["cohort"], "--agency", one["agency"], "--scenario", one["scenario"])
    days = ("--since", one["given_at"][:10], "--until", one["given_at"][:10])

    assert call("export", "cohorts", *narrow, *days).stderr == "cohorts: 1 rows\n"
    assert call("export", "attempts", "--until", "2025-12-31").stderr == "attempts: 0 rows\n"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("people", "attempts"), "holds one set"),
        (("xapi", "people"), "a file of their own"),
        (("xapi", "--format", "csv"), "Statements of xAPI are JSON Lines"),
        (("refreshers", "--cohort", "c_x"), "`--cohort` does not narrow the set `refreshers`"),
        (("people", "--scenario", "dream-job"), "`--scenario` does not narrow the set `people`"),
        (("people", "--cohort", "c_x"), "There is no cohort `c_x`"),
        (("people", "--agency", "x"), "There is no agency `x`"),
        (("people", "--agency", "all"), "Leave `--agency` out"),
    ],
)
@pytest.mark.usefixtures("url")
def test_what_cannot_be_is_told(asked: tuple[str, ...], told: str, somewhere: Path) -> None:
    found = call("export", *asked)

    assert found.exit_code == 2
    assert told in found.stderr
    assert [*somewhere.iterdir()] == []
