"""Three bots behind nginx on one PostgreSQL, while they are killed, stopped and upgraded."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count, cycle
from pathlib import Path

import httpx
import orjson
import psycopg
import pytest

from bot.http_server import free_port
from bot.telegram.webhook import SECRET_HEADER
from tests.bench.soak.diary import buttons
from tests.bench.soak.players import Player
from tests.bench.soak.reconciliation import Totals
from tests.bench.soak.system import Plan, System, system
from tests.bench.soak.workers import SECRET, ForkServer, Worker
from tests.helpers.pooler import pooled

ROOT = Path(__file__).parents[2]
WORKERS, QUIET = 3, 12
LONGEST = 60.0  # seconds until somebody must lead, on a machine however busy
TAPS = 25  # between two things that happen
pytestmark = pytest.mark.needs("nginx")

NUMBERS = count(2_000_000_000)  # of updates; the sandbox counts from less


def plan(database: str, *, faults: bool = True) -> Plan:
    """Six who play, and some who are only written to."""
    return Plan(
        database,
        minutes=0.1,
        learners=6,
        quiet=QUIET,
        workers=WORKERS,
        seed=11,
        faults=faults,
    )


def whole(totals: Totals) -> None:
    """Nothing is lost, nothing doubled, and there was something that could have been."""
    assert (totals.lost, totals.doubled) == ([], [])
    assert totals.counted + totals.doubled_taps >= TAPS
    assert totals.unasked + totals.to_come == QUIET


@pytest.mark.needs("pgbouncer")
async def test_kill_nine_loses_nothing_and_doubles_nothing(
    postgresql_url: str, tmp_path: Path, forks: ForkServer
) -> None:
    """Each of three once, with all faults going on, through a pooler of transactions."""
    with pooled(postgresql_url) as url:
        async with system(plan(url), tmp_path, forks.begun) as found:
            async with found.played():
                for worker in found.workers:
                    await found.until_tapped(TAPS)
                    await found.kill(worker)
            whole(await found.reckoned())


async def test_next_leader_sends_due_messages_once(
    postgresql_url: str, tmp_path: Path, forks: ForkServer
) -> None:
    """One stands still and goes on, not knowing that it leads no more; the next one is killed."""
    async with system(plan(postgresql_url), tmp_path, forks.begun) as found:
        for worker in found.workers:
            worker.settings["BASIRA_METRICS_LISTEN"] = f"127.0.0.1:{free_port()}"
        async with found.played():
            await found.until_tapped(TAPS)
            first = await leading(found.workers)
            first.pause()
            found.story.kills.append(datetime.now(UTC))
            second = await leading([entry for entry in found.workers if entry is not first])
            first.go_on()
            found.story.kills.append(datetime.now(UTC))
            await found.until_tapped(TAPS)
            await found.kill(second)
            await leading(found.workers)  # perhaps itself, where it came back quickly
            await found.until_tapped(TAPS)
        whole(await found.reckoned())


async def leading(workers: Sequence[Worker]) -> Worker:
    """The one of these that leads, as soon as one does."""
    async with asyncio.timeout(LONGEST), httpx.AsyncClient(trust_env=False, timeout=60) as http:
        while True:
            for worker in workers:
                address = worker.settings["BASIRA_METRICS_LISTEN"]
                with suppress(httpx.TransportError):
                    told = (await http.get(f"http://{address}/metrics")).text
                    if "basira_leads 1" in told.splitlines():
                        return worker
            await asyncio.sleep(0.05)


async def test_a_rolling_restart_and_an_additive_migration_lose_nothing(
    postgresql_url: str, tmp_path: Path, forks: ForkServer
) -> None:
    """One after the other is asked to end and comes back; meanwhile a column is added."""
    async with system(plan(postgresql_url), tmp_path, forks.begun) as found:
        async with found.played():
            await found.until_tapped(TAPS)
            await asyncio.to_thread(add_columns, postgresql_url)
            for worker in found.workers:
                await found.until_tapped(TAPS // 2)
                assert await worker.stop() == 0
                await worker.start()
            await found.until_tapped(TAPS // 2)
        assert found.story.fell == 0
        whole(await found.reckoned())


async def test_an_upgrade_under_load_loses_nothing(
    blank_postgresql_url: str, tmp_path: Path, forks: ForkServer, oldest_release: Path
) -> None:
    """From the oldest program that goes on under this schema: the database, then each program.

    The notice is a newer one too, so whoever plays meanwhile is asked to accept it first.
    """
    chosen = replace(plan(blank_postgresql_url), workers=2, upgrade_from=oldest_release)
    async with system(chosen, tmp_path, forks.begun) as found:
        async with found.played():
            for change in found.upgrades():
                await found.until_tapped(TAPS // 2)
                await change()
            await found.until_tapped(TAPS // 2)
        assert {worker.begin for worker in found.workers} == {forks.begun}
        assert found.story.fell == 0
        whole(await found.reckoned())


def add_columns(url: str) -> None:
    """What a migration of the next release may do under bots of this one."""
    with psycopg.connect(url) as connection:
        connection.execute("SET LOCAL lock_timeout = '2s'")
        connection.execute("ALTER TABLE attempts ADD COLUMN of_the_next_release TEXT")
        connection.execute("ALTER TABLE people ADD COLUMN of_the_next_release INTEGER DEFAULT 7")


async def test_simultaneous_taps_at_all_bots_count_once(
    postgresql_url: str, tmp_path: Path, forks: ForkServer
) -> None:
    """Whatever a turn offers, each choice at another bot at the same moment; and all once more."""
    async with system(plan(postgresql_url, faults=False), tmp_path, forks.begun) as found:
        async with found.played():
            await found.until_tapped(TAPS)
            for player in found.players:
                player.over = True
            brought = [choice for player in found.players for choice in choices(found, player)]
            async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
                for _ in range(2):
                    answers = await asyncio.gather(*(bring(http, *pair) for pair in brought))
                    assert {answer.status_code for answer in answers} == {200}
                await refuses_others(http, found)
        totals = await found.reckoned()
        whole(totals)
        assert totals.doubled_taps > 0


def choices(found: System, player: Player) -> Iterator[tuple[str, bytes]]:
    """A tap on each button of the newest message, and the address of the bot that gets it."""
    message = player.newest() or {}
    for data, worker in zip(buttons(message), cycle(found.workers), strict=False):
        number = next(NUMBERS)
        tap = {
            "id": found.sandbox.world.add_query(player.person).id,
            "from": player.person.user(),
            "message": message,
            "chat_instance": "1",
            "data": data,
        }
        found.sandbox.diary.tapped(player.person.id, data, number)
        update = {"update_id": number, "callback_query": tap}
        yield f"http://{worker.settings['BASIRA_LISTEN']}/telegram", orjson.dumps(update)


async def bring(http: httpx.AsyncClient, url: str, update: bytes) -> httpx.Response:
    headers = {"Content-Type": "application/json", SECRET_HEADER: SECRET}
    return await http.post(url, content=update, headers=headers)


async def refuses_others(http: httpx.AsyncClient, found: System) -> None:
    """Who has another secret, and what is not for a bot at all."""
    url = found.workers[0].settings["BASIRA_WEBHOOK_URL"]
    wrong = await http.post(url, content=b"{}", headers={SECRET_HEADER: "no-such-secret-1"})
    health = await http.get(url.replace("/telegram", "/health"))
    assert (wrong.status_code, health.status_code) == (401, 404)
