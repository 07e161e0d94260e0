"""Through a pooler of transactions: each may go to another process of the server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage import Database
from storage.backups import backups
from storage.db import engines, schema
from storage.db.errors import ToolMissing
from storage.db.leader import LeasedProcess
from storage.outbox import jobs, undelivered
from storage.playing import attempts, events
from tests.helpers.pooler import pooled
from tests.promises.makers import BOT, NOON, add_learner_with_attempt, an_event, minutes
from tests.promises.test_due import KINDS, LEASE, a_promise
from tests.promises.test_process_group import beat, by_hand
from tests.promises.test_units import see, seen_numbers

MANY = 20

pytestmark = pytest.mark.needs("pgbouncer")


@pytest.fixture(params=[0, 200], ids=["knows no statements", "knows statements"])
def url(request: pytest.FixtureRequest, postgresql_url: str) -> Iterator[str]:
    """Two kinds of pooler: those that know prepared statements, and those that do not."""
    with pooled(postgresql_url, request.param) as found:
        yield found


async def test_units_run_side_by_side(url: str) -> None:
    """Each statement so often that it would be prepared elsewhere."""
    database = Database.open(url)

    async def see_often(number: int) -> None:
        for again in range(8):
            await database.write(partial(see, number=number * 100 + again))
            await database.read(seen_numbers)

    await asyncio.gather(*map(see_often, range(MANY)))
    assert len(await database.survey(seen_numbers)) == MANY * 8
    with pytest.raises(Exception, match="read-only"):
        await database.read(partial(see, number=9))
    await database.close()


async def test_attempt_moves_one_step_at_a_time_through_a_pooler(url: str) -> None:
    database = Database.open(url)
    await database.write(add_learner_with_attempt)

    def step(conn: Connection) -> None:
        held = attempts.get_own_for_update(conn, "a1", BOT, 1)
        assert held is not None
        undelivered.mark_shown(conn, [("a1", turn) for turn in range(held.turn + 1)])
        attempts.move(conn, "a1", held.turn + 1, "{}", NOON, [an_event(held.turn)])

    await asyncio.gather(*(database.write(step) for _ in range(MANY)))

    found = await database.read(lambda conn: attempts.get(conn, "a1"))
    happened = await database.read(lambda conn: events.of(conn, "a1"))
    assert found is not None
    assert (found.turn, [event.turn for event in happened[1:]]) == (MANY, list(range(MANY)))
    await database.close()


async def test_due_job_is_handed_out_once_through_a_pooler(url: str) -> None:
    here, there = Database.open(url), Database.open(url)
    await here.write(add_learner_with_attempt)
    for number in range(MANY):
        await here.write(partial(jobs.schedule, job=a_promise(f"a1:{number}")))
    claim = partial(jobs.claim, now=NOON + minutes(1), lease=LEASE, limit=5, kinds=KINDS)

    batches = await asyncio.gather(*(database.write(claim) for database in (here, there) * 4))

    found = [job.job.key for batch in batches for job in batch.due]
    assert len(found) == len(set(found)) == MANY
    await here.close()
    await there.close()


async def test_a_read_sees_one_moment(url: str) -> None:
    database = Database.open(url)
    await database.write(partial(see, number=1))

    def load(conn: Connection) -> tuple[list[int], list[int]]:
        before = seen_numbers(conn)
        writing = Database.open(url)
        asyncio.run(writing.write(partial(see, number=2)))
        asyncio.run(writing.close())
        return before, seen_numbers(conn)

    assert await database.survey(load) == ([1], [1])
    await database.close()


def test_one_process_leads_through_a_pooler(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = by_hand(monkeypatch)
    address = engines.parse(url)
    process, other = LeasedProcess(address, "one"), LeasedProcess(address, "other")
    beat(machine, process, other)
    assert (process.leads, other.leads) == (True, False)
    for member in (process, other):
        member._engine.dispose()


def test_the_schema_is_brought_up_to_date(postgresql_url: str, url: str) -> None:
    before = schema.state(url)
    schema.downgrade(url, "0033")
    schema.upgrade(url)

    assert schema.state(postgresql_url) == before


def test_backups_bypass_the_pooler(url: str, tmp_path: Path) -> None:
    with pytest.raises(ToolMissing, match="Name the server itself"):
        backups.create_backup(url, tmp_path / "backup", NOON)
