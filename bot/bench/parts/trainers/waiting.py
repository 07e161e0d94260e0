"""A trainer of many people: how long they wait for each of the screens that tell of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path

from sqlalchemy import Connection, insert, select

from bot.bench.bots.in_process import services
from bot.bench.measuring.figures import Row, Target
from bot.bench.measuring.plan import Plan, Runs
from bot.bench.measuring.running import as_the_bot, on_a_fresh_file, run
from bot.bench.parts.trainers.looks import CHAT, Taught, screens, taught, took
from bot.bench.people.crowd import remembered
from bot.bench.people.trainer import lead
from bot.bench.people.year import Year, fill
from bot.chat.kit.actions import Action
from bot.chat.router import Desk
from scenarios.case_library import Shelf, load_shelf
from scenarios.spaced_repetition.items import items
from storage.db.tables import memberships, memories, names
from storage.db.tables import people as people_table

MANY, COHORTS, OTHERS = 1000, 50, 20  # in the largest cohort; cohorts; in each of the others
FEW = 50  # in the largest one, in a run of less than a second
WORKS = 10  # cases that each was given
_WAIT = Target(1_000, 200, more=False)  # milliseconds


def rows(plan: Plan) -> list[Row]:
    """Measure how long a trainer waits."""
    shelf, many = load_shelf(), FEW if plan.seconds < 1 else MANY
    runs = on_a_fresh_file(lambda file: waited(file, shelf, many, plan))
    last = [*runs][-1]
    return [
        Row(
            f"{what}, for a trainer of {COHORTS} cohorts, one of {many:,} people",
            times.figure(float),
            "ms",
            target=_WAIT,
            note="at the desk, the network and pictures left out" if what == last else "",
        )
        for what, times in runs.items()
    ]


def waited(file: Path, shelf: Shelf, many: int, plan: Plan) -> dict[str, Runs[float]]:
    """Milliseconds until each screen is there, with a database that does not exist yet."""
    with as_the_bot():
        return run(_waited(file, shelf, many, plan))


async def _waited(file: Path, shelf: Shelf, many: int, plan: Plan) -> dict[str, Runs[float]]:
    year = Year(
        many + (COHORTS - 1) * OTHERS, WORKS, names=("Gates",), tested=1.0, sizes=(many, OTHERS)
    )
    found: dict[str, Runs[float]] = {}
    async with services(file, shelf) as parts:
        await parts.database.write(lambda conn: fill(conn, year, shelf))
        led = await parts.database.write(lambda conn: _led(conn, shelf))
        numbers = count(1)
        for what, action in screens(led).items():
            found[what] = await _waits(parts.desk, action, numbers, plan)
    return found


async def _waits(desk: Desk, action: Action, numbers: Iterator[int], plan: Plan) -> Runs[float]:
    await took(desk, action, next(numbers))  # warm, as a trainer's day is
    return await plan.awaited(lambda: took(desk, action, next(numbers)))


def _led(conn: Connection, shelf: Shelf) -> Taught:
    """Let somebody train all cohorts there are; people have names, and remember something."""
    everybody = conn.scalars(select(people_table.c.id).order_by(people_table.c.created_at)).all()
    lead(conn, CHAT)
    # Two of each name, so that they have to be told apart.
    named = [
        {"person": one, "script": "latin", "name": f"Number {number // 2}"}
        for number, one in enumerate(everybody)
    ]
    conn.execute(insert(names), named)
    known = cycle((one.id, signature) for one in shelf for signature in items(one))
    conn.execute(insert(memories), [row for one in everybody for row in remembered(one, known)])
    first = (
        select(memberships.c.cohort)
        .where(memberships.c.left_at.is_(None))
        .order_by(memberships.c.joined_at)
        .limit(1)
    )
    return taught(conn, conn.scalars(first).one())
