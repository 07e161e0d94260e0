"""How the program fares, for machines: whether it takes updates in, and numbers about nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.metrics import KIND, app, written
from bot.services.doctor import Room
from bot.services.errors import StorageTrouble
from bot.services.operating.vitals import Looking, Running, Vitals
from bot.settings import SettingsError, load
from scenarios.shelf import Shelf
from tests.chats.test_health import WELL
from tests.helpers.kinds_case import kinds_case
from tests.helpers.learner import Learner
from tests.helpers.ports import free_port
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served

SAMPLE = re.compile(r'(basira_[a-z_]+)(?:\{(?:[a-z]+="[^"\\]*",?)+\})? (\d+)')
SETTINGS = Path(__file__).parents[2] / "docs" / "settings.md"
FULL = replace(
    WELL,
    room=Room(Path("x"), Path("x"), writable=True, free=4_000),
    backup=datetime(2026, 11, 25, tzinfo=UTC),
    late=timedelta(minutes=11),
)


def read(text: str) -> dict[str, int]:
    """The metrics of a text, as its format says: help, type, sample."""
    found: dict[str, int] = {}
    for told, kind, line in zip(*[iter(text.splitlines())] * 3, strict=True):
        sample = SAMPLE.fullmatch(line)
        assert sample is not None, line
        name = sample.group(1)
        assert told.startswith(f"# HELP {name} ")
        assert kind == f"# TYPE {name} gauge"
        found[name] = int(sample.group(2))
    return found


def test_every_number_is_written_and_explained() -> None:
    found = read(written(FULL))
    assert found["basira_disk_free_bytes"] == 4_000_000_000
    assert found["basira_backup_begun_seconds"] == 1_795_564_800
    assert found["basira_promises_late_seconds"] == 660
    assert 'basira_info{version="1.0",schema="0020"} 1\n' in written(FULL)
    explained = set(re.findall(r"`(basira_\w+)`", SETTINGS.read_text("utf-8")))
    assert set(found) == explained
    fewer = read(written(replace(FULL, room=None, backup=None)))
    assert set(found) - set(fewer) == {"basira_disk_free_bytes", "basira_backup_begun_seconds"}


async def test_a_database_that_does_not_answer_is_no_number() -> None:
    class Silent(Looking):
        def __init__(self) -> None:
            pass

        async def look(self) -> Vitals:
            raise StorageTrouble("busy")

    wire = httpx.ASGITransport(app(Silent(), Running()))
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
    shelf = Shelf({"kinds": kinds_case()})
    async with (
        running_bot(sandbox, sqlite_url, shelf, metrics_listen=listen, **(more if webhook else {})),
        httpx.AsyncClient(trust_env=False, base_url=f"http://{listen}") as web,
    ):
        await learner.arrives()
        healthy = await web.get("/health")
        assert (healthy.status_code, healthy.json()) == (200, {"ok": True})
        told = await web.get("/metrics")
        assert (told.status_code, told.headers["Content-Type"]) == (200, KIND)
        found = read(told.text)
        assert (found["basira_taking_updates"], found["basira_cases"]) == (1, 1)
        assert "654321" not in told.text


def test_a_wrong_address_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASIRA_METRICS_LISTEN", "8445")
    with pytest.raises(SettingsError, match="BASIRA_METRICS_LISTEN: it must be an address"):
        load()
