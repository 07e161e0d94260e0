"""Short runs of the parts of `make bench`."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
import telegram
from click.testing import CliRunner
from fsrs import Scheduler
from sqlalchemy import func, select

from bot.sandbox import TOKEN
from bot.telegram.limits import SendRates
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.sender import Sender
from bot.web.kit.routes import Method
from bot.web.routes import ROUTES
from scenarios.case_library import CaseLibrary, load_library
from storage.db import tables
from storage.refreshers import recall_rates as rates
from tests.bench.__main__ import main
from tests.bench.bots import in_process, processes, under_load
from tests.bench.bots.bot_list import BARE, CEILING, OURS, Bot, conversation
from tests.bench.bots.under_load import LoadRun
from tests.bench.double.load import Load, LoadResult
from tests.bench.double.telegram import BOT
from tests.bench.measuring.machine import BOT_CORE, DOUBLE_CORE
from tests.bench.measuring.plan import Plan
from tests.bench.measuring.postgresql import first_process, fresh
from tests.bench.parts import part_list, workers
from tests.bench.parts.refreshers import remembering, ticking
from tests.bench.parts.taps import lines, trials
from tests.bench.parts.taps.trials import Measured, Trial
from tests.bench.parts.workers import Isolation
from tests.bench.people import crowd

pytestmark = pytest.mark.slow

SHORT = Plan(seconds=0.1, warm_up=0.05, runs=1, repeats=0, learners=20)


def test_each_part_has_modules_that_measure() -> None:
    for part in part_list.PARTS.values():
        for module in part.modules:
            assert callable(import_module(f"tests.bench.parts.{module}").rows)


@pytest.mark.parametrize("part", ["engine", "storage", "refreshers"])
def test_a_short_run_has_positive_figures(part: str) -> None:
    rows = part_list.measured(part, SHORT)

    assert rows
    assert all(row.measured.middle > 0 for row in rows)


def test_console_pages_are_measured_with_their_resources() -> None:
    found = {row.what: row for row in part_list.measured("console", replace(SHORT, people=(60,)))}

    assert all(row.measured.middle > 0 for row in found.values())
    where = "the console with 60 people"
    pages = {route.path for route in ROUTES if route.method is Method.PAGE and route.template}
    assert {f"{where}: p95 of {path}" for path in pages} <= {*found}
    first = found[f"{where}: a first view, with styles and scripts, compressed"]
    assert first.target is not None
    assert first.target.met(first.reached)  # bytes do not depend on how fast a machine is


def test_results_are_printed_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.bench.__main__.QUICK", SHORT)
    kept = tmp_path / "bench.json"
    ran = CliRunner().invoke(main, ["engine", "--quick", "--kept", str(kept)])

    assert ran.exit_code == 0
    assert "random play-throughs" in ran.stdout
    assert kept.exists()


@pytest.mark.parametrize("bot", [OURS, BARE, conversation(5), CEILING], ids=lambda bot: bot.name)
async def test_bots_answer_taps_in_full(bot: Bot) -> None:
    run = await under_load.measure(bot, Load(learners=10, outstanding=4, warm_up=0.2, seconds=1.5))

    assert run.seen.taps > 0
    assert not run.seen.refusals


async def test_our_bot_answers_by_webhook() -> None:
    bot = Bot("ours", OURS.arguments, processes.webhook())
    load = Load(learners=10, outstanding=4, rate=20, warm_up=0.2, seconds=1.5)

    assert (await under_load.measure(bot, load)).seen.taps > 0


async def test_a_bot_that_ends_early_is_reported_with_its_last_words() -> None:
    silent = Bot("silent", ("-c", "raise SystemExit('no such bot')"))

    with pytest.raises(processes.BotFailed, match="no such bot"):
        await under_load.measure(silent, Load(learners=1))


async def test_two_programs_answer_taps_in_full(postgresql_url: str) -> None:
    """No screen is sent twice, though both bots serve each learner."""
    apart = Isolation("", (BOT_CORE, DOUBLE_CORE), set())
    load = Load(learners=10, outstanding=2, warm_up=0.2, seconds=1.5)
    with fresh(postgresql_url) as url:
        found = await workers.measured(2, apart, load, url, first_process(url))

    assert found.seen.taps > 0
    assert (found.seen.disordered, found.seen.refusals) == (0, {})


@pytest.mark.parametrize("failing", [None, BARE])
async def test_a_peer_that_fails_is_left_out(
    monkeypatch: pytest.MonkeyPatch, failing: Bot | None
) -> None:
    async def measure(bot: Bot, _load: Load) -> LoadRun:
        if bot is failing:
            raise processes.BotFailed("no tap was answered")
        rate = 1500.0 if bot is OURS else 300.0
        return LoadRun(
            LoadResult(rate, 100, 2.0, 5.0, 0, {}, 1.0, 0.25), 1e6 / rate, 0.99, 100, 110, 0.0
        )

    monkeypatch.setattr(under_load, "measure", measure)
    found = Measured()
    half = Trial(OURS, lines.HALF, trials.distant(SHORT))
    await found.measure(SHORT, [*trials.trials(SHORT, postgresql=False), half])
    rows = {row.name: row for row in lines.rows(found)}

    bare = "bare handler that saves nothing"
    if failing is None:
        assert rows[f"{lines.FAST} | {bare}"].ratio == 5
    else:
        assert f"{lines.FAST} | {bare}: did not get through" in rows


async def test_due_refreshers_are_sent_once_each(tmp_path: Path) -> None:
    shelf = load_library()
    async with in_process.services(tmp_path / "crowd.db", shelf) as parts:
        await parts.database.write(lambda conn: crowd.all_due(conn, shelf, BOT, 60))
        taken = in_process.CountingRequest()
        pace = SendRates(push_per_second=1e9)
        sender = Sender(telegram.Bot(TOKEN, request=taken), pace=pace)
        service = in_process.refreshers(parts, TelegramMessenger(sender))

        assert await service.send() == 60
        await asyncio.gather(*sender._tasks)  # at an unhurried pace all go at once
        await sender.drain(30)
        assert await service.send() == 0
        assert taken.messages == 60
        assert len(await parts.database.read(rates.sent_prompts)) == 60


async def test_nothing_due_is_nothing_sent(tmp_path: Path) -> None:
    async with in_process.services(tmp_path / "crowd.db", CaseLibrary({})) as parts:
        await parts.database.write(lambda conn: crowd.none_due(conn, 70))

        assert [await job() for job in ticking.jobs_of(parts)] == [0, 0, 0]
        first = await parts.database.read(
            lambda conn: conn.scalar(select(func.min(tables.due.c.due)))
        )
        assert first is not None
        assert first > crowd.NOW


def test_both_memories_take_the_same_answers() -> None:
    answers = remembering.life(random.Random(1))

    assert remembering.ours(answers) == remembering.theirs(answers, Scheduler) == remembering.EACH
