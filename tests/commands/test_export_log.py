"""Files that leave on the command line: with names and without, listed, and to be deleted."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
import pytest
from sqlalchemy import Connection, delete, insert, select

from bot.app.exports.export_notices import ExportNotices
from storage.db.database import Database
from storage.db.tables import accounts, due, memberships, people, released
from storage.db.tables import names as names_table
from storage.people import names
from storage.personal_data import erasure
from tests.commands.calling import call
from tests.helpers.export_year import small_year
from tests.helpers.front_desk import ManualClock

T = TypeVar("T")
WHY = ("--by", "Huda Salman", "--reason", "Certificates for the ministry's files.", "--yes")
HOSTILE = ("=1+1", "Amal\u202egnp.exe", "@SUM(A1)", "+9731", "-2+3", "\tTab", "سلمى\u2066 علي")


@pytest.fixture
def url(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A small year in which the first people have accounts, and hostile names."""

    def prepare(conn: Connection) -> None:
        ids = conn.scalars(select(people.c.id).order_by(people.c.id)).all()
        conn.execute(delete(accounts).where(accounts.c.person.not_in(ids[:37])))
        known = set(conn.scalars(select(accounts.c.person)))
        for number, count in enumerate(ids[:37]):
            if count not in known:
                conn.execute(insert(accounts).values(bot=1, telegram_id=number + 1, person=count))
        for entry, name in zip(ids, HOSTILE, strict=False):
            names.put(conn, entry, "latin", name)

    async def made() -> None:
        async with small_year(sqlite_url) as database:
            await database.write(prepare)

    monkeypatch.setenv("BASIRA_DATABASE", sqlite_url)
    asyncio.run(made())
    return sqlite_url


def run(url: str, unit: Callable[[Connection], T]) -> T:
    async def ran() -> T:
        database = Database.open(url)
        try:
            return await database.write(unit)
        finally:
            await database.close()

    return asyncio.run(ran())


def listed(*more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(call("export-log", "--json", *more).stdout)
    return found


@pytest.mark.usefixtures("url")
def test_every_file_is_recorded_with_its_hash(somewhere: Path) -> None:
    assert call("export-log").stdout == "None was made yet.\n"
    call("export", "people", "--for", "The\u202e ministry", "--agency", "airport-company")
    call("export", "xapi")

    row, other = listed()
    assert row["sha256"] == sha256((somewhere / "people.csv").read_bytes()).hexdigest()
    assert (row["sets"], row["format"], row["agency"]) == (["people"], "csv", "airport-company")
    assert (row["state"], row["named"], row["handed_to"]) == ("out", False, "The ministry")
    with (somewhere / "people.csv").open(encoding="utf-8-sig", newline="") as file:
        assert row["rows"] == len([*csv.DictReader(file)])
    assert (other["sets"], other["format"]) == (["xapi"], "jsonl")
    assert "The ministry" in call("export-log").stdout


@pytest.mark.usefixtures("url")
def test_failed_export_is_listed_as_failed(somewhere: Path) -> None:
    assert call("export", "people", "--out", "nowhere/p.csv").exit_code == 2

    assert [(row["state"], row["sha256"]) for row in listed()] == [("failed", None)]
    assert [*somewhere.iterdir()] == []


@pytest.mark.usefixtures("url")
@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("people",), "needs `--by`"),
        (("people", "--by", "Huda Salman"), "needs `--reason`"),
        (("people", "--by", "Huda Salman", "--reason", "a" + " " * 30), "needs `--reason`"),
        (("people", "--by", "Huda Salman", "--reason", "why " * 100), "needs `--reason`"),
        (("people", "--by", "h" * 81, "--reason", "why " * 10), "`--by` takes up to 80"),
        (("practice", *WHY), "Only data sets of assigned work can have names"),
        (("refreshers", *WHY), "Only data sets of assigned work can have names"),
        (("cohorts", *WHY), "Only data sets of assigned work can have names"),
        (("gain", *WHY), "Only data sets of assigned work can have names"),
        (("all", "--format", "xlsx", *WHY), "Only data sets of assigned work can have names"),
        (("xapi", *WHY), "Only data sets of assigned work can have names"),
    ],
)
def test_named_export_needs_recipient_and_reason_and_no_other_data_sets(
    somewhere: Path, more: tuple[str, ...], said: str
) -> None:
    asked = call("export", *more, "--with-names")

    assert (asked.exit_code, said in asked.stderr) == (2, True)
    assert ([*somewhere.iterdir()], listed()) == ([], [])


@pytest.mark.usefixtures("url")
def test_a_reason_is_for_names_alone(somewhere: Path) -> None:
    asked = call("export", "people", "--reason", "Since it is asked for.")
    assert (asked.exit_code, "`--with-names`" in asked.stderr) == (2, True)


def named_and_told(url: str) -> tuple[int, int]:
    """How many have a name here, and how many of them an account."""

    def save(conn: Connection) -> tuple[int, int]:
        by_name = set(conn.scalars(select(names_table.c.person)))
        return len(by_name), len(by_name & set(conn.scalars(select(accounts.c.person))))

    return run(url, save)


def test_notified_people_are_named_before_the_export(url: str, somewhere: Path) -> None:
    refused = call("export", "people", "--with-names", *WHY[:-1], typed="n\n")
    assert refused.exit_code == 1
    by_name, told = named_and_told(url)
    assert 0 < told <= by_name < 60
    assert f"60 people, {by_name} of them by name. {told} of these will be told" in refused.stderr
    assert f"{by_name - told} have no account" in refused.stderr
    assert ([*somewhere.iterdir()], listed()) == ([], [])

    made = call("export", "people", "--with-names", *WHY[:-1], typed="y\n")
    assert (made.exit_code, made.stdout) == (0, "people.csv\n")
    assert f"told: {told}; cannot be told: {by_name - told}\n" in made.stderr
    (kept,) = listed()
    assert (kept["named"], kept["called"], kept["reason"]) == (True, WHY[1], WHY[3])
    assert len(run(url, lambda conn: conn.execute(select(released)).all())) == 60

    audit = json.loads(call("audit", "list", "--deed", "export", "--json").stdout)
    assert {row["object"] for row in audit} == {"people with names"}
    assert WHY[3] not in json.dumps(audit)


@pytest.mark.usefixtures("url")
def test_names_are_exported_as_text(somewhere: Path) -> None:
    call("export", "people", "--with-names", *WHY)
    with (somewhere / "people.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [*csv.DictReader(file)]
    assert [*rows[0]][:3] == ["person", "name_latin", "name_arabic"]
    found = {row["name_latin"] for row in rows} - {""}
    assert found == {"'=1+1", "Amalgnp.exe", "'@SUM(A1)", "'+9731", "'-2+3", "Tab", "سلمى علي"}

    call("export", "people", "attempts", "decisions", "--format", "xlsx", "--with-names", *WHY)
    book = openpyxl.load_workbook(somewhere / "basira.xlsx")
    for sheet in book.worksheets[:3]:
        cells = [cell for row in sheet.iter_rows(min_row=2, min_col=2, max_col=3) for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    first = {row[1] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}
    assert first - {None} == {"=1+1", "Amalgnp.exe", "@SUM(A1)", "+9731", "-2+3", "Tab", "سلمى علي"}


def test_notices_are_scheduled_once_and_for_successful_exports_only(
    url: str, somewhere: Path
) -> None:
    call("export", "people", "--with-names", *WHY)
    call("export", "people", "--with-names", "--out", "nowhere/p.csv", *WHY)

    async def promised() -> list[int]:
        database = Database.open(url)
        notices = ExportNotices(database, ManualClock())
        found = [await notices.schedule() for _ in range(3)]
        await database.close()
        return found

    _, told = named_and_told(url)
    assert asyncio.run(promised()) == [told, 0, 0]  # and nobody who stands there by a pseudonym
    rows = run(url, lambda conn: conn.execute(select(due).where(due.c.kind == "notice")).all())
    assert len({row.person for row in rows}) == len(rows) == told
    by_name = run(url, lambda conn: set(conn.scalars(select(names_table.c.person))))
    assert {row.person for row in rows} <= by_name
    assert WHY[3] not in str(rows)


def test_a_file_is_to_be_deleted_once_somebody_in_it_is_erased(url: str, somewhere: Path) -> None:
    """With names: exactly those; without: where they may stand; sums: never."""
    call("export", "cohorts")
    call("export", "people", "--agency", "airport-company")
    call("export", "attempts", "--with-names", *WHY)
    call("export", "people", "--since", "2031-01-01", "--with-names", *WHY)
    at = datetime(2026, 11, 26, 9, tzinfo=UTC)
    told = {row["id"] for row in listed()}

    def save(conn: Connection) -> str:
        whom = conn.execute(
            select(released.c.person).join(memberships, memberships.c.person == released.c.person)
        ).scalars()
        person: str = min(set(whom))
        assert erasure.erase(conn, person, at, iter(map(str, range(1000))).__next__)
        return person

    person = run(url, save)
    states = {" ".join(row["sets"]): row["asked_at"] for row in listed()[:3]}
    assert states["cohorts"] is None
    assert states["attempts"] == at.isoformat()
    assert listed()[3]["asked_at"] is None  # nobody stands in it
    assert {row["id"] for row in listed()} == told
    assert person not in json.dumps(listed())
    assert "to be deleted: asked 2026-11-26" in call("export-log").stdout

    (file,) = [row["id"] for row in listed("--awaited") if row["named"]]
    assert call("export-log", "--deleted", file).stdout == "Noted.\n"
    assert file not in {row["id"] for row in listed("--awaited")}
    again = call("export-log", "--deleted", file)
    assert (again.exit_code, "There is no file" in again.stderr) == (2, True)
