"""`basira export`."""

from __future__ import annotations

import asyncio
import csv
import json
import tomllib
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest

import bot
from bot.cli.lrs_client import receipt
from bot.export.writers import parquet_writer
from tests.commands.calling import call
from tests.helpers import xapi
from tests.helpers.lrs import KEY, SECRET, FakeLrs, listening


@pytest.mark.usefixtures("year_url")
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
    assert [entry["person"] for entry in read] == [person["person"] for person in people]

    audit = json.loads(call("audit", "list", "--deed", "export", "--json").stdout)
    assert [(row["kind"], row["object"]) for row in audit] == [("set", "people")] * 3

    book = call("export", "all", "--format", "xlsx", "--lang", "ar")
    assert book.stdout == "basira.xlsx\n"
    sheets = openpyxl.load_workbook(somewhere / "basira.xlsx", read_only=True).sheetnames
    assert sheets[0] == "الأشخاص"
    assert len(sheets) == 8
    assert {path.name for path in somewhere.iterdir()} == {"people.csv", "p.jsonl", "basira.xlsx"}


@pytest.mark.usefixtures("year_url")
@pytest.mark.parametrize(
    ("dataset", "sheets"),
    [
        ("attempts", ["People", "Attempts"]),
        ("decisions", ["People", "Decisions"]),
        ("practice", ["Practice"]),
        ("cohorts", ["Cohorts"]),
    ],
)
def test_a_workbook_of_assigned_work_begins_with_a_row_a_person(
    somewhere: Path, dataset: str, sheets: list[str]
) -> None:
    """Practice is nobody's but the learner's, and figures of cohorts are of nobody."""
    assert call("export", dataset, "--format", "xlsx").stdout == f"{dataset}.xlsx\n"
    book = openpyxl.load_workbook(somewhere / f"{dataset}.xlsx", read_only=True)

    assert book.sheetnames[:-1] == sheets
    if "People" in sheets:
        assert len([*book["People"].iter_rows()]) == 61


@pytest.mark.usefixtures("year_url")
async def test_statements_are_a_file_of_their_own_and_are_sent(
    somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sending needs a key, and never shows it."""

    async def called(*more: str) -> tuple[int, str]:
        done = await asyncio.to_thread(call, "export", "xapi", *more)
        return done.exit_code, done.stdout + done.stderr

    monkeypatch.setenv("BASIRA_LRS_KEY", KEY)
    monkeypatch.setenv("BASIRA_LRS_SECRET", "wrong")
    store = FakeLrs()
    async with listening(store) as address:
        code, said = await called("--scenario", "dream-job", "--out", "some.jsonl", "--to", address)
        assert (code, "it does not know BASIRA_LRS_KEY" in said) == (2, True)
        assert "wrong" not in said

        monkeypatch.setenv("BASIRA_LRS_SECRET", SECRET)
        code, said = await called("--to", address)
    some, every = (
        xapi.read((somewhere / name).read_text("utf-8")) for name in ("some.jsonl", "xapi.jsonl")
    )
    assert (code, f"sent: {len(every):,} statements" in said) == (0, True)
    assert {row["id"] for row in some} < {row["id"] for row in every} == {*store.kept}

    noted = receipt(somewhere / "xapi.jsonl", address)
    assert noted.stat().st_mode & 0o777 == 0o600
    assert SECRET.encode() not in noted.read_bytes()
    audit = json.loads(
        (await asyncio.to_thread(call, "audit", "list", "--deed", "export", "--json")).stdout
    )
    assert [row["object"] for row in audit] == ["xapi sent"] * 2


@pytest.mark.usefixtures("year_url")
def test_export_is_filtered_by_fields_of_its_files(somewhere: Path) -> None:
    call("export", "cohorts")
    with (somewhere / "cohorts.csv").open(encoding="utf-8-sig", newline="") as file:
        every = [*csv.DictReader(file)]
    row = every[0]
    narrow = ("--cohort", row["cohort"], "--agency", row["agency"], "--scenario", row["scenario"])
    days = ("--since", row["given_at"][:10], "--until", row["given_at"][:10])

    assert call("export", "cohorts", *narrow, *days).stderr == "cohorts: 1 rows\n"
    assert call("export", "attempts", "--until", "2025-12-31").stderr == "attempts: 0 rows\n"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("people", "attempts"), "holds one data set"),
        (("refreshers", "--cohort", "c_x"), "`--cohort` does not narrow the data set `refreshers`"),
        (
            ("people", "--scenario", "dream-job"),
            "`--scenario` does not narrow the data set `people`",
        ),
        (("people", "--cohort", "c_x"), "There is no cohort `c_x`"),
        (("people", "--agency", "x"), "There is no agency `x`"),
        (("people", "--agency", "all"), "Omit `--agency`"),
    ],
)
@pytest.mark.usefixtures("year_url")
def test_invalid_options_are_reported(asked: tuple[str, ...], told: str, somewhere: Path) -> None:
    found = call("export", *asked)

    assert found.exit_code == 2
    assert told in found.stderr
    assert [*somewhere.iterdir()] == []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("xapi", "people"), "a file of their own"),
        (("xapi", "--format", "csv"), "Statements of xAPI are JSON Lines"),
        (("xapi", "--to", "http://lrs.example.org"), "begins with https://"),
        (("people", "--to", "https://lrs.example.org"), "`--to` sends statements"),
        (("xapi", "--to", "https://lrs.example.org"), "Set BASIRA_LRS_KEY and BASIRA_LRS_SECRET"),
    ],
)
def test_invalid_statement_options_are_reported_before_reading(
    asked: tuple[str, ...], told: str, somewhere: Path
) -> None:
    found = call("export", *asked)

    assert found.exit_code == 2
    assert told in found.stderr
    assert [*somewhere.iterdir()] == []


def test_external_store_needs_its_own_names(
    somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is read; what is set wrongly is told as well."""
    monkeypatch.setenv("BASIRA_LRS_KEY", KEY)
    monkeypatch.setenv("BASIRA_LRS_SECRET", SECRET)
    asked = call("export", "xapi", "--to", "https://lrs.example.org")
    monkeypatch.setenv("BASIRA_XAPI_IRI", "training.example.org")
    wrong = call("export", "xapi")

    assert (asked.exit_code, wrong.exit_code) == (2, 2)
    assert "Set BASIRA_XAPI_IRI first" in asked.stderr
    assert "BASIRA_XAPI_IRI: it must be an address such as" in wrong.stderr
    assert [*somewhere.iterdir()] == []


@pytest.mark.usefixtures("year_url")
def test_statement_ids_use_the_configured_address(
    somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASIRA_XAPI_IRI", "https://training.example.org/xapi/")
    assert call("export", "xapi", "--scenario", "dream-job").exit_code == 0

    (home,) = {
        row["actor"]["account"]["homePage"]
        for row in xapi.read((somewhere / "xapi.jsonl").read_text("utf-8"))
    }
    assert home == "https://training.example.org/xapi/people"


@pytest.mark.usefixtures("year_url")
def test_missing_parquet_package_is_explained(
    somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("export", "people", "--format", "parquet").stdout == "people.parquet\n"
    assert pyarrow.parquet.read_metadata(somewhere / "people.parquet").num_rows == 60

    monkeypatch.setattr(parquet_writer, "is_installed", lambda: False)
    asked = call("export", "cohorts", "--format", "parquet")
    extras = tomllib.loads((Path(bot.__file__).parent.parent / "pyproject.toml").read_text())
    (wanted,) = extras["project"]["optional-dependencies"]["parquet"]
    assert asked.exit_code == 2
    assert f"pip install '{wanted}'" in asked.stderr
    assert not (somewhere / "cohorts.parquet").exists()
