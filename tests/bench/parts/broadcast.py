"""A broadcast to many people within Telegram's limits, while others play."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, insert

from bot.app import notices
from bot.app.assignments import assignment_notices
from scenarios.case_library import load_library
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.db import tables
from storage.db.database import Database
from tests.bench.bots import processes
from tests.bench.bots.bot_list import OURS
from tests.bench.bots.processes import BotFailed
from tests.bench.double import broadcast_load
from tests.bench.double.broadcast_load import ALLOWED, Broadcast, BroadcastResult
from tests.bench.double.telegram import BOT
from tests.bench.measuring.figures import Row, Target
from tests.bench.measuring.plan import CASE, Plan
from tests.bench.measuring.quiet import watching
from tests.bench.measuring.running import run
from tests.bench.people import crowd

MANY, SOME, FEW = 10_000, 1_500, 60
NINE = 9  # in the morning, where those who are told live
BIG = "cohort-big"


def rows(plan: Plan) -> list[Row]:
    """Measure the broadcast; half of the recipients get an assignment, half a refresher."""
    load = Broadcast(MANY if plan.whole else SOME)
    if plan.seconds < 1:
        load = replace(load, told=FEW, learners=20, quiet=1.0)
    runs = replace(plan, runs=1, repeats=min(1, plan.repeats)).begin()
    while runs.wanting:
        found, others = run(measured(load))
        runs.add(found, others)
    what = f"{load.told:,} messages that nobody asked for, and {load.rate:g} taps a second"
    return [
        Row(
            f"{what}: share of what Telegram allows",
            runs.figure(lambda entry: (entry.came + entry.answers) / entry.seconds / ALLOWED * 100),
            "%",
            target=Target(95),
            note=f"answers counted; {ALLOWED:g} a second in all, the limits of the sandbox",
        ),
        Row(
            "refused after the first second",
            runs.figure(lambda run: run.late),
            "",
            target=Target(0, more=False),
        ),
        Row("refused in the first second", runs.figure(lambda run: run.early), ""),
        Row(
            "answers to taps meanwhile, p99",
            runs.figure(lambda p: p.p99),
            "ms",
            "the same before, nobody told anything",
            runs.figure(lambda quiet_p: quiet_p.quiet_p99),
            Target(0.5, ratio=True),
        ),
    ]


async def measured(load: Broadcast) -> tuple[BroadcastResult, float]:
    """One broadcast by a bot of its own; and the share of the processor that others had.

    Raises:
        BotFailed: It ended early, or not everybody was told.
    """
    with TemporaryDirectory() as folder:
        async with processes.rigged(load, broadcast_load.__name__) as rig:
            port = (await processes.fact(rig))["port"]
            async with processes.started(OURS, f"http://127.0.0.1:{port}", Path(folder)) as process:
                await processes.fact_while(rig, process)  # it waits for updates
                database = Database.open(f"sqlite:///{folder}/basira.db")
                try:
                    await database.write(lambda conn: _come(conn, load.told))
                    await processes.fact_while(
                        rig, process, seconds=load.timeout
                    )  # the quiet time is over
                    with watching() as watched:
                        await database.write(lambda conn: _promise(conn, load.told))
                        longest = 2 * load.timeout
                        seen = (await processes.fact_while(rig, process, seconds=longest))["seen"]
                finally:
                    await database.close()
    found = BroadcastResult(**seen)
    if found.came != load.told:
        raise BotFailed(f"{found.came:,} of {load.told:,} were told: {found}")
    return found, watched.others


def _come(conn: Connection, many: int) -> None:
    """Let the recipients join; half of them are in one cohort."""
    crowd.come(conn, load_library(), BOT, many, _where(datetime.now(UTC)))
    big = {"id": BIG, "name": "All of the airport", "agency": "agency", "timezone": crowd.ZONE}
    conn.execute(insert(tables.cohorts), [big | {"created_at": crowd.NOW}])
    joined = {"cohort": BIG, "joined_at": crowd.NOW}
    numbers = range(0, many, 2)
    conn.execute(
        insert(tables.memberships),
        [joined | {"id": f"big-{n}", "person": crowd.person_id(n)} for n in numbers],
    )


def _where(now: datetime) -> dict[str, Any]:
    """A zone with a working morning at the moment, so that everybody may be notified."""
    ahead = (NINE - now.hour + 12) % 24 - 12
    day = (now + timedelta(hours=ahead)).weekday()
    return {"timezone": f"Etc/GMT{-ahead:+d}", "rest_days": [(day + 3) % 7]}


def _promise(conn: Connection, many: int) -> None:
    now = datetime.now(UTC)
    given = Assignment("given", BIG, CASE, "practice", now + timedelta(days=7), 0, None, now)
    assignments.create(conn, given)
    at = notices.fair_moment(conn, now)
    for place, number in enumerate(range(0, many, 2)):
        assignment_notices.queue(conn, given, crowd.person_id(number), at, place=place)
    crowd.fall_due(conn, range(1, many, 2), now)
