"""A stopwatch over the bot's services, in wall time and CPU time."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from statistics import median
from time import perf_counter, process_time
from typing import TypeAlias

from sqlalchemy import Connection, select

from bot.chat.kit.request import Visitor
from bot.wiring import Services
from storage.db.tables import accounts
from tests.bench.double.telegram import BOT
from tests.bench.people.growing import accounts_of

Do: TypeAlias = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Duration:
    """The median duration of the runs, in milliseconds."""

    wall: float
    processor: float  # of this process, all its threads; a server's is not in it


@dataclass(slots=True)
class Stopwatch:
    """The measurements of the services over one database."""

    parts: Services
    people: int
    tell: Callable[[str], None]
    found: dict[str, Duration] = field(default_factory=dict)
    dice: random.Random = field(default_factory=random.Random)
    # No update counts twice, also where the same database is measured again.
    updates: Iterator[int] = field(
        default_factory=lambda: count(random.SystemRandom().randrange(1 << 40, 1 << 50))
    )

    async def run(self, what: str, runs: Sequence[Do]) -> None:
        """Measure something; of several runs the first only warms up."""
        self.tell(what)
        took = [await self.timed(name) for name in runs]
        self.keep(what, took[1:] or took)

    async def timed(self, do: Do) -> Duration:
        begun, worked = perf_counter(), process_time()
        await do()
        return Duration((perf_counter() - begun) * 1000, (process_time() - worked) * 1000)

    def keep(self, what: str, runs: Sequence[Duration]) -> None:
        wall, processor = (run.wall for run in runs), (run.processor for run in runs)
        self.found[what] = Duration(median(wall), median(processor))

    def visitor(self, account: int | None = None) -> Visitor:
        """Somebody at the door, anybody where nobody is named, with an update in hand."""
        known = accounts_of(self.people)
        return Visitor(BOT, account or self.dice.choice(known), next(self.updates), "en")

    async def somebody(self) -> str:
        query = select(accounts.c.person).where(
            accounts.c.bot == BOT, accounts.c.telegram_id == self.visitor().telegram_id
        )

        def load(conn: Connection) -> str | None:
            return conn.scalars(query).first()

        found = None
        while found is None:  # who was erased in an earlier run is here no more
            found = await self.parts.database.read(load)
        return found
