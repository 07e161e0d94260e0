"""The invented agency of `basira demo --filled`: sound, and every screen has something to show."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from bot.app.library import shelf
from bot.chat.kit.request import Visitor
from bot.chat.kit.routes import call as call_of
from bot.chat.trainer.cohorts.cohort_pages import cohort_page
from bot.chat.trainer.progress.cohort_progress import cohort_progress, progress_picture
from bot.cli import demo_filled
from bot.cli.program import CommandError
from bot.demo.filled_agency import AGENCY, KeyAccounts, Size, fill
from bot.outbox.undelivered import undelivered_screens
from scenarios.case_library import CaseLibrary
from storage import Database
from storage.agencies.survey_tallies import PRACTICE, REACTION
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import schema, tables
from storage.outbox.undelivered import UndeliveredQuery
from storage.people import people
from tests.commands.calling import call
from tests.helpers.front_desk import ManualClock, services
from tests.helpers.staff import labels, text

pytestmark = pytest.mark.slow

SIZE = Size(people=20, cohorts=2, days=120)


@pytest.fixture(scope="module")
def library() -> CaseLibrary:
    return shelf()


@pytest.fixture(scope="module")
def accounts() -> KeyAccounts:
    return demo_filled.key_accounts()


@pytest.fixture(scope="module")
def weeks() -> list[int]:
    """The weeks that were simulated while it was built."""
    return []


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory,
    library: CaseLibrary,
    accounts: KeyAccounts,
    weeks: list[int],
) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('filled')}/small.db"
    schema.ensure(url)

    async def build() -> None:
        database = Database.open(url)
        try:
            await fill(database, library, accounts, ManualClock().now(), SIZE, weeks.append)
        finally:
            await database.close()

    asyncio.run(build())
    return url


@pytest.fixture
def url(built: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("BASIRA_DATABASE", built)
    return built


@pytest.mark.usefixtures("url")
def test_every_attempt_replays_and_the_audit_chain_is_whole() -> None:
    asked = call("db", "check", "--json")
    found = json.loads(asked.stdout)

    assert (asked.exit_code, found["damage"], found["wrong"]) == (0, [], [])
    assert found["attempts"] > SIZE.people
    assert (found["audit"]["rows"] > SIZE.cohorts, found["audit"]["wrong"]) == (True, [])


async def test_the_trainer_sees_the_cohort_and_its_picture(
    url: str, library: CaseLibrary, accounts: KeyAccounts
) -> None:
    def own(conn: Connection) -> Cohort:
        trainer = people.by_account(conn, accounts.bot, accounts.trainer.telegram_id)
        assert trainer is not None
        return min(cohorts.of_trainer(conn, trainer.id), key=lambda found: found.created_at)

    async with services(url, library, ManualClock(), prepare=False) as parts:
        cohort = await parts.database.read(own)
        trainer = accounts.trainer
        visitor = Visitor(accounts.bot, trainer.telegram_id, 1, trainer.language)
        page = await parts.router.tap(visitor, call_of(cohort_page, cohort.id))
        progress = await parts.router.tap(visitor, call_of(cohort_progress, cohort.id, 0))
        picture = await parts.router.tap(visitor, call_of(progress_picture, cohort.id, 0, 0))
        assert picture.then is not None
        [drawn] = await picture.then()

    assert cohort.name in text(page.screen)
    assert "passed" in labels(progress.screen)
    assert drawn.content.startswith(b"\x89PNG")


async def test_nobody_is_owed_a_message_of_the_past(
    url: str, library: CaseLibrary, accounts: KeyAccounts
) -> None:
    now = ManualClock().now()

    def overdue(conn: Connection) -> int | None:
        return conn.scalar(select(func.count()).where(tables.due.c.due <= now))

    async with services(url, library, ManualClock(), prepare=False) as parts:
        query = UndeliveredQuery(accounts.bot, now, (), now, 9)
        assert await undelivered_screens(parts.app, lambda _: query) == []
        assert await parts.database.read(overdue) == 0


async def test_answers_on_paper_are_entered_and_some_wait(built: str) -> None:
    def kept(conn: Connection) -> tuple[int | None, int | None]:
        entered = select(func.count()).where(tables.attempts.c.entered_at.is_not(None))
        noted = select(func.count()).where(tables.attendance.c.how == "hand")
        return conn.scalar(entered), conn.scalar(noted)

    database = Database.open(built)
    try:
        entered, there = await database.read(kept)
    finally:
        await database.close()

    assert entered == SIZE.cohorts * 2
    assert there == SIZE.cohorts * 3


async def test_surveys_are_answered_and_late_learners_nudged(built: str) -> None:
    def kept(conn: Connection) -> tuple[set[str], int | None]:
        items = set(conn.scalars(select(tables.tallies.c.item)))
        nudged = select(func.count()).where(tables.people.c.nudged_at.is_not(None))
        return items, conn.scalar(nudged)

    database = Database.open(built)
    try:
        items, nudged = await database.read(kept)
    finally:
        await database.close()

    assert items == {*REACTION, *PRACTICE}
    assert nudged


@pytest.mark.usefixtures("url")
def test_a_report_and_an_export_have_figures(somewhere: Path) -> None:
    until = ManualClock().now() - timedelta(days=30)
    report = call("report", "--until", f"{until:%Y-%m}", "--agency", AGENCY)
    export = call("export", "attempts", "--out", "attempts.csv")

    assert (report.exit_code, report.stdout) == (0, "report.pdf\n")
    assert export.exit_code == 0, export.stderr
    rows = (somewhere / "attempts.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) > SIZE.people


def test_second_start_copies_the_first_ones_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Path] = []

    async def build(kept: Path, _now: object, _on_week: object) -> None:
        built.append(kept)
        await asyncio.to_thread(kept.write_bytes, b"filled")

    async def start(name: str) -> bool:
        return await demo_filled.copy_filled(tmp_path / name, asyncio.Event())

    monkeypatch.setattr(demo_filled, "_build", build)

    assert all(asyncio.run(start(name)) for name in ("first.db", "second.db"))
    assert len(built) == 1
    assert (tmp_path / "second.db").read_bytes() == b"filled"


async def test_ctrl_c_ends_the_building(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = asyncio.Event()

    async def build(_kept: Path, _now: object, _on_week: object) -> None:
        stop.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(demo_filled, "_build", build)

    assert not await demo_filled.copy_filled(tmp_path / "demo.db", stop)


def test_missing_case_is_named_before_the_building(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: CaseLibrary
) -> None:
    left = {id_: case for id_, case in library.scenarios.items() if id_ != "pink-bag"}
    monkeypatch.setattr("bot.app.library.shelf", lambda: replace(library, scenarios=left))

    with pytest.raises(CommandError, match="pink-bag"):
        asyncio.run(demo_filled.copy_filled(tmp_path / "demo.db", asyncio.Event()))

    assert list(tmp_path.glob("*.db*")) == []


def test_every_module_that_fills_changes_the_fingerprint() -> None:
    code = (
        "import sys, bot.demo.filled_agency, bot.cli.demo_data, bot.sandbox_token\n"
        "print(*(m.__file__ for n, m in sys.modules.items() "
        "if n.partition('.')[0] in ('bot', 'storage', 'scenarios')), sep='\\n')"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    imported = {Path(line) for line in printed.stdout.decode().splitlines()}
    covered = set(demo_filled.sources().values())

    assert {file.stem for file in imported - covered} <= {"__init__", "program", "error_messages"}


def test_changed_file_changes_the_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "rules.py"
    monkeypatch.setattr(demo_filled, "sources", lambda: {"rules.py": file})
    file.write_text("old")
    before = demo_filled._fingerprint()
    file.write_text("new")

    assert demo_filled._fingerprint() != before


@pytest.mark.parametrize("is_terminal", [True, False])
def test_progress_is_one_line_on_a_terminal_and_some_lines_elsewhere(
    is_terminal: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)
    progress = demo_filled.BuildProgress(52)
    for week in range(53):
        progress.show(week)
    progress.end()

    printed = capsys.readouterr().out
    assert "Simulated 52 of 52 weeks, 0:0" in printed
    assert (printed.count("\n"), printed.count("\r")) == ((1, 53) if is_terminal else (14, 0))


@pytest.mark.usefixtures("built")
def test_weeks_are_counted_while_it_is_built(weeks: list[int]) -> None:
    assert weeks == sorted(weeks)
    assert (weeks[-1], len(weeks) > 5) == (SIZE.days // 7, True)


def test_without_the_bot_nothing_can_be_filled() -> None:
    asked = call("demo", "--no-bot", "--filled")

    assert asked.exit_code == 2
    assert "Omit `--no-bot`" in asked.stderr
