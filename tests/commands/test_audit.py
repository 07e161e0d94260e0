"""`basira audit` and the audit's part of `basira db check`."""

from __future__ import annotations

import asyncio
import csv
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot.app import ports
from bot.app.access.audit_anchor import AnchorFile, AuditAnchor
from bot.audit_webhook import AuditWebhook
from storage.backups import backups
from storage.db import audit_context
from storage.db.audit_context import AuditContext, RightUse
from storage.db.audit_log import START
from storage.db.database import Database
from storage.people import people
from storage.people.people import Account, Person
from tests.commands.calling import call
from tests.helpers.front_desk import ManualClock

NOW = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)
YEARS = timedelta(days=100 * 365)
EVIL = "=cmd|' /C calc'!A0"


@pytest.fixture
def file(sqlite_template: Path, somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with a person, and two deeds in its audit: one of a trainer, one of a command."""
    found = somewhere / "own.db"
    monkeypatch.setattr("bot.cli.audit_archive.KEPT", -YEARS)  # what is of today is old enough
    monkeypatch.setenv("BASIRA_DATABASE", f"sqlite:///{found}")
    shutil.copy(sqlite_template, found)
    asyncio.run(_fill(f"sqlite:///{found}"))
    assert call("people", "grant", "sara", "trainer", "--agency", "all").exit_code == 0
    return found


async def _fill(url: str) -> None:
    database = Database.open(url, "bot")
    sara = Person("sara", "en", "Asia/Bahrain", NOW)
    await database.write(lambda conn: people.add(conn, sara, Account(1, 1, "sara")))
    use = RightUse("trainer", "airport-company", "invite", "place", EVIL)
    with audit_context.active(AuditContext("make-link", NOW, "omar", use=use)):
        await database.write(audit_context.record_unchanged)
    await database.close()


def meddle(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def test_commands_are_recorded_and_listed_without_arguments(file: Path) -> None:
    every, some = call("audit", "list", "--json"), call("audit", "list", "--role", "operator")
    names = call("people", "list", "--names"), call("people", "list")
    looks = json.loads(call("audit", "list", "--deed", "people list", "--json").stdout)

    assert file.exists()
    assert [(load["person"], load["deed"], load["kind"], load["object"], load["origin"])
            for load in json.loads(every.stdout)] == [
        ("omar", "make-link", "place", EVIL, "bot"),
        (None, "people grant", "person", "sara", "command line"),
    ]  # fmt: skip
    assert "people grant  person sara  command line" in some.stdout
    assert "make-link" not in some.stdout
    assert all(name.exit_code == 0 for name in names)
    assert len(looks) == 1  # names were shown once
    assert "No matching entries" in call("audit", "list", "--person", "nobody").stdout


def test_exports_are_whole_and_no_spreadsheet_reckons_them(file: Path) -> None:
    """In CSV a formula is text; in JSON Lines the chain can be proven without the database."""
    out = file.parent
    assert call("audit", "list", "--out", f"{out}/a.csv").stdout == f"{out}/a.csv: 2 rows.\n"
    assert call("audit", "list", "--out", f"{out}/a.jsonl").exit_code == 0
    rows = list(csv.DictReader((out / "a.csv").read_text("utf-8-sig").splitlines()))
    lines = [json.loads(line) for line in (out / "a.jsonl").read_text().splitlines()]

    assert [row["object"] for row in rows] == [f"'{EVIL}", "sara"]
    assert [row["hash"] for row in rows] == [line["hash"] for line in lines]
    assert [line["before"] for line in lines] == [START, lines[0]["hash"]]
    assert lines[0]["hash"] == _sha(lines[0])
    assert call("audit", "list", "--out", f"{out}/a.csv").exit_code == 2
    assert "is left as it is" in call("audit", "list", "--out", f"{out}/a.csv").stderr
    assert call("audit", "list", "--out", f"{out}/a.xls").exit_code == 2
    later = call(
        "audit", "list", "--out", f"{out}/later.csv", "--since", "2026-11-26", "--origin", "bot"
    )
    assert later.stdout.endswith(": 0 rows.\n")


def test_archive_is_readable_by_its_owner_only(file: Path) -> None:
    """It says who did what; an archive leaves the database, whose file is its owner's alone."""
    for form in ("csv", "jsonl"):
        assert call("audit", "list", "--out", f"{file.parent}/a.{form}").exit_code == 0
    old = f"{file.parent}/old.jsonl"
    assert call("audit", "archive", "--before", "2099-01-01", old).exit_code == 0
    made = [file.parent / name for name in ("a.csv", "a.jsonl", "old.jsonl")]
    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}


def _sha(line: dict[str, Any]) -> str:
    """The hash of a row, as the page on commands tells it."""
    from hashlib import sha256

    said = [value for name, value in line.items() if name != "hash"]
    return sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


@pytest.mark.parametrize(
    ("meddled", "told"),
    [
        ("update audit set object = 'lina' where number = 2", "row 2: it was changed"),
        ("delete from audit where number = 2", "row 2: it is missing."),
        ("delete from audit", "rows 1 to 2: they are missing."),
        ("delete from audit_head", "row 2: the end of the log was lost when this was the last"),
        ("update audit_head set number = 1", "row 2: it was not written by this program."),
        ("update audit set hash = 'x' where number = 2", "row 2: it was changed"),
    ],
)
def test_check_names_tampered_rows(file: Path, meddled: str, told: str) -> None:
    whole = call("db", "check")
    meddle(file, meddled)
    found, plain = call("db", "check"), call("db", "check", "--json")

    assert whole.exit_code == 0
    assert "Audit log of 2 rows: complete. Its end: 2:" in whole.stdout
    assert found.exit_code == plain.exit_code == 1
    assert f"audit, {told}" in found.stdout
    assert json.loads(plain.stdout)["audit"]["wrong"]


def test_noted_end_must_exist(file: Path) -> None:
    noted = call("db", "check").stdout.split("Its end: ")[1].strip()
    call("people", "revoke", "sara", "trainer", "--agency", "all")
    ends = (noted, f"2:{'0' * 64}", "2:abc")
    right, other, none = (call("db", "check", "--end", end) for end in ends)

    assert right.exit_code == 0
    assert "Audit log of 3 rows: complete." in right.stdout
    assert other.exit_code == 1
    assert "audit, row 2: it is not the row that was noted as the end." in other.stdout
    assert none.exit_code == 2


CUT = (
    "delete from audit where number = (select max(number) from audit)",
    (
        "update audit_head set number = (select max(number) from audit), "
        "hash = (select hash from audit order by number desc limit 1)"
    ),
)


def test_the_note_of_a_backup_reveals_truncated_rows(
    file: Path,
) -> None:
    """What is left is whole in itself."""
    out = file.parent / "one.backup"
    assert call("db", "backup", str(out)).exit_code == 0
    call("people", "revoke", "sara", "trainer", "--agency", "all")
    note = str(backups.note_path(out))
    whole = call("audit", "check", "--notes", note)
    assert (whole.exit_code, whole.stdout) == (
        0,
        "1 noted ends: the audit log has them all.\n",
    )

    for _ in range(3):  # the deed of the command, that the backup succeeded, and that it was begun
        for statement in CUT:
            meddle(file, statement)
    assert "Audit log of 2 rows: complete." in call("db", "check").stdout
    found = call("audit", "check", "--notes", note)
    assert found.exit_code == 1
    assert f"{note} notes 3:" in found.stdout


def test_recreated_rows_are_missed_by_the_log(file: Path) -> None:
    """Other rows stand in their place, as many of them; the log may hold anything besides."""
    noted = asyncio.run(_logged(f"sqlite:///{file}"))
    log = file.parent / "basira.log"
    log.write_text(f'{{"event": "started", "at": "2026-11-25T09:00:00"}}\n{json.dumps(noted)}\n')
    assert call("audit", "check", "--notes", str(log)).exit_code == 0
    for statement in CUT:
        meddle(file, statement)
    call("people", "revoke", "sara", "trainer", "--agency", "all")
    assert "Audit log of 2 rows: complete." in call("db", "check").stdout
    assert call("audit", "check", "--notes", str(log)).exit_code == 1


async def _logged(url: str) -> dict[str, Any]:
    """What a running bot logs of the audit: once, until it has grown."""
    database = Database.open(url)
    anchoring = AuditAnchor(database, ManualClock())
    with capture_logs() as logged:
        assert await anchoring.note()
        assert not await anchoring.note()
    await database.close()
    (mutable_mapping,) = logged
    return dict(mutable_mapping)


def test_end_is_noted_in_a_file_elsewhere(file: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    asyncio.run(_anchored(f"sqlite:///{file}", elsewhere))
    assert len((elsewhere / "ends").read_text("utf-8").splitlines()) == 1
    assert call("audit", "check", "--notes", str(elsewhere / "ends")).exit_code == 0
    for statement in CUT:
        meddle(file, statement)
    assert call("audit", "check", "--notes", str(elsewhere / "ends")).exit_code == 1


async def _anchored(url: str, elsewhere: Path) -> None:
    """Anchor once in a folder that comes late, as a share that is not mounted yet."""
    database = Database.open(url)
    anchoring = AuditAnchor(database, ManualClock())
    anchoring.add(AnchorFile(str(elsewhere / "ends")))
    with capture_logs() as logged:
        assert await anchoring.note()
        assert not await anchoring.note()
        failed = [anchoring.failing]
        await asyncio.to_thread(elsewhere.mkdir)
        assert await anchoring.note()
        failed.append(anchoring.failing)
        assert not await anchoring.note()
    assert [entry["log_level"] for entry in logged] == ["info", "warning", "warning"]
    assert failed == [True, False]
    await database.close()


def test_end_is_posted_until_it_is_taken(file: Path, tmp_path: Path) -> None:
    """To a real server, which refuses, redirects, hangs up, and takes it at last."""
    received = asyncio.run(_posted(f"sqlite:///{file}"))
    notes = tmp_path / "received"
    notes.write_bytes(received)
    assert json.loads(received).keys() == {"at", "end"}
    assert call("audit", "check", "--notes", str(notes)).exit_code == 0
    for statement in CUT:
        meddle(file, statement)
    assert call("audit", "check", "--notes", str(notes)).exit_code == 1


async def _posted(url: str) -> bytes:
    """What the server took; the secret in its address is not logged."""
    took: list[bytes] = []
    answers = iter([503, 302, None, 204])

    async def take(request: web.Request) -> web.Response:
        status = next(answers)
        if status is None:
            assert request.transport is not None
            request.transport.abort()
        if status == 204:
            assert request.content_type == "application/json"
            took.append(await request.read())
        return web.Response(status=status or 500, headers={"Location": "/elsewhere"})

    app = web.Application()
    app.router.add_post("/notes", take)
    database = Database.open(url)
    async with TestServer(app) as server:
        anchoring = AuditAnchor(database, ManualClock())
        anchoring.add(AuditWebhook(str(server.make_url("/notes?key=s3cret"))))
        with capture_logs() as logged:
            for failing in (True, True, True, False):
                await anchoring.note()
                assert anchoring.failing is failing
            assert not await anchoring.note()
    await database.close()
    why = [entry["why"] for entry in logged if entry["log_level"] == "warning"]
    assert why == ["the answer is 503", "the answer is 302", "ServerDisconnectedError"]
    assert "s3cret" not in str(logged)
    (body,) = took
    return body


def test_archived_ends_are_reported(file: Path) -> None:
    notes = file.parent / "ends.txt"
    rows = json.loads(call("audit", "list", "--json").stdout)
    notes.write_text("".join(f"{row['number']}:{row['hash']}\n" for row in rows))
    archived(file, before="2099-01-01")
    output = call("audit", "check", "--notes", str(notes))
    assert output.exit_code == 0
    assert "1 noted ends: the audit log has them all." in output.stdout
    assert "1 more are in archives" in output.stdout


def test_log_without_an_end_is_reported(file: Path) -> None:
    nothing = file.parent / "nothing.txt"
    nothing.write_bytes(b"\xff 12:abc")
    assert (
        "contain no end of an audit log" in call("audit", "check", "--notes", str(nothing)).stderr
    )
    missing = call("audit", "check", "--notes", str(file.parent / "missing.txt"))
    assert (missing.exit_code, "cannot be read" in missing.stderr) == (2, True)


def archived(file: Path, name: str = "old.jsonl", before: str = "2026-11-26") -> Path:
    out = file.parent / name
    done = call("audit", "archive", "--before", before, str(out))
    assert done.exit_code == 0, done.stderr
    return out


def test_archived_rows_leave_the_database_and_both_verify(file: Path) -> None:
    """The old rows stand in the file, the rest goes on from there, and the deed is recorded."""
    out = archived(file)
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(entry["number"], entry["object"]) for entry in lines] == [(1, EVIL)]
    kept = json.loads(call("audit", "list", "--json").stdout)
    assert [(entry["number"], entry["deed"]) for entry in kept] == [
        (2, "people grant"),
        (3, "audit archive"),
    ]
    end = f"1:{lines[0]['hash']}"
    assert kept[-1]["object"] == end
    whole = call("db", "check")
    assert whole.exit_code == 0
    assert f"Earlier rows are in archives, which end: {end}" in whole.stdout
    assert json.loads(call("db", "check", "--json").stdout)["audit"]["archived"] == end
    proven = call("audit", "check", str(out), "--end", end)
    assert proven.exit_code == 0
    assert "1 rows, up to 1: complete" in proven.stdout
    call("people", "revoke", "sara", "trainer", "--agency", "all")
    assert call("db", "check").exit_code == 0


def test_archives_follow_each_other(file: Path) -> None:
    """Only together, and in order, are they whole; the newest row always stays behind."""
    first = archived(file)
    second = archived(file, "all.jsonl", "2099-01-01")
    assert [json.loads(line)["number"] for line in second.read_text().splitlines()] == [2, 3]
    assert call("db", "check").exit_code == 0
    assert call("audit", "check", str(first), str(second)).exit_code == 0
    alone = call("audit", "check", str(second))
    assert alone.exit_code == 0
    assert "No file given contains the rows before 2." in alone.stdout
    assert call("audit", "check", str(first)).exit_code == 1
    assert call("audit", "check", str(second), str(first)).exit_code == 1
    old = json.loads(first.read_text())
    noted = call("db", "check", "--end", f"1:{old['hash']}")
    assert noted.exit_code == 2
    assert "That end is in an archive" in noted.stderr
    assert call("audit", "check", str(first), str(second), "--end", f"1:{'0' * 64}").exit_code == 1


@pytest.mark.parametrize(
    ("meddled", "told"),
    [
        ("delete from audit where number = 2", "row 2: it is missing."),
        ("delete from audit_head where id = 2", "row 1: it is missing."),
        ("update audit_head set number = 2 where id = 2", "row 2: it was not written"),
        ("delete from audit_head", "row 1: it is missing."),
        ("update audit set object = 'x' where number = 3", "row 1: the rows up to it are missing"),
        (
            (
                "delete from audit where number < 3;"
                "update audit_head set number = 2, hash = "
                "(select before from audit where number = 3) where id = 2"
            ),
            "row 2: the rows up to it are missing, and no `basira audit archive` is recorded",
        ),
    ],
)
def test_rows_that_something_else_removed_are_no_archive(
    file: Path, meddled: str, told: str
) -> None:
    archived(file)
    assert call("db", "check").exit_code == 0
    for statement in meddled.split(";"):
        meddle(file, statement)
    found = call("db", "check")
    assert found.exit_code == 1
    assert f"audit, {told}" in found.stdout


@pytest.mark.parametrize("how", ["changed", "dropped", "inserted", "swapped", "cut", "anew"])
def test_tampered_archive_is_found(file: Path, how: str) -> None:
    """Whichever way: the end that the database keeps cannot be met by another file."""
    for _ in range(3):
        call("people", "list", "--names")
    out = archived(file, before="2099-01-01")
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    match how:
        case "changed":
            rows[2]["person"] = "lina"
        case "dropped":
            del rows[2]
        case "inserted":
            rows.insert(3, {**rows[2], "person": "lina"})
        case "swapped":
            rows[1], rows[2] = rows[2], rows[1]
        case "cut":
            del rows[-1]
        case "anew":
            del rows[0]
            before = START
            for number, entry in enumerate(rows, 1):
                entry |= {"number": number, "before": before}
                entry["hash"] = before = _sha(entry)
    out.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    found = call("audit", "check", str(out))
    assert found.exit_code == 1
    assert found.stdout.startswith("audit, row")


@pytest.mark.parametrize("moved_before", [False, True], ids=["nothing yet", "something"])
def test_database_older_than_its_archive_is_reported(file: Path, moved_before: bool) -> None:
    """It was restored from a backup: nothing is said to have been meddled with."""
    files = [archived(file)] if moved_before else []
    backup = file.read_bytes()
    call("people", "revoke", "sara", "trainer", "--agency", "all")
    files.append(archived(file, "later.jsonl", "2099-01-01"))
    file.write_bytes(backup)
    for _ in range(2):
        output = call("audit", "check", *map(str, files))
        assert output.exit_code == 1
        assert "The database is older than these files." in output.stdout
        assert f"up to row {3 if moved_before else 2}," in output.stdout
        assert "restore it from a later backup" in output.stdout
        assert "not written by this program" not in output.stdout
        assert (
            "tampered with" in output.stdout
        )  # and who restored nothing is told what it means then
        call("people", "list", "--names")  # it goes on, otherwise than the files


def test_an_archive_of_another_database_is_reported(file: Path) -> None:
    foreign = file.parent / "foreign.jsonl"
    assert call("audit", "list", "--out", str(foreign)).exit_code == 0
    rows = [json.loads(line) for line in foreign.read_text().splitlines()]
    before = START
    for row in rows:
        row |= {"person": "lina", "before": before}
        row["hash"] = before = _sha(row)
    foreign.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    output = call("audit", "check", str(foreign))
    assert output.exit_code == 2
    assert "Nothing of this database's audit log was archived" in output.stderr
    archived(file)
    output = call("audit", "check", str(foreign))
    assert output.exit_code == 1
    assert "older" not in output.stdout


@pytest.mark.parametrize(
    "line",
    ["", "{}", "[]", "nothing", "[" * 5000, '{"number": 1}', "\udcff", "99", '{"number": true}'],
)
def test_invalid_archive_is_reported_without_a_traceback(file: Path, line: str) -> None:
    out = archived(file)
    out.write_bytes(f"{line}\n".encode("utf-8", "surrogateescape"))
    output = call("audit", "check", str(out))
    assert output.exit_code == 2
    assert "not a row of an audit log" in output.stderr or "not text in UTF-8" in output.stderr
    assert call("audit", "check", str(out.parent / "nowhere.jsonl")).exit_code == 2


def test_refused_archive_changes_nothing(file: Path) -> None:
    """No name of ours, a file that is there, nothing so old, and rows that are not whole."""
    before = call("audit", "list", "--json").stdout
    there = file.parent / "there.jsonl"
    there.write_text("mine")
    day = ("--before", "2026-11-26")
    for arguments, told in (
        ((*day, f"{file.parent}/a.csv"), "must end in .jsonl"),
        ((*day, str(there)), "is left as it is"),
        ((*day, f"{file.parent}/no/such/folder.jsonl"), "cannot be written"),
        (("--before", "2020-01-01", f"{file.parent}/a.jsonl"), "Nothing was recorded"),
    ):
        tried = call("audit", "archive", *arguments)
        assert tried.exit_code == 2
        assert told in tried.stderr
    assert there.read_text() == "mine"
    assert call("audit", "list", "--json").stdout == before
    meddle(file, "update audit set object = 'lina' where number = 1")
    tried = call("audit", "archive", *day, f"{file.parent}/a.jsonl")
    assert "These rows cannot be proven" in tried.stderr
    assert not (file.parent / "a.jsonl").exists()


def test_the_last_month_is_not_archived(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`/health` reads there when a backup was made; nobody empties the audit by a slip."""
    monkeypatch.setattr("bot.cli.audit_archive.KEPT", timedelta(days=31))
    monkeypatch.setattr(ports, "SystemClock", ManualClock)  # 25 November
    out = file.parent / "a.jsonl"
    refused = call("audit", "archive", "--before", "2026-10-26", str(out))
    assert refused.exit_code == 2
    assert "`--before 2026-10-25` is the latest" in refused.stderr
    assert not out.exists()
