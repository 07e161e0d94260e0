"""How the program fares, for machines: whether it takes updates in, and numbers about nobody."""

from __future__ import annotations

import asyncio
import re
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.app.errors import StorageTrouble
from bot.app.operations.doctor import DiskSpace
from bot.app.operations.vitals import RuntimeGauges, Vitals, VitalsReader
from bot.app.operations.wait_times import BOUNDS, MINUTE, WaitTimes
from bot.app.personal_data.retention import RetentionDoubt
from bot.app.ports import SystemClock
from bot.http_server import free_port
from bot.metrics import KIND, app, written
from bot.settings import SettingsError, load
from scenarios.case_library import CaseLibrary
from storage.db.database import Database
from tests.chats.test_health import WELL
from tests.helpers.kinds_case import kinds_case
from tests.helpers.learner import Learner
from tests.helpers.running import running_bot
from tests.helpers.sandbox import PATIENCE, Served
from tests.helpers.telegram_wire import Watch

SAMPLE = re.compile(r'(basira_[a-z_]+)(?:\{(?:[a-z]+="[^"\\]*",?)+\})? (\d+(?:\.\d+)?)')
BRANCHES = {"_bucket", "_sum", "_count"}
SETTINGS = Path(__file__).parents[2] / "docs" / "settings.md"
FULL = replace(
    WELL,
    room=DiskSpace(Path("x"), Path("x"), writable=True, free=4_000),
    backup=datetime(2026, 11, 25, tzinfo=UTC),
    backup_begun=datetime(2026, 11, 26, tzinfo=UTC),
    late=timedelta(minutes=11),
)


def read(text: str) -> dict[str, float]:
    """The metrics of a text, as its format says: help, type, samples; of a histogram its count."""
    found: dict[str, float] = {}
    for part in text.removeprefix("# HELP ").split("# HELP "):
        told, kind, *lines = part.splitlines()
        name = told.partition(" ")[0]
        typed = kind.removeprefix(f"# TYPE {name} ")
        samples = [SAMPLE.fullmatch(line) for line in lines]
        assert all(samples), lines
        names = [sample.group(1).removeprefix(name) for sample in samples if sample]
        assert set(names) == {"gauge": {""}, "counter": {""}, "histogram": BRANCHES}[typed]
        found[name] = float(samples[-1].group(2)) if samples[-1] else 0
    return found


def test_every_number_is_written_and_explained() -> None:
    found = read(written(FULL))
    assert found["basira_disk_free_bytes"] == 4_000_000_000
    assert found["basira_backup_succeeded_seconds"] == 1_795_564_800
    assert found["basira_backup_begun_seconds"] == 1_795_651_200
    assert found["basira_retention_refused"] == 0
    refused = replace(FULL, refused=RetentionDoubt("clock", ""))
    assert read(written(refused))["basira_retention_refused"] == 1
    assert found["basira_audit_anchor_fails"] == 0
    assert read(written(replace(FULL, anchor_fails=True)))["basira_audit_anchor_fails"] == 1
    assert found["basira_promises_late_seconds"] == 660
    assert 'basira_info{version="1.0",schema="0020"} 1\n' in written(FULL)
    explained = set(re.findall(r"`(basira_\w+)`", SETTINGS.read_text("utf-8")))
    assert set(found) == explained
    fewer = read(written(replace(FULL, room=None, backup=None, backup_begun=None)))
    assert set(found) - set(fewer) == {
        "basira_disk_free_bytes",
        "basira_backup_begun_seconds",
        "basira_backup_succeeded_seconds",
    }


def test_waits_are_exported_as_prometheus_histograms() -> None:
    """Each bucket holds those of the smaller ones; the last holds all."""
    waited = WaitTimes()
    for seconds in (0.004, 0.01, 0.3, 99.0):
        waited.note(seconds)
    told = written(replace(FULL, waits=waited.total()))
    counts = re.findall(r'basira_tap_seconds_bucket\{le="([^"]+)"\} (\d+)', told)
    assert [bound for bound, _ in counts] == [*map(str, BOUNDS), "+Inf"]
    assert [int(count) for _, count in counts] == [2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4]
    assert "basira_tap_seconds_sum 99.314000\nbasira_tap_seconds_count 4\n" in told


async def test_in_memory_figures_are_updated_on_change(sqlite: Database) -> None:
    """A look at many chats from another thread would fail when one more comes or goes."""
    asked: list[threading.Thread] = []

    def here() -> int:
        asked.append(threading.current_thread())
        return 3

    running = RuntimeGauges(
        queued_messages=here,
        taking=lambda: bool(here()),
        leads=lambda: bool(here()),
        under_way=here,
        oldest_seconds=lambda: float(here()),
        dropped=here,
        unreadable=here,
        wait_times=WaitTimes(lambda: float(here())),
    )
    asked.clear()
    clock = SystemClock()
    looking = VitalsReader(sqlite, "sqlite:///x/y.db", CaseLibrary({}), running, clock)
    found = await looking.read()
    assert (found.waiting, found.under_way, found.oldest.seconds, found.spared) == (3, 3, 3, 3)
    assert set(asked) == {threading.main_thread()}


def test_old_waits_are_not_of_late() -> None:
    """What happened in the last minute or two counts, however long nothing came."""
    watch = Watch()
    waited = WaitTimes(watch.time.now)
    waited.note(9.0)
    watch.goes(MINUTE)
    waited.note(0.1)
    assert (waited.recent().count, waited.recent().longer_than(5.0)) == (2, 1)
    watch.goes(MINUTE)
    assert (waited.recent().count, waited.recent().longer_than(5.0)) == (1, 0)
    watch.goes(5 * MINUTE)
    assert (waited.recent().count, waited.total().count) == (0, 2)


async def test_a_database_that_does_not_answer_is_no_number() -> None:
    class Silent(VitalsReader):
        def __init__(self) -> None:
            pass

        async def read(self) -> Vitals:
            raise StorageTrouble("busy")

    wire = httpx.ASGITransport(app(Silent(), RuntimeGauges()))
    async with httpx.AsyncClient(transport=wire, base_url="http://bot") as web:
        assert (await web.get("/metrics")).status_code == 503
        assert (await web.get("/health")).status_code == 503  # nothing is taken in yet
        assert (await web.post("/metrics")).status_code == 405


@pytest.mark.parametrize("webhook", [False, True])
async def test_a_running_bot_tells_how_it_fares(
    sandbox: Served, sqlite_url: str, *, webhook: bool
) -> None:
    """By polling and by webhook; at its own address, and nothing there names anybody."""
    listen, hook = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    more = {
        "webhook_url": f"http://{hook}/in",
        "webhook_secret": SecretStr("a-Secret_of-16-letters"),
        "listen": hook,
    }
    learner = Learner(sandbox.phone(654_321), "en")
    shelf = CaseLibrary({"kinds": kinds_case()})
    async with (
        running_bot(sandbox, sqlite_url, shelf, metrics_listen=listen, **(more if webhook else {})),
        httpx.AsyncClient(trust_env=False, base_url=f"http://{listen}") as web,
    ):
        await learner.arrives()
        healthy = await web.get("/health")
        assert (healthy.status_code, healthy.json()) == (200, {"ok": True})
        async with asyncio.timeout(PATIENCE):
            busy = True
            while busy:  # until receipts are recorded and the first jobs have run
                told = await web.get("/metrics")
                found = read(told.text)
                busy = any(
                    found[f"basira_{name}"] for name in ("updates_under_way", "units_waiting")
                )
        assert (told.status_code, told.headers["Content-Type"]) == (200, KIND)
        assert (found["basira_taking_updates"], found["basira_cases"]) == (1, 1)
        assert found["basira_leads"] == 1
        assert found["basira_tap_seconds"] >= 1  # the notice was accepted by a tap
        assert "654321" not in told.text


def test_invalid_address_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASIRA_METRICS_LISTEN", "8445")
    with pytest.raises(SettingsError, match="BASIRA_METRICS_LISTEN: it must be an address"):
        load()
