"""A trainer of many people: how long they wait for each of the screens that tell of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, cycle
from pathlib import Path
from time import perf_counter

from sqlalchemy import Connection, insert, select

from bot.bench.crowd import NOW, remembered
from bot.bench.plan import Plan, Runs
from bot.bench.running import as_the_bot, run
from bot.bench.sending import services
from bot.bench.storing import BOT, on_a_fresh_file
from bot.bench.table import Row, Target
from bot.bench.year import BEGINS, Year, fill
from bot.services.actions import Action
from bot.services.analysis.actions import ShowDecisions
from bot.services.arriving.notice import NOTICE
from bot.services.assigning.actions import ShowGiven, TryAssigning
from bot.services.desk import Desk
from bot.services.following.actions import AskBehind, ShowPerson, ShowRoom, ShowStates
from bot.services.measuring.actions import ShowGains
from bot.services.rights import TRAINER
from bot.services.screens import gone_screen
from bot.services.training.actions import (
    ShowCohort,
    ShowCohorts,
    ShowMember,
    ShowMembers,
    ShowReadiness,
)
from bot.services.visitor import Visitor
from bot.words import words
from scenarios.refreshing.items import items
from scenarios.shelf import Shelf, load_shelf
from storage import people, roles
from storage.people import Account, Person
from storage.roles import EVERYWHERE, Role
from storage.tables import assignments, cohort_trainers, cohorts, memberships, memories, names
from storage.tables import people as people_table

MANY, COHORTS, OTHERS = 1000, 50, 20  # in the largest cohort; cohorts; in each of the others
FEW = 50  # in the largest one, in a run of less than a second
WORKS = 10  # cases that each was given
LEADER, CHAT = "leader-00001", 90_000_001
GAINS = "what changed between two tests"
_WAIT = Target(1_000, 200, more=False)  # milliseconds


@dataclass(frozen=True, slots=True)
class Taught:
    """What there is to look at."""

    cohort: str
    person: str
    assignment: str
    test: str


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


async def took(desk: Desk, action: Action, update: int, chat: int = CHAT) -> float:
    """Milliseconds until a screen is there.

    Raises:
        NotAnswered: It never came.
    """
    visitor = Visitor(BOT, chat, update, "en")
    begun = perf_counter()
    reply = await desk.tapped(visitor, action)
    while reply.later is not None:
        reply = await reply.later()
    took = perf_counter() - begun
    if reply.screen in (None, gone_screen(words("en"))):
        raise NotAnswered(type(action).__name__)
    return took * 1000


class NotAnswered(Exception):
    """A screen did not come: nothing measured here would mean anything."""


def screens(taught: Taught) -> Mapping[str, Action]:
    """What a trainer looks at."""
    cohort, day = taught.cohort, (NOW + timedelta(days=14)).date()
    return {
        "their cohorts": ShowCohorts(),
        "a cohort": ShowCohort(cohort),
        "who is in it": ShowMembers(cohort, 0),
        "somebody in it": ShowMember(cohort, taught.person),
        "people by what they were given": ShowStates(cohort, 0),
        "how the group stands": ShowRoom(cohort, 0),
        "who is behind": AskBehind(cohort),
        "one person's work": ShowPerson(cohort, taught.person, 0),
        "what came of a case": ShowGiven(taught.assignment, 0),
        "what they get wrong": ShowDecisions(taught.assignment, everywhere=False),
        GAINS: ShowGains(taught.test),
        "what they are likely to recall": ShowReadiness(cohort, 30),
        "the trial of an assignment": TryAssigning(cohort, "four-visas", "practice", day),
    }


def _led(conn: Connection, shelf: Shelf) -> Taught:
    """Let somebody train all cohorts there are; people have names, and remember something."""
    leader = Person(
        LEADER, "en", "Asia/Bahrain", BEGINS, notice=NOTICE, notice_at=BEGINS, enrolled_at=BEGINS
    )
    everybody = conn.scalars(select(people_table.c.id).order_by(people_table.c.created_at)).all()
    people.add(conn, leader, Account(BOT, CHAT, LEADER))
    roles.grant(conn, Role("role-0000001", LEADER, TRAINER, EVERYWHERE, None, BEGINS))
    # Two of each name, so that they have to be told apart.
    named = [
        {"person": one, "script": "latin", "name": f"Number {number // 2}"}
        for number, one in enumerate(everybody)
    ]
    conn.execute(insert(names), named)
    known = cycle((one.id, signature) for one in shelf for signature in items(one))
    conn.execute(insert(memories), [row for one in everybody for row in remembered(one, known)])
    groups = conn.scalars(select(cohorts.c.id)).all()
    conn.execute(
        insert(cohort_trainers),
        [{"cohort": one, "person": LEADER, "since": BEGINS} for one in groups],
    )
    first = (
        select(memberships.c.cohort)
        .where(memberships.c.left_at.is_(None))
        .order_by(memberships.c.joined_at)
        .limit(1)
    )
    return taught(conn, conn.scalars(first).one())


def taught(conn: Connection, cohort: str) -> Taught:
    """What there is to look at in a cohort."""
    inside = select(memberships.c.person).where(
        memberships.c.cohort == cohort, memberships.c.left_at.is_(None)
    )
    given = select(assignments.c.id).where(
        assignments.c.cohort == cohort, assignments.c.test.is_(None)
    )
    test = select(assignments.c.test).where(
        assignments.c.cohort == cohort, assignments.c.test.is_not(None)
    )
    order = assignments.c.created_at
    return Taught(
        cohort,
        conn.scalars(inside.order_by(memberships.c.joined_at).limit(1)).one(),
        conn.scalars(given.order_by(order).limit(1)).one(),
        conn.scalars(test.order_by(order).limit(1)).first() or "",
    )
