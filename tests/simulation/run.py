"""One simulated run: people, faults and restarts from one seed, and what must hold afterwards."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import random
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from telegram.error import NetworkError

import bot.http_server
import bot.sandbox.sandbox
import bot.telegram.request
import bot.telegram.webhook
import storage.db.database
import storage.db.leader
import storage.db.readers
import storage.db.writers
from bot import program
from bot.app.library import Library
from bot.app.playing.replay_check import ReplayCheck
from bot.cli.audit_proof import verify_log
from bot.sandbox import TOKEN
from bot.settings import Settings
from scenarios.case_library import CaseLibrary
from scenarios.model import Scenario
from storage.db import integrity
from storage.db.database import Database, Unit
from storage.db.errors import StorageError
from storage.db.readers import PoolReader
from tests.bench.soak import crowd
from tests.bench.soak.diary import Diary, RecordingSandbox
from tests.bench.soak.faults import USUAL, LostAnswer, RandomFaults
from tests.bench.soak.players import Player
from tests.bench.soak.reconciliation import StoredState, Totals, read_state, reconcile
from tests.helpers.databases import PostgreSQL
from tests.simulation import browsers, webhook
from tests.simulation.disk import Disk, SimulatedWriter
from tests.simulation.network import Network, SimulatedPool
from tests.simulation.postgresql import SimulatedPoolWriter, alone, note_connections, restart
from tests.simulation.servers import SimulatedServer, listening
from tests.simulation.staff import staff
from tests.simulation.travellers import Traveller
from tests.simulation.virtual_time import PROCESS, Clocks, LoopExecutor, Process, SimulatedLoop
from tests.simulation.webhook import SimulatedDelivery

T = TypeVar("T")

BOT = int(TOKEN.partition(":")[0])
FIRST_USER = 2001
PLAYERS, QUIET, TRAVELLERS, STRANGERS = 4, 6, 3, 2
LENGTH = timedelta(minutes=3)
"""How long people play, and things go wrong."""
RESTING = timedelta(minutes=30)
"""In which everything must have come to rest afterwards."""
RESTARTING = 0.5  # seconds until a supervisor starts the program again
NEAR = timedelta(seconds=15)
"""Around a fault nobody knows what arrived."""


STAND_INS: tuple[tuple[ModuleType, str, object], ...] = (
    (bot.telegram.request, "ConnectionPool", SimulatedPool),
    (bot.http_server, "Server", SimulatedServer),
    (bot.http_server, "listening", listening),
    (bot.telegram.webhook, "Server", SimulatedServer),
    (bot.telegram.webhook, "listening", listening),
    (bot.sandbox.sandbox, "WebhookDelivery", SimulatedDelivery),
    (storage.db.database, "GroupWriter", SimulatedWriter),
    # The threads of aiosqlite are not of this loop; units for a pool run in it.
    (storage.db.database, "FileReader", PoolReader),
    (storage.db.database, "PoolWriter", SimulatedPoolWriter),
    (storage.db.writers, "ThreadPoolExecutor", LoopExecutor),
    (storage.db.readers, "ThreadPoolExecutor", LoopExecutor),
)
"""What of the program is replaced, beside its clocks and its randomness."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What all runs share.

    Attributes:
        template: The file with which each begins, on SQLite.
        shelf: The cases that it holds.
        log: Whether every call, commit and fault is printed.
        server: Makes databases of PostgreSQL, where they are not files.
        lying_disk: Whether a disk says that data is safe before it is: what must be noticed.
    """

    template: Path
    shelf: CaseLibrary
    log: bool = False
    lying_disk: bool = False
    server: PostgreSQL | None = None


@dataclass
class Report:
    """What a run did and found.

    Attributes:
        seed: From which all of it follows.
        trace: A digest of every call, commit and fault, with its time.
        faults: How many faults of each kind came.
        wrong: What must not be, in words.
    """

    seed: int
    trace: str = ""
    taps: int = 0
    calls: int = 0
    commits: int = 0
    lives: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Simulation:
    """Everything of one run."""

    def __init__(
        self, plan: Plan, seed: int, folder: Path, clocks: Clocks, server_url: str = ""
    ) -> None:
        self.report = Report(seed)
        self._plan = plan
        self.clocks = clocks
        self._dice = random.Random(f"faults {seed}")
        self._folder = folder
        self._trace = hashlib.sha256()
        self._server_url = server_url
        self._is_brought = seed % 2 == 0  # by the webhook; else updates are fetched
        self._file = folder / "life-0" / plan.template.name
        if not server_url:
            self._file.parent.mkdir()
            shutil.copy(plan.template, self._file)
        self.diary = Diary(now=clocks.true)
        self.sandbox = RecordingSandbox(self.diary)
        self.weather = RandomFaults(random.Random(f"weather {seed}"), USUAL, now=clocks.true)
        self.sandbox.faults = self.weather
        self.network = Network(
            self.sandbox, random.Random(f"network {seed}"), self._note, self._doubt
        )
        self.disk = Disk(random.Random(f"disk {seed}"), on_commit=partial(self._note, "commit"))
        self.disk.lies = plan.lying_disk
        self.players = [
            Player(self.sandbox, FIRST_USER + n, random.Random(f"player {n} {seed}"))
            for n in range(PLAYERS)
        ]
        self._travellers: list[Traveller] = []
        self._staff = staff(seed, self.sandbox, clocks, self._note, self.report.wrong)
        self._ends: list[float] = []
        for staffer in self._staff:
            staffer.ends = self._ends
        self._disturbed: list[tuple[datetime, datetime]] = []
        self._stop = asyncio.Event()
        self._process = Process("none")
        self._processes: list[Process] = []
        self._program: asyncio.Task[None] | None = None
        self._over = False
        self.quiet: dict[str, int] = {}

    async def run(self) -> Report:
        """Play, disturb, come to rest, and check."""
        SimulatedPool.network = self.network
        SimulatedDelivery.dice = random.Random(f"webhook {self.report.seed}")
        SimulatedDelivery.note, SimulatedDelivery.wrong = self._note, self.report.wrong
        SimulatedDelivery.brought = self.diary.brought
        SimulatedWriter.disk = SimulatedPoolWriter.disk = self.disk
        await self._quiet_people_come()
        supervisor = asyncio.create_task(self._supervise())
        people = [asyncio.create_task(player.play()) for player in self.players]
        people += [asyncio.create_task(traveller.travel()) for traveller in self._travellers]
        people += [asyncio.create_task(staffer.work()) for staffer in self._staff]
        forging = asyncio.create_task(self._forge())
        await self._disturb()
        self._over = True
        forging.cancel()
        for player in self.players:
            player.over = True
            self.sandbox.world.changed(player.person)
        for traveller in self._travellers:
            traveller.over = True
        for staffer in self._staff:
            staffer.over = True
        await asyncio.gather(*people)
        self._calm()
        await self._rest()
        for staffer in self._staff:
            await staffer.finish()
        supervisor.cancel()
        await self._end()
        await self._check()
        self.report.taps, self.report.calls = len(self.diary.taps), self.network.calls
        self.report.commits = self.disk.commits
        self.report.faults.update(self.weather.met)
        self.report.faults["change_zone"] = sum(each.changes for each in self._travellers)
        self.report.trace = self._trace.hexdigest()[:16]
        return self.report

    # The program

    def _begin(self) -> asyncio.Task[None]:
        self.report.lives += 1
        self._stop = asyncio.Event()
        self._process = Process(f"life {self.report.lives}")
        self._processes.append(self._process)
        settings = Settings(
            _env_file=None,
            telegram_token=TOKEN,
            telegram_api="http://127.0.0.1",
            database=self._url,
            chat_burst=10_000,
            console_url=browsers.URL,
            console_listen=browsers.LISTEN,
            webhook_url=webhook.URL if self._is_brought else "",
            webhook_secret=webhook.SECRET,
            listen=webhook.LISTEN,
        )
        context = copy_context()
        context.run(PROCESS.set, self._process)
        made = program.run(settings, self._stop, self._plan.shelf)
        self._program = context.run(asyncio.get_running_loop().create_task, made)
        return self._program

    async def _supervise(self) -> None:
        """Start the program again after whatever ends it, as a supervisor does."""
        while True:
            program = self._begin()
            died = asyncio.create_task(self._process.died.wait())
            await asyncio.wait((program, died), return_when=asyncio.FIRST_COMPLETED)
            died.cancel()
            self._ends.append(self.clocks.elapsed)
            if self._process.dead:
                self._move()
            else:
                self._ended()
            await asyncio.sleep(RESTARTING)

    def _move(self) -> None:
        """Give the next life what is on the disk; the open files of a dead one stay behind."""
        if self._server_url:
            self._process.bury()
        else:
            folder = self._folder / f"life-{self.report.lives}"
            self._file = self.disk.copy_to(self._file, folder)

    def _ended(self) -> None:
        """Note how the program ended. A database out of use is a reason, anything else a fault."""
        if self._program is None or self._program.cancelled():
            return
        error = self._program.exception()
        if error is not None and not isinstance(error, (StorageError, NetworkError)):
            self.report.wrong.append(f"the program ended with {error!r}")
        # Without the folder, whose name is another one in each run.
        self._note("ended", repr(error).replace(str(self._folder), ""))

    async def _end(self) -> None:
        self._stop.set()
        if self._program is not None and not self._process.dead:
            await asyncio.wait((self._program,))
            self._ended()

    # Faults

    async def _disturb(self) -> None:
        """One fault after another, at random moments."""
        kinds: tuple[Callable[[], object], ...] = (
            self._kill,
            self._lose_power,
            self._deploy,
            self._fill_disk,
            self._fail_commits,
            self._cut_network,
            self._step_clock,
            self._flood,
            *((self._restart_server,) if self._server_url else ()),
        )
        end = self.clocks.elapsed + LENGTH.total_seconds()
        while self.clocks.elapsed < end:
            await asyncio.sleep(self._dice.expovariate(1 / 15))
            kind = self._dice.choice(kinds)
            name = kind.__name__.lstrip("_")
            self.report.faults[name] += 1
            self._note("fault", name)
            begun = self.clocks.true()
            made = kind()
            if asyncio.iscoroutine(made):
                await made
            self._disturbed.append((begun, self.clocks.true()))

    def _kill(self) -> None:
        """`kill -9`."""
        self._process.died.set()

    def _lose_power(self) -> None:
        """At the next commit, in the midst of writing it."""
        self.disk.power_fails = True

    async def _deploy(self) -> None:
        """Ask the program to end, in good order; the supervisor starts it again."""
        self._stop.set()
        await asyncio.sleep(self._dice.uniform(0, 5))

    async def _fill_disk(self) -> None:
        self.disk.full = True
        await asyncio.sleep(self._dice.expovariate(1 / 10))
        self.disk.full = False

    def _fail_commits(self) -> None:
        self.disk.failing = self._dice.randint(1, 4)

    async def _cut_network(self) -> None:
        self.network.down = True
        await asyncio.sleep(self._dice.expovariate(1 / 15))
        self.network.down = False

    def _step_clock(self) -> None:
        """Forwards by up to eight hours, or back by up to an hour, as after a wrong time server."""
        forwards = self._dice.random() < 0.5
        hours = self._dice.uniform(0, 8) if forwards else -self._dice.uniform(0, 1)
        self.clocks.step(timedelta(hours=hours))
        self._note("stepped", hours)

    def _restart_server(self) -> None:
        restart(self._server_url)

    def _flood(self) -> None:
        """A hundred messages at once of somebody unknown."""
        person = self.sandbox.world.person(FIRST_USER + 500 + self._dice.randrange(5))
        for n in range(100):
            self.sandbox.people.says(person, f"/start {n}")

    def _calm(self) -> None:
        self.weather.clears()
        self.disk.full = self.disk.power_fails = self.network.down = False
        self.disk.failing = 0

    async def _forge(self) -> None:
        """Strangers tap what others were shown, and what nobody was ever shown."""
        dice = random.Random(f"forger {self.report.seed}")
        while not self._over:
            await asyncio.sleep(dice.expovariate(1 / 2))
            stranger = self.sandbox.world.person(FIRST_USER + 900 + dice.randrange(STRANGERS))
            if not stranger.messages:
                self.sandbox.people.says(stranger, "/start")
                continue
            known = [tap.data for tap in self.diary.taps[-50:]] or ["1:t:x"]
            data = _mangled(dice, dice.choice(known))
            message = dice.choice(list(stranger.messages))
            self.sandbox.people.taps(stranger, message, data)

    # The end

    async def _rest(self) -> None:
        """Wait until nothing is on its way."""
        end = self.clocks.elapsed + RESTING.total_seconds()
        while self.clocks.elapsed < end:
            await asyncio.sleep(20)
            if not any(self.sandbox.world.updates.pending()) and not (await self._state()).unshown:
                return
        self.report.wrong.append("after half an hour in peace there was still something to do")

    async def _state(self) -> StoredState:
        now = self.clocks.now()
        return await self._read(lambda conn: read_state(conn, self.quiet, BOT, now))

    async def _check(self) -> None:
        state = await self._state()
        played = await self._played({attempt.edition for attempt in state.attempts.values()})
        totals: Totals = reconcile(self.diary, self.players, state, played, self._mishap)
        self.report.wrong += totals.lost + totals.doubled
        database = Database.open(self._url)
        try:
            self.report.wrong += await database.read(integrity.faults)
            check = ReplayCheck(database, Library(database, CaseLibrary({})))
            async for attempt in check.attempts():
                if attempt.wrong is not None:
                    self.report.wrong.append(f"attempt {attempt.attempt}: {attempt.wrong}")
            for traveller in self._travellers:
                found = partial(traveller.faults, now=self.clocks.now())
                self.report.wrong += await database.read(found)
            for staffer in self._staff:
                self.report.wrong += await database.read(staffer.faults)
            audit = await database.read(lambda conn: verify_log(conn, None))
            self.report.wrong += [str(fault) for fault in audit["wrong"]]
        finally:
            await database.close()

    async def _played(self, editions: Iterable[str]) -> dict[str, Scenario]:
        database = Database.open(self._url)
        library = Library(database, self._plan.shelf)
        try:
            return {edition: await library.load(edition) for edition in editions}
        finally:
            await database.close()

    def _mishap(self, chat: int, moment: datetime) -> bool:
        """Whether nobody knew what arrived in a chat about a moment."""
        if any(begun - NEAR < moment < ended + NEAR for begun, ended in self._disturbed):
            return True
        doubts = self.weather.doubts
        return any(doubt.chat == chat and abs(moment - doubt.at) < NEAR for doubt in doubts)

    def _doubt(self, chat: object) -> None:
        """Note that the program does not know whether a call took effect."""
        self.weather.doubts.append(LostAnswer(self.clocks.true(), chat))

    async def _quiet_people_come(self) -> None:
        now = self.clocks.now()
        database = Database.open(self._url)
        shelf, many = self._plan.shelf, QUIET + TRAVELLERS
        try:
            expecting = await database.write(
                lambda conn: crowd.expecting(conn, shelf, BOT, many, now, LENGTH * 0.6)
            )
            chats = list(expecting.items())
            self.quiet = dict(chats[:QUIET])
            for person, chat in chats[QUIET:]:
                dice = random.Random(f"traveller {person} {self.report.seed}")
                traveller = Traveller(self.sandbox, person, chat, self.clocks, dice)
                await database.write(traveller.arrive)
                self._travellers.append(traveller)
            for staffer in self._staff:
                await database.write(partial(staffer.arrive, bot=BOT))
        finally:
            await database.close()
        for chat in expecting.values():
            self.sandbox.world.person(chat).started = True
        self.diary.unasked.update({chat: [] for chat in self.quiet.values()})

    async def _read(self, unit: Unit[T]) -> T:
        database = Database.open(self._url)
        try:
            return await database.read(unit)
        finally:
            await database.close()

    @property
    def _url(self) -> str:
        return self._server_url or f"sqlite:///{self._file}"

    def _note(self, *what: object) -> None:
        line = f"{self.clocks.elapsed:.6f} {what}\n"
        self._trace.update(line.encode())
        if self._plan.log:
            print(line, end="")


def simulate(plan: Plan, seed: int, folder: Path, clocks: Clocks, server_url: str = "") -> Report:
    """Run one seed in this interpreter, which is good for nothing else afterwards."""
    _replace_randomness(seed)
    for module, name, stand_in in STAND_INS:
        setattr(module, name, stand_in)
    if server_url:
        storage.db.leader.join = alone
        note_connections()
    loop = SimulatedLoop(clocks, random.Random(f"threads {seed}"))
    asyncio.set_event_loop(loop)
    simulation = Simulation(plan, seed, folder, clocks, server_url)
    return loop.run_until_complete(simulation.run())


def _replace_randomness(seed: int) -> None:
    """Draw all ids and secrets from the seed."""
    dice = random.Random(f"secrets {seed}")
    random.seed(f"jitter {seed}")
    draws: dict[str, Callable[..., object]] = {
        "randbits": dice.getrandbits,
        "randbelow": dice.randrange,
        "choice": dice.choice,
        "token_bytes": lambda nbytes=32: dice.randbytes(nbytes),
        "token_hex": lambda nbytes=32: dice.randbytes(nbytes).hex(),
        "token_urlsafe": lambda nbytes=32: _letters(dice.randbytes(nbytes)),
    }
    for name, draw in draws.items():
        setattr(secrets, name, draw)


def _letters(drawn: bytes) -> str:
    return base64.urlsafe_b64encode(drawn).rstrip(b"=").decode()


def _mangled(dice: random.Random, data: str) -> str:
    """Callback data as it was, or with a letter changed, cut off, or something else altogether."""
    kind = dice.randrange(4)
    if kind == 0 or not data:
        return data
    at = dice.randrange(len(data))
    if kind == 1:
        return data[:at] + dice.choice("abcxyz0189:-_") + data[at + 1 :]
    return data[:at] or "1" if kind == 2 else dice.randbytes(12).hex()
