"""All processes of a soak, their faults and their recovery."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, TypeVar

from sqlalchemy import select, update

from bot.app.library import Library
from bot.http_server import free_port
from bot.sandbox import TOKEN, serve
from scenarios.case_library import CaseLibrary, load_library
from scenarios.model import Scenario
from storage.db import engines, schema, schema_versions
from storage.db.database import Database
from storage.db.tables import accounts, attempts
from tests.bench.people.growing import grow
from tests.bench.soak import crowd, proxy
from tests.bench.soak.diary import Diary, RecordingSandbox
from tests.bench.soak.faults import NONE, USUAL, RandomFaults
from tests.bench.soak.players import Player
from tests.bench.soak.reconciliation import StoredState, Totals, read_state, reconcile
from tests.bench.soak.workers import (
    THIS,
    Begin,
    Program,
    Settings,
    Worker,
    hooked,
    listened_to,
    nursery,
    polling,
)

T = TypeVar("T")

BOT = int(TOKEN.partition(":")[0])
FIRST_USER = 2001
AWAY = 5_000_000_000
MOST_CALLS = 150  # of a process that is killed in quick succession; the first ones are its start
LONGEST_LIFE = 15.0  # seconds that such a process lives at most
ARRIVING = 120.0  # seconds in which all should be in the midst of a case
RESTING = 240.0  # seconds until all must have come to rest
STANDING = 180.0  # until it is a fault that nobody taps any more
NEAR = timedelta(seconds=15)
"""About a kill: what arrived just before may not have been noted, what was under way may come."""
LOST_SIGHT = timedelta(seconds=100)
"""About a restart of the database: until then what arrived may not have been noted."""
RESTART_EVERY = 5  # kills, where the database can be restarted


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a soak.

    Attributes:
        database: The address of an empty database.
        minutes: How long, unless there is a number of kills.
        kills: So many kills in quick succession, and then the end; 0 for one every `every` seconds.
        learners: How many play.
        quiet: How many never do anything; each is to get one prompt.
        workers: How many processes; more than one need PostgreSQL and nginx.
        restart: A command that restarts the database; empty for none.
        faults: Whether Telegram fails too.
        upgrade_from: Where another release lies, with which it begins: its schema, its programs.
            Then the database is brought up to date under them, and one after the other becomes one
            of this release.
        people: How many others are in the database beforehand, with a year behind them.
    """

    database: str
    minutes: float = 30.0
    kills: int = 0
    every: float = 60.0
    learners: int = 40
    quiet: int = 200
    workers: int = 1
    seed: int = 1
    restart: str = ""
    faults: bool = True
    upgrade_from: Path | None = None
    people: int = 0


@dataclass(slots=True)
class SoakEvents:
    """The events of a soak.

    Attributes:
        kills: When processes were killed.
        restarts: When the database was restarted.
        fell: How many processes ended by themselves, as where the database was away at a start.
        upgrades: What became one of this release: first the database, then the processes.
    """

    kills: list[datetime] = field(default_factory=list)
    restarts: list[datetime] = field(default_factory=list)
    fell: int = 0
    upgrades: int = 0
    seconds: float = 0.0
    calls: int = 0
    faults: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The events and totals of a soak."""

    story: SoakEvents
    totals: Totals

    @property
    def whole(self) -> bool:
        """Whether nothing was lost or duplicated and bots were running throughout."""
        return not (self.totals.lost or self.totals.doubled or self.totals.too_old)

    def as_json(self) -> dict[str, Any]:
        story = asdict(self.story) | {
            "kills": len(self.story.kills),
            "restarts": len(self.story.restarts),
        }
        return story | asdict(self.totals)


class System:
    """Telegram, the bots, and the people."""

    def __init__(
        self,
        plan: Plan,
        sandbox: RecordingSandbox,
        weather: RandomFaults,
        workers: list[Worker],
        shelf: CaseLibrary,
        begin: Begin,
    ) -> None:
        self.plan = plan
        self.sandbox = sandbox
        self.weather = weather
        self.workers = workers
        self.story = SoakEvents()
        self.shelf = shelf
        self._begin = begin
        self.quiet: dict[str, int] = {}
        self._others: frozenset[str] = frozenset()
        self._dice = random.Random(plan.seed)
        self.players = [
            Player(sandbox, FIRST_USER + n, random.Random(plan.seed * 10_000 + n))
            for n in range(plan.learners)
        ]

    async def soak(self) -> Outcome:
        """Run the plan, recover and compare."""
        begin = perf_counter()
        async with self.played():
            with suppress(TimeoutError):
                async with asyncio.timeout(ARRIVING):
                    await self._until(lambda: self.sandbox.diary.players >= self.plan.learners)
            changes = self.upgrades()
            for change in changes:
                await self._mischief(1 / (len(changes) + 1))
                await change()
                self.story.upgrades += 1
                _say(f"{self.story.upgrades} of {len(changes)} upgraded")
            await self._mischief(1 / (len(changes) + 1))
        self.story.seconds = perf_counter() - begin
        self.story.calls = self.sandbox.calls
        self.story.faults = dict(self.weather.met)
        return Outcome(self.story, await self.reckoned())

    @asynccontextmanager
    async def played(self) -> AsyncIterator[None]:
        """Let people play until the block ends, then recover."""
        if self.plan.people:
            await asyncio.to_thread(self._others_played)
        if self.plan.upgrade_from:
            first = self.workers[0]
            await Program(self.plan.upgrade_from).upgrades(first.settings, first.log)
        else:
            await self._upgrade()
        for worker in self.workers:
            await worker.start()
        async with asyncio.TaskGroup() as playing:
            for player in self.players:
                playing.create_task(player.play())
            try:
                yield
            finally:
                for player in self.players:
                    player.over = True
                    self.sandbox.world.changed(player.person)
        await self.rest()

    async def rest(self) -> None:
        """Stop all faults and wait until nothing is in flight."""
        self.weather.clears()
        async with asyncio.timeout(RESTING):
            await self._until_taken()
            await self._all_stop()
            if (await self.kept()).unshown:  # whoever comes next shows it
                await self.workers[0].start()
                while (await self.kept()).unshown:  # noqa: ASYNC110  another process writes it down
                    await asyncio.sleep(0.5)
                await self._all_stop()

    async def _all_stop(self) -> None:
        for worker in self.workers:
            await worker.stop()

    async def disturbed(self, by: Callable[[], Awaitable[object]]) -> None:
        """Disturb the database and record the time."""
        self.story.restarts.append(datetime.now(UTC))
        await by()

    async def until_tapped(self, more: int) -> None:
        """Wait for a number of further taps that advance a case."""
        enough = len(self.sandbox.diary.taps) + more
        async with asyncio.timeout(STANDING):
            await self._until(lambda: len(self.sandbox.diary.taps) >= enough)

    async def reckoned(self) -> Totals:
        kept = await self.kept()
        played = await self._played(kept)
        return reconcile(self.sandbox.diary, self.players, kept, played, self._mishap)

    async def _played(self, kept: StoredState) -> dict[str, Scenario]:
        """The editions that were played, by their hashes; another release may have had its own."""
        database = Database.open(self.plan.database)
        library = Library(database, self.shelf)
        try:
            every = {attempt.edition for attempt in kept.attempts.values()}
            return {edition: await library.load(edition) for edition in every}
        finally:
            await database.close()

    async def kill(self, worker: Worker) -> None:
        """`kill -9` a process, and start it again."""
        self.story.fell += not worker.runs
        self.story.kills.append(datetime.now(UTC))
        await worker.kill()
        await worker.start()

    def upgrades(self) -> list[Callable[[], Awaitable[object]]]:
        """The rolling upgrade, if the soak began with another release."""
        if not self.plan.upgrade_from:
            return []
        return [self._upgrade, *(partial(self._replace, worker) for worker in self.workers)]

    def _others_played(self) -> None:
        """Fill the database with others, and take it back where an older release begins."""
        url = self.plan.database
        grow(url, self.plan.people, self.shelf)
        engine = engines.migration_engine(engines.parse(url))
        with engine.begin() as conn:  # away from the numbers of those who play
            conn.execute(update(accounts).values(telegram_id=accounts.c.telegram_id + AWAY))
            self._others = frozenset(conn.scalars(select(attempts.c.id)))
        engine.dispose()
        if self.plan.upgrade_from:
            schema.downgrade(url, schema_versions.OLDEST)

    async def _upgrade(self) -> None:
        """Bring the database to the present schema, and let quiet people come."""
        await asyncio.to_thread(schema.upgrade, self.plan.database)
        await self._people_come()

    async def _replace(self, worker: Worker) -> None:
        """End a process and start one of this release in its place."""
        status = await worker.becomes(self._begin)
        if status not in (0, -signal.SIGTERM):  # the signal itself, where it was starting still
            raise RuntimeError(f"a process of before ended with {status}")

    async def _people_come(self) -> None:
        now = datetime.now(UTC)
        over = timedelta(minutes=self.plan.minutes) * 0.6
        database = Database.open(self.plan.database)
        await Library(database, self.shelf).keep(now)
        self.quiet = await database.write(
            lambda conn: crowd.expecting(conn, self.shelf, BOT, self.plan.quiet, now, over)
        )
        await database.close()
        for chat in self.quiet.values():
            self.sandbox.world.person(chat).started = True
            self.sandbox.diary.unasked[chat] = []

    async def _mischief(self, share: float) -> None:
        """Kill now and then, for this share of the whole."""
        end = perf_counter() + self.plan.minutes * 60 * share
        last = len(self.story.kills) + round(self.plan.kills * share)
        while len(self.story.kills) < last if self.plan.kills else perf_counter() < end:
            await self._a_while(end)
            await self._all_run()
            await self.kill(self._dice.choice(self.workers))
            many = len(self.story.kills)
            if self.plan.restart and many % RESTART_EVERY == 0:
                await self.disturbed(self._restart_database)
            if many % (100 if self.plan.kills else 1) == 0:
                _say(f"{many} kills, {len(self.sandbox.diary.taps)} taps")

    async def _a_while(self, end: float) -> None:
        """Until the next kill: soon after a start, or a minute or so later."""
        if not self.plan.kills:
            wait = self._dice.uniform(0.2, 1.8) * self.plan.every
            await asyncio.sleep(max(0.0, min(wait, end - perf_counter())))
            return
        enough = self.sandbox.calls + self._dice.randint(1, MOST_CALLS)
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_LIFE):
                await self._until(lambda: self.sandbox.calls >= enough)

    async def _until(self, so: Callable[[], bool]) -> None:
        while not so():  # noqa: ASYNC110  a moment by chance is what is wanted
            await asyncio.sleep(self._dice.uniform(0.0, 0.02))

    async def _all_run(self) -> None:
        """Restart ended processes, as a supervisor does."""
        for worker in self.workers:
            if not worker.runs:
                self.story.fell += 1
                await worker.start()

    async def _restart_database(self) -> None:
        process = await asyncio.create_subprocess_shell(self.plan.restart, stdout=sys.stderr)
        if await process.wait():
            raise RuntimeError("the database could not be restarted")

    async def _until_taken(self) -> None:
        while any(self.sandbox.world.updates.pending()):
            await self._all_run()
            await asyncio.sleep(0.1)

    async def kept(self) -> StoredState:
        database, now = Database.open(self.plan.database), datetime.now(UTC)
        try:
            state = await database.read(lambda conn: read_state(conn, self.quiet, BOT, now))
        finally:
            await database.close()
        return replace(state, attempts=self._own(state.attempts), events=self._own(state.events))

    def _own(self, by_attempt: Mapping[str, T]) -> dict[str, T]:
        """Without what others played before."""
        return {name: each for name, each in by_attempt.items() if name not in self._others}

    def _mishap(self, chat: int, moment: datetime) -> bool:
        if any(abs(moment - kill) < NEAR for kill in self.story.kills):
            return True
        if any(abs(moment - restart) < LOST_SIGHT for restart in self.story.restarts):
            return True
        doubts = self.weather.doubts
        return any(doubt.chat == chat and abs(moment - doubt.at) < NEAR for doubt in doubts)


@asynccontextmanager
async def system(plan: Plan, folder: Path, begin: Begin = THIS.begun) -> AsyncIterator[System]:
    """All of it, for as long as the block lasts.

    Args:
        plan: What is to happen.
        folder: For logs, and for what nginx writes.
        begin: How a bot of this release is started.
    """
    sandbox = RecordingSandbox(Diary())
    weather = RandomFaults(random.Random(plan.seed), USUAL if plan.faults else NONE)
    sandbox.faults = weather
    async with AsyncExitStack() as stack:
        api = f"http://127.0.0.1:{await stack.enter_async_context(serve(sandbox))}"
        settings = await _settings(plan, api, folder, stack)
        first = Program(plan.upgrade_from).begun if plan.upgrade_from else begin
        workers = [Worker(row, folder / f"worker-{n}.log", first) for n, row in enumerate(settings)]
        found = System(plan, sandbox, weather, workers, load_library(), begin)
        try:
            yield found
        finally:
            for worker in workers:
                await worker.kill()


async def _settings(plan: Plan, api: str, folder: Path, stack: AsyncExitStack) -> list[Settings]:
    """Of each bot: one polls, several stand behind nginx."""
    if plan.workers == 1:
        return [polling(api, plan.database)]
    ports = [free_port() for _ in range(plan.workers)]
    url = await stack.enter_async_context(proxy.in_front_of(ports, folder))
    return [hooked(api, plan.database, url, port) for port in ports]


async def soak(plan: Plan, logs: Path | None = None) -> Outcome:
    """Soak a whole system, and reckon.

    Args:
        plan: What is to happen; without a database it gets a new file.
        logs: A folder for what the processes say; left out, it is gone afterwards.
    """
    with TemporaryDirectory(prefix="soak-") as new:
        folder = logs or Path(new)
        folder.mkdir(parents=True, exist_ok=True)
        chosen = plan if plan.database else replace(plan, database=f"sqlite:///{new}/basira.db")
        async with AsyncExitStack() as stack:
            begin: Begin = THIS.begun
            if plan.kills:
                process = stack.enter_context(nursery())
                begin = (await stack.enter_async_context(listened_to(process))).begun
            found = await stack.enter_async_context(system(chosen, folder, begin))
            return await found.soak()


def _say(what: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {what}", file=sys.stderr, flush=True)
