"""`basira doctor`: each look, well and not well, and that it changes and betrays nothing."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import aiohttp.web
import pytest
from sqlalchemy import Connection

from bot.app.operations import doctor
from bot.app.operations.doctor import (
    HealthCheck,
    TelegramAnswer,
    TelegramUnreachable,
    TokenRefused,
    examine,
)
from bot.app.ports import SystemClock
from bot.cli.telegram_client import TelegramClient
from bot.sandbox import TOKEN
from bot.settings import Settings, load
from scenarios.case_library import LIBRARY, CaseLibrary, load_library
from storage.agencies import agencies, local_contacts
from storage.agencies.agencies import Agency
from storage.db import audit_context, lock, schema
from storage.db.audit_context import AuditContext, RightUse
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person
from storage.people.roles import EVERYWHERE
from tests.commands.calling import call, program
from tests.helpers.sandbox import Served, served

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
WRONG = "123456:not-the-token-of-anything"


class Fixed:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOW


class Line(NamedTuple):
    """A Telegram that answers as it is told."""

    at: datetime | None = NOW

    async def ask(self, _method: str) -> TelegramAnswer:
        return TelegramAnswer({"username": "basira_bot", "url": ""}, self.at)


@asynccontextmanager
async def _web_server(app: aiohttp.web.Application) -> AsyncIterator[str]:
    runner = aiohttp.web.AppRunner(app)
    await runner.setup()
    site = aiohttp.web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}"
    await runner.cleanup()


@pytest.fixture
async def here() -> AsyncIterator[Served]:
    async with served() as found:
        yield found


def of(served: Served, **further: str) -> dict[str, str]:
    """The settings of a bot of this sandbox."""
    return {"BASIRA_TELEGRAM_API": served.url, "BASIRA_TELEGRAM_TOKEN": TOKEN, **further}


async def examined(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, HealthCheck]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return {check.name: check async for check in examine(TelegramClient, SystemClock())}


async def test_all_is_well(here: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    checks = await examined(monkeypatch, **of(here))

    assert [*checks] == [
        "Python", "Settings", "Database", "Disk", "Library", "Languages",
        "Telegram", "Webhook", "Clock",
    ]  # fmt: skip
    assert all(check.ok for check in checks.values())
    assert "@" in checks["Telegram"].message
    assert checks["Database"].message == "Empty, or not there yet; `basira run` makes it."


async def test_a_wrong_token_is_reported_and_never_shown(
    here: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = await examined(monkeypatch, **of(here) | {"BASIRA_TELEGRAM_TOKEN": WRONG})

    assert not checks["Telegram"].ok
    assert checks["Telegram"].message.startswith("Telegram does not know this token.")
    assert "Webhook" not in checks
    assert WRONG not in str(checks)


async def test_unreachable_server_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served() as gone:
        environment = of(gone)
    checks = await examined(monkeypatch, **environment)

    assert checks["Telegram"] == HealthCheck(
        "Telegram",
        False,
        "127.0.0.1 gives no answer of use. Check BASIRA_TELEGRAM_API, and that the server runs "
        "there.",
    )


async def test_another_web_server_is_no_telegram() -> None:
    """It may well say 404, and that says nothing of the token."""
    async with _web_server(aiohttp.web.Application()) as url:
        asking = TelegramClient(Settings(telegram_api=url, telegram_token=TOKEN))
        with pytest.raises(TelegramUnreachable):
            await asking.ask("getMe")


async def test_the_time_is_read_from_the_answer() -> None:
    async def answer(_request: aiohttp.web.Request) -> aiohttp.web.Response:
        return aiohttp.web.json_response(
            {"ok": True, "result": {}}, headers={"Date": "Wed, 25 Nov 2026 09:00:00 GMT"}
        )

    app = aiohttp.web.Application()
    app.router.add_get("/{path:.*}", answer)
    async with _web_server(app) as url:
        told = await TelegramClient(Settings(telegram_api=url, telegram_token=TOKEN)).ask("getMe")

    assert told.at == NOW


async def test_an_unknown_token_is_refused(here: Served) -> None:
    asking = TelegramClient(Settings(telegram_api=here.url, telegram_token=WRONG))

    with pytest.raises(TokenRefused):
        await asking.ask("getMe")


@pytest.mark.slow
async def test_the_program_ends_with_1_and_a_sentence() -> None:
    asked = program("doctor")

    assert asked.returncode == 1
    assert "✗ Settings  BASIRA_TELEGRAM_TOKEN is not set." in asked.stdout
    assert "✓ Library" in asked.stdout
    assert asked.stderr == ""


def test_doctor_prints_json() -> None:
    asked = call("doctor", "--json")
    found = json.loads(asked.stdout)

    assert (asked.exit_code, found["ok"]) == (1, False)
    assert {"name": "Python", "ok": True}.items() <= found["checks"][0].items()


def test_looking_makes_nothing(somewhere: Path) -> None:
    call("doctor")

    assert list(somewhere.iterdir()) == []


def test_an_old_python_is_reported() -> None:
    assert doctor.python((3, 10)) == HealthCheck(
        "Python", False, "This is Python 3.10; Basira needs 3.11 or newer."
    )


async def test_wrong_settings_are_reported_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    checks = await examined(monkeypatch, BASIRA_TIMEZONE="Mars", BASIRA_TELEGRAM_TOKEN="my secret")

    assert [*checks] == ["Python", "Settings", "Library", "Languages"]
    assert "BASIRA_TIMEZONE: " in checks["Settings"].message
    assert "my secret" not in str(checks)


@pytest.mark.parametrize(
    "line", ["BASIRA_DATABSE=x", "  export BASIRA_DATABSE = x", "basira_databse=x"]
)
def test_misspelt_settings_are_found_in_the_file(somewhere: Path, line: str) -> None:
    (somewhere / ".env").write_text(f"OTHER=1\n{line}\nBASIRA_TIMEZONE=Asia/Bahrain\n")
    check, _ = doctor.settings()

    assert "BASIRA_DATABSE is no setting. Did you mean BASIRA_DATABASE?" in check.message
    assert check.message.count("Did you mean") == 1


def test_a_webhook_needs_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASIRA_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("BASIRA_WEBHOOK_URL", "https://example.org/hook")
    check, chosen = doctor.settings()

    assert not check.ok
    assert chosen is not None
    assert "BASIRA_WEBHOOK_SECRET" in check.message


def test_a_current_database_is_well_also_while_a_basira_runs(sqlite_url: str) -> None:
    alone = doctor.database(sqlite_url)
    with lock.hold(sqlite_url):
        beside = doctor.database(sqlite_url)

    assert alone.ok
    assert beside == HealthCheck(
        "Database", True, f"{alone.message} A Basira is running on it now."
    )
    assert doctor.database(sqlite_url) == alone


@pytest.mark.parametrize(
    ("about", "detail", "words"),
    [
        ("clock", "2026-03-05", "the clock may be wrong"),
        ("practice", "318 of 600", "of practice, 318 of 600 would have gone in one night"),
    ],
)
async def test_refused_retention_is_reported(
    database_url: str, about: str, detail: str, words: str
) -> None:
    """Until a run is done; a run in the future does not count."""
    database = Database.open(database_url)

    async def recorded(deed: str, at: datetime, *on: str) -> None:
        with audit_context.active(
            AuditContext(deed, at, use=RightUse("program", EVERYWHERE, "keep", *on))
        ):
            await database.write(audit_context.record_unchanged)

    await recorded("retention run", NOW)
    assert [*doctor.retention(database_url, NOW)] == []
    await recorded("retention refused", NOW, about, detail)
    await recorded("retention run", NOW + timedelta(days=900))
    (check,) = doctor.retention(database_url, NOW)
    assert not check.ok
    assert words in check.message
    assert "`basira retention show`" in check.message
    await recorded("retention run", NOW)
    assert [*doctor.retention(database_url, NOW)] == []
    await database.close()


def test_looking_at_a_database_leaves_no_lock_file(sqlite_url: str) -> None:
    doctor.database(sqlite_url)

    assert not Path(f"{sqlite_url.removeprefix('sqlite:///')}.lock").exists()


def test_a_server_is_looked_at_too(postgresql_url: str) -> None:
    assert doctor.database(postgresql_url).ok
    assert list(doctor.disk(postgresql_url)) == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (schema.Outdated("0000", "0001"), "run `basira db upgrade`"),
        (schema.Newer("0099", "0001"), "Install the newer Basira"),
    ],
)
def test_another_schema_is_reported(
    monkeypatch: pytest.MonkeyPatch, sqlite_url: str, state: schema.State, words: str
) -> None:
    monkeypatch.setattr(schema, "state", lambda _url: state)
    check = doctor.database(sqlite_url)

    assert not check.ok
    assert words in check.message


def test_an_unreachable_database_is_reported_without_its_password() -> None:
    check = doctor.database("postgresql://basira:secret@127.0.0.1:1/basira")

    assert not check.ok
    assert "cannot be reached" in check.message
    assert "secret" not in check.message


def test_database_locked_by_another_process_is_reported(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup or a viewer with a transaction of its own; the wait for it is cut short here."""
    connect, path = sqlite3.connect, sqlite_url.removeprefix("sqlite:///")

    def hasty(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        held: sqlite3.Connection = connect(*args, **kwargs | {"timeout": 0})
        return held

    monkeypatch.setattr(sqlite3.dbapi2, "connect", hasty)
    with closing(connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        check = doctor.database(sqlite_url)

    assert not check.ok
    assert "is held by another program" in check.message


def test_the_folder_is_looked_at(somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (well,) = doctor.disk("sqlite:///var/basira.db")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000_000))
    (full,) = doctor.disk("sqlite:///var/basira.db")

    assert well.ok
    assert well.message.startswith(f"{somewhere} can be written to")
    assert full == HealthCheck(
        "Disk", False, f"Only 1 MB are free at {somewhere}; make room for 200 MB."
    )


def test_non_folder_is_reported(somewhere: Path) -> None:
    (somewhere / "var").write_text("a file where a folder should be")
    (check,) = doctor.disk("sqlite:///var/basira.db")

    assert not check.ok
    assert check.message.startswith(f"Basira may not write to {somewhere}/var.")


def test_unloadable_case_is_reported(somewhere: Path) -> None:
    (somewhere / "scenario.yaml").write_text("format: 1\n")
    check = doctor.library(load_library([LIBRARY, somewhere]))

    assert not check.ok
    assert "`basira scenarios lint` says why" in check.message
    assert f"{somewhere}/scenario.yaml" in check.message


def test_an_empty_library_is_reported() -> None:
    assert not doctor.library(CaseLibrary({})).ok


def test_a_case_without_a_language_is_reported(somewhere: Path) -> None:
    shutil.copy(LIBRARY / "dream-job" / "scenario.yaml", somewhere)
    check = doctor.languages(load_library([somewhere]))

    assert check == HealthCheck("Languages", False, "Texts are missing in العربية: dream-job.")


OURS, THEIRS = "https://our.example/hook", "https://other.example/secret-path"


@pytest.mark.parametrize(
    ("wanted", "info", "ok", "words"),
    [
        ("", {"url": ""}, True, "Updates are fetched; no webhook is set."),
        ("", {"url": THEIRS}, False, "to other.example, and not here"),
        (OURS, {"url": OURS}, True, "Updates are brought to our.example."),
        (OURS, {"url": ""}, True, "`basira run` sets it"),
        (OURS, {"url": THEIRS}, False, "to other.example, and not here"),
        (OURS, {"url": OURS, "last_error_message": "Bad Gateway"}, False, "Bad Gateway"),
    ],
)
def test_the_webhook_fits(wanted: str, info: dict[str, str], ok: bool, words: str) -> None:
    check = doctor.webhook(Settings(webhook_url=wanted), info)

    assert check.ok is ok
    assert words in check.message
    assert "secret-path" not in check.message


@pytest.mark.parametrize(
    ("seconds", "ok", "words"),
    [
        (0, True, "Within 1 s"),
        (30, True, "Within 30 s"),
        (31, False, "31 seconds ahead of"),
        (-95, False, "95 seconds behind"),
    ],
)
def test_a_wrong_clock_is_reported(seconds: int, ok: bool, words: str) -> None:
    check = doctor.skew(NOW + timedelta(seconds=seconds), NOW)

    assert check.ok is ok
    assert words in check.message


async def test_an_answer_without_a_time_is_no_failure() -> None:
    checks = [check async for check in doctor.online(load(), Line(at=None), Fixed())]

    assert [check.ok for check in checks] == [True, True, True]
    assert checks[-1].message.startswith("Not compared")


def test_agencies_with_people_and_no_good_line_are_named(database_url: str) -> None:
    """What is not confirmed is not well; what expires soon is only told."""

    async def written(unit: Callable[[Connection], None]) -> None:
        database = Database.open(database_url)
        try:
            await database.write(unit)
        finally:
            await database.close()

    def look(days: int) -> HealthCheck:
        (check,) = doctor.lines(database_url, NOW + timedelta(days=days))
        return check

    def arrived(conn: Connection) -> None:
        agencies.add(conn, Agency("airport", "BH", {"en": "Airport"}, NOW))
        people.keep(conn, Person("p" * 12, "en", "Asia/Bahrain", NOW, agency="airport"))

    def confirmed(conn: Connection) -> None:
        fact = local_contacts.add(
            conn, "airport", "agency-line", {"en": "the desk"}, "a letter", NOW
        )
        local_contacts.confirm(conn, fact, "the duty officer", NOW, NOW + timedelta(days=60))

    assert look(0).ok
    asyncio.run(written(arrived))
    assert not look(0).ok
    assert look(0).message.startswith("Not confirmed for real cases: airport.")
    asyncio.run(written(confirmed))
    assert look(1) == HealthCheck(
        "Lines", True, "Every agency with people has a confirmed line for real cases."
    )
    assert look(40).ok
    assert look(40).message.startswith("To expire within 30 days: airport.")
    assert not look(60).ok
    assert look(60).message.startswith("Expired or taken away: airport.")


def test_no_lines_are_looked_at_where_no_database_is(somewhere: Path) -> None:
    assert list(doctor.lines("sqlite:///own.db", NOW)) == []
    assert list(somewhere.iterdir()) == []
