"""A step that is saved: the very unit of a tap, and the floor beneath it."""

from __future__ import annotations

import asyncio
import itertools
import math
import random
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter

from sqlalchemy import Connection

from bot import wiring
from bot.app.onboarding.consent import NOTICE
from bot.app.playing import inputs
from bot.app.playing import steps as playing
from bot.app.playing.records import event_row
from bot.app.playing.steps import Origin, StepTaken
from bot.application import App
from bot.chat.kit.request import Visitor
from bot.chat.kit.routes import Call, call
from bot.chat.kit.screen import Screen
from bot.chat.playing.play import choose, continue_story
from bot.chat.router import Router
from bot.sandbox import TOKEN
from bot.settings import Settings
from scenarios import engine, position
from scenarios.case_library import CaseLibrary, load_library
from scenarios.kinds.choose import Choose
from scenarios.model import Act, Scenario
from storage.people import people
from storage.people.people import Account, Person
from storage.playing import attempts
from storage.playing.attempts import Attempt
from tests.bench.double.telegram import BOT
from tests.bench.measuring import machine
from tests.bench.measuring.figures import Row, Target
from tests.bench.measuring.plan import CASE, Plan
from tests.bench.measuring.running import on_a_fresh_file, run
from tests.bench.parts.storage import floor
from tests.bench.people.played import any_act

OUTSTANDING = (1, 16, 64)
MOST = max(OUTSTANDING)
STOCK = 1500  # attempts that are begun before the clock runs, for each second of it
Step = Callable[["Player"], Awaitable[None]]


def rows(plan: Plan) -> list[Row]:
    shelf = load_library()
    bare = plan.times(lambda: on_a_fresh_file(lambda file: floor.rate(file, plan.seconds)))

    def row(outstanding: int) -> Row:
        return Row(
            f"engine + save, the unit of a tap, {outstanding} under way",
            plan.times(lambda: steps(shelf, outstanding, plan.seconds, unit)),
            "/s",
            "sqlite3 in the calling thread, same statements",
            bare,
            Target(5_000) if outstanding == MOST else None,
        )

    drawn = plan.times(lambda: steps(shelf, MOST, plan.seconds, with_screen))
    return [
        *map(row, OUTSTANDING),
        Row(f"the same with its screen drawn, {MOST} under way", drawn, "/s"),
    ]


def steps(shelf: CaseLibrary, outstanding: int, seconds: float, step: Step) -> float:
    """Saved steps a second with a number of learners, each waiting for their own."""

    def measured(file: Path) -> float:
        before = sys.getswitchinterval()
        sys.setswitchinterval(0.0005)  # as the running bot does
        try:
            with machine.on_core(machine.BOT_CORE):
                return run(_steps(file, shelf, outstanding, seconds, step))
        finally:
            sys.setswitchinterval(before)

    return on_a_fresh_file(measured)


async def unit(player: Player) -> None:
    table, chosen = player.table, player.choice()
    origin = Origin(BOT, player.number, next(table.updates))
    given = to_input(chosen)
    taken = await table.app.database.write(
        lambda conn: playing.take(conn, table.app.library, origin, given, table.app.clock.now())
    )
    assert isinstance(taken, StepTaken)
    player.stands(taken.attempt.position)


async def with_screen(player: Player) -> None:
    """One saved act and the learner's response."""
    chosen = player.choice()
    reply = await player.table.router.tap(player.visitor(), chosen)
    assert reply.screen is not None
    player.sees(reply.screen)


@dataclass(slots=True)
class Table:
    """A database and the services over it."""

    app: App
    case: Scenario
    router: Router
    updates: itertools.count[int]


class Player:
    """A learner without a phone, playing prepared attempts."""

    def __init__(self, table: Table, number: int) -> None:
        self.table = table
        now = datetime.now(UTC)
        self.person = Person(
            f"person-{number}", "en", "UTC", now, notice=NOTICE, notice_at=now, enrolled_at=now
        )
        self.number = number
        self._dice = random.Random(number)
        self._begun: list[str] = []
        self._attempt = ""
        self._offered: list[Call] = []

    def visitor(self) -> Visitor:
        return Visitor(BOT, self.number, next(self.table.updates), "en")

    def choice(self) -> Call:
        """The next act; after an ending, the next attempt."""
        if not self._offered:
            self._attempt = self._begun.pop()
            self.stands(position.write(engine.start(self.table.case).position))
        return self._dice.choice(self._offered)

    def stands(self, saved: str) -> None:
        act = any_act(self.table.case, position.read(saved), self._dice)
        self._offered = [button_of(self._attempt, act)] if act else []

    def sees(self, screen: Screen) -> None:
        actions = [button.action for button in screen.buttons]
        self._offered = [
            action
            for action in actions
            if isinstance(action, Call) and action.name in ("choose", "continue_story")
        ]

    def arrive(self, conn: Connection, attempts_each: int) -> None:
        people.add(conn, self.person, Account(BOT, self.number, self.person.id))
        step = engine.start(self.table.case)
        for number in range(attempts_each):
            attempt = self._fresh(f"{self.number:06}-{number:05}", step.position)
            begun = [event_row(event, attempt.language, attempt.moved_at) for event in step.events]
            attempts.begin(conn, attempt, begun)
            self._begun.append(attempt.id)

    def _fresh(self, name: str, at: position.Position) -> Attempt:
        now = self.person.created_at
        return Attempt(
            name,
            self.person.id,
            self.table.case.edition,
            engine.RULES,
            seed=self.number,
            language="en",
            mode="practice",
            turn=at.turn,
            shown_turn=at.turn,
            position=position.write(at),
            state="running",
            started_at=now,
            moved_at=now,
        )


def button_of(attempt: str, act: Act) -> Call:
    """The button that stands for an act."""
    if isinstance(act, Choose):
        return call(choose, attempt, act.turn, act.choice)
    return call(continue_story, attempt, act.turn)


def to_input(chosen: Call) -> inputs.Choose | inputs.Continue:
    if chosen.name == choose.__name__:
        return inputs.Choose(*chosen.values)
    return inputs.Continue(*chosen.values)


async def _steps(
    file: Path, shelf: CaseLibrary, outstanding: int, seconds: float, step: Step
) -> float:
    async with laid(f"sqlite:///{file}", shelf) as table:
        players = [Player(table, number) for number in range(outstanding)]
        each = math.ceil(STOCK * seconds / outstanding)
        for player in players:
            arrive = partial(player.arrive, attempts_each=each)
            await table.app.database.write(arrive)
        begun = perf_counter()
        end = begun + seconds

        async def keep_on(player: Player) -> int:
            done = 0
            while perf_counter() < end:
                await step(player)
                done += 1
            return done

        done = sum(await asyncio.gather(*map(keep_on, players)))
        return done / (perf_counter() - begun)


@asynccontextmanager
async def laid(url: str, shelf: CaseLibrary) -> AsyncIterator[Table]:
    """A database in which the case can be played; it is made where there is none."""
    settings = Settings(_env_file=None, telegram_token=TOKEN, database=url)
    async with wiring.services(settings, shelf) as parts:
        yield Table(parts.app, shelf.scenarios[CASE], parts.router, itertools.count(1))
