"""Lets go of what has been kept for as long as it is to be kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from bot.services.certifying.standing import months_after
from bot.services.ports import Clock, Dice
from bot.services.retention import leaving
from storage import audit, deeds, erasure, retention, silence
from storage.database import Database
from storage.deeds import Deed, Use
from storage.retention import PARTS
from storage.roles import EVERYWHERE

log = structlog.get_logger()

PEOPLE = "people"
KINDS = ("practice", "assigned", "results", "refreshers", PEOPLE, "lists", "cohorts", "reports",
         "attendance", "certificates", "failures")  # fmt: skip
"""Every kind of data that is kept for a time that can be set."""

BEGUN, DONE, GONE = "retention begun", "retention run", "let go"
"""As the audit calls it."""
PROGRAM = "program"
NIGHT = range(2, 5)  # hours by the clock of the settings, when nobody waits
ONCE = timedelta(hours=20)  # after a run there is none for so long
LATE = timedelta(hours=44)  # after which it is made up for in the daytime


@dataclass(frozen=True, slots=True)
class Standing:
    """How a kind of data stands."""

    kind: str
    months: int
    """For how long it is kept; 0 for good."""
    older: int
    """What is older, and goes."""
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Going:
    """What a run would do, or has done."""

    gone: Mapping[str, int]
    """Rows, or people, by kind; kinds of which there is nothing are left out."""
    told: int
    """People who are told that they go, unless they come back."""


class Keeping:
    """Knows how long each kind of data is kept."""

    def __init__(
        self, database: Database, months: Mapping[str, int], zone: str, clock: Clock, dice: Dice
    ) -> None:
        """Make one.

        Args:
            database: Where it is kept.
            months: For how long, by kind; 0 for good.
            zone: By whose clock it is night.
            clock: Tells the time.
            dice: Makes ids.
        """
        assert months.keys() == {*KINDS}
        self._database = database
        self._months = months
        self._zone = ZoneInfo(zone)
        self._clock = clock
        self._dice = dice

    async def show(self) -> list[Standing]:
        """How every kind stands now."""
        now = self._clock.now()

        def unit(conn: Connection) -> list[Standing]:
            return [self._standing(conn, one, now) for one in KINDS]

        return await self._database.survey(unit)

    async def preview(self) -> Going:
        """What would go, if it were run now."""
        now = self._clock.now()

        def unit(conn: Connection) -> Going:
            older = {one: self._older(conn, one, now) for one in KINDS if one != PEOPLE}
            gone = {kind: rows for kind, rows in older.items() if rows}
            before = self._before(PEOPLE, now)
            if before is None:
                return Going(gone, 0)
            leave = len(leaving.may_go(conn, before, now))
            gone |= {PEOPLE: leave} if leave else {}
            return Going(gone, len(leaving.to_be_told(conn, before, now)))

        return await self._database.survey(unit)

    async def nightly(self) -> Going | None:
        """Run once a night, in whichever program comes first; None where it is not time."""
        now = self._clock.now()
        if not await self._database.read(lambda conn: self._is_time(conn, now)):
            return None
        going = await self.run(PROGRAM, once=True)
        if going is not None:
            log.info("what was old has gone", told=going.told, **going.gone)
        return going

    async def run(self, by: str, *, once: bool = False) -> Going | None:
        """Let go of what is old, in portions between which others write.

        Args:
            by: The role under which it is recorded.
            once: Whether it is left to another program that has begun just now.

        Returns:
            What went; None where it was left.
        """
        now = self._clock.now()

        def begin(conn: Connection) -> bool:
            if once and audit.done_since(conn, BEGUN, now - ONCE):
                return False
            deeds.shown(conn)
            return True

        with _recorded(BEGUN, now, by):
            if not await self._database.write(begin):
                return None
        gone: dict[str, int] = {}
        with deeds.unrecorded():
            for kind in KINDS:
                before = self._before(kind, now)
                if (
                    before is not None
                    and kind != PEOPLE
                    and (rows := await self._let(kind, before))
                ):
                    gone[kind] = rows
            left, told = await self._let_people(now)
        gone |= {PEOPLE: left} if left else {}
        for kind, rows in gone.items():
            with _recorded(GONE, now, by, (kind, str(rows))):
                await self._database.write(deeds.shown)
        with _recorded(DONE, now, by, ("rows", str(sum(gone.values())))):
            await self._database.write(deeds.shown)
        return Going(gone, told)

    async def _let(self, kind: str, before: datetime) -> int:
        rows = 0
        for part in PARTS[kind]:
            look = partial(retention.found, part=part, before=before)
            while portions := await self._database.survey(look):
                went = 0
                for keys in portions:
                    unit = partial(
                        retention.let_go,
                        part=part,
                        keys=keys,
                        before=before,
                        now=self._clock.now(),
                        new_id=self._dice.id,
                    )
                    went += await self._database.write(unit)
                rows += went
                if not went:
                    break
        return rows

    async def _let_people(self, now: datetime) -> tuple[int, int]:
        """Erase who was told and is not back, and tell who is to be told: how many of each."""
        before = self._before(PEOPLE, now)
        await self._database.write(lambda conn: silence.unsay(conn, before, now))
        if before is None:
            return 0, 0
        leave = await self._database.survey(lambda conn: leaving.may_go(conn, before, now))
        left = 0
        for one in leave:
            left += await self._database.write(partial(self._erase, one, before, now))
        tell = await self._database.survey(lambda conn: leaving.to_be_told(conn, before, now))
        for one in tell:
            await self._database.write(partial(_tell, person=one, now=now))
        return left, len(tell)

    def _erase(self, person: str, before: datetime, now: datetime, conn: Connection) -> bool:
        """Erase somebody, unless they have come back this very moment."""
        still = leaving.may_go(conn, before, now, (person,))
        return bool(still) and erasure.erase(conn, person, now, self._dice.id)

    def _standing(self, conn: Connection, kind: str, now: datetime) -> Standing:
        oldest = silence.oldest(conn) if kind == PEOPLE else retention.oldest(conn, kind)
        return Standing(kind, self._months[kind], self._older(conn, kind, now), oldest)

    def _older(self, conn: Connection, kind: str, now: datetime) -> int:
        before = self._before(kind, now)
        if before is None:
            return 0
        if kind == PEOPLE:
            return silence.older(conn, before, now)
        return retention.older(conn, kind, before)

    def _before(self, kind: str, now: datetime) -> datetime | None:
        """What is older than this moment goes; None where nothing ever does."""
        months = self._months[kind]
        return months_after(now, -months) if months else None

    def _is_time(self, conn: Connection, now: datetime) -> bool:
        last = audit.latest(conn, 1, deed=BEGUN)
        if now.astimezone(self._zone).hour in NIGHT:
            return not last or last[0].at < now - ONCE
        return bool(last) and last[0].at < now - LATE


def _tell(conn: Connection, person: str, now: datetime) -> None:
    leaving.tell_of(conn, person, now)


@contextmanager
def _recorded(
    name: str, at: datetime, by: str, on: tuple[str, str] | tuple[None, None] = (None, None)
) -> Iterator[None]:
    """What is written within it is recorded as done by the program, or on the command line."""
    with deeds.doing(Deed(name, at, use=Use(by, EVERYWHERE, "keep", *on))):
        yield
