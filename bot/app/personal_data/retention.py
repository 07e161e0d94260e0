"""Deletes data whose retention period is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from bot.app.certificates.programme_progress import months_after
from bot.app.personal_data import inactivity_notices
from bot.app.ports import Clock, Dice
from storage.db import audit_context, audit_log
from storage.db.audit_context import AuditContext, RightUse
from storage.db.database import Database
from storage.people.roles import EVERYWHERE
from storage.personal_data import erasure, inactivity, retention
from storage.personal_data.retention import PARTS

log = structlog.get_logger()

PEOPLE = "people"
KINDS = ("practice", "assigned", "results", "refreshers", PEOPLE, "lists", "cohorts", "reports",
         "attendance", "certificates", "failures")  # fmt: skip
"""Every kind of data that is kept for a time that can be set."""

BEGUN, DONE, GONE, REFUSED = "retention begun", "retention run", "let go", "retention refused"
"""As the audit calls it."""
PROGRAM = "program"
NIGHT = range(2, 5)  # hours by the clock of the settings, when nobody waits
ONCE = timedelta(hours=20)  # after a run there is none for so long
LATE = timedelta(hours=44)  # after which it is made up for in the daytime
AHEAD = timedelta(hours=1)  # a row further in the future was written by a wrong clock
SETTLED, GAP = timedelta(days=7), timedelta(days=14)
"""The database must know of something between these two ages, or the clock is in doubt."""
SHARE, FEW = 10, 100
"""More than this percentage of a kind, and more than so many rows, are unusual for one night."""
CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class RetentionStatus:
    """The retention status of a kind of data."""

    kind: str
    months: int
    """The retention period; 0 for unlimited."""
    older: int
    """The number of rows that are older, and due for deletion."""
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class RetentionDoubt:
    """Why an operator must confirm a deletion."""

    about: str
    """``CLOCK``, or the kind of which an unusual share would go."""
    detail: str
    """Of the clock: the day of the newest entry that is older than a week, empty where there is
    none. Of a kind: how many of how many would go."""


@dataclass(frozen=True, slots=True)
class RetentionPlan:
    """The deletions of a retention run, planned or done."""

    deleted: Mapping[str, int]
    """Rows, or people, by kind; kinds of which there is nothing are left out."""
    warned: int
    """People who are warned that they will be erased unless they return."""
    doubts: tuple[RetentionDoubt, ...] = ()
    """Why the program does not do it by itself."""


class RetentionPolicy:
    """Deletes data that is older than its retention period."""

    def __init__(
        self, database: Database, months: Mapping[str, int], zone: str, clock: Clock, dice: Dice
    ) -> None:
        """Prepare retention runs.

        Args:
            months: The retention period of each kind; 0 for unlimited.
            zone: The time zone in which runs happen at night.
        """
        assert months.keys() == {*KINDS}
        self._database = database
        self._months = months
        self._zone = ZoneInfo(zone)
        self._clock = clock
        self._dice = dice

    async def show(self) -> list[RetentionStatus]:
        """The current state of every kind of data."""
        now = self._clock.now()

        def load_status(conn: Connection) -> list[RetentionStatus]:
            return [self._standing(conn, kind, now) for kind in KINDS]

        return await self._database.survey(load_status)

    async def preview(self) -> RetentionPlan:
        """The deletions of a run now."""
        now = self._clock.now()

        return await self._database.survey(lambda conn: self._previewed(conn, now))

    async def nightly(self) -> RetentionPlan | None:
        """Run once a night, in whichever program comes first; None where it is not time."""
        now = self._clock.now()
        if not await self._database.read(lambda conn: self._is_time(conn, now)):
            return None
        going = await self.run(PROGRAM, unattended=True)
        if going is not None and not going.doubts:
            log.info("retention applied", told=going.warned, **going.deleted)
        return going

    async def run(self, by: str, *, unattended: bool = False) -> RetentionPlan | None:
        """Let go of what is old, in portions between which others write.

        Args:
            by: The role under which it is recorded.
            unattended: Whether nobody has read what would go. Then it is left to another program
                that has begun just now, and nothing goes where there are doubts.

        Returns:
            What went, or the doubts for which nothing did; None where it was left.
        """
        now = self._clock.now()

        def begin(conn: Connection) -> bool:
            if unattended and audit_log.was_recorded(conn, BEGUN, now - ONCE, now + AHEAD):
                return False
            audit_context.record_unchanged(conn)
            return True

        with _recorded(BEGUN, now, by):
            if not await self._database.write(begin):
                return None
        if unattended and (doubts := (await self.preview()).doubts):
            await self._refuse(by, now, doubts)
            return RetentionPlan({}, 0, doubts)
        gone: dict[str, int] = {}
        with audit_context.unrecorded():
            for kind in KINDS:
                before = self._before(kind, now)
                if (
                    before is not None
                    and kind != PEOPLE
                    and (rows := await self._let(kind, before))
                ):
                    gone[kind] = rows
            left, warned = await self._let_people(now)
        gone |= {PEOPLE: left} if left else {}
        for kind, rows in gone.items():
            with _recorded(GONE, now, by, (kind, str(rows))):
                await self._database.write(audit_context.record_unchanged)
        with _recorded(DONE, now, by, ("rows", str(sum(gone.values())))):
            await self._database.write(audit_context.record_unchanged)
        await self._database.empty_log()
        return RetentionPlan(gone, warned)

    async def _refuse(self, by: str, now: datetime, doubts: tuple[RetentionDoubt, ...]) -> None:
        first = doubts[0]
        with _recorded(REFUSED, now, by, (first.about, first.detail)):
            await self._database.write(audit_context.record_unchanged)
        log.error(
            "retention refused: nothing deleted",
            doubts={doubt.about: doubt.detail for doubt in doubts},
            advice="Check the clock and read `basira retention show`; `basira retention run` "
            "lets it go.",
        )

    async def _let(self, kind: str, before: datetime) -> int:
        rows = 0
        for part in PARTS[kind]:
            look = partial(retention.expired_keys, part=part, before=before)
            while portions := await self._database.survey(look):
                went = 0
                for keys in portions:
                    transaction = partial(
                        retention.delete_expired,
                        part=part,
                        keys=keys,
                        before=before,
                        now=self._clock.now(),
                        new_id=self._dice.id,
                    )
                    went += await self._database.write(transaction)
                rows += went
                if not went:
                    break
        return rows

    async def _let_people(self, now: datetime) -> tuple[int, int]:
        """Erase who was told and is not back, and tell who is to be told: how many of each."""
        before = self._before(PEOPLE, now)
        await self._database.write(lambda conn: inactivity.lift_warnings(conn, before, now))
        if before is None:
            return 0, 0
        leave = await self._database.survey(
            lambda conn: inactivity_notices.erasable_people(conn, before, now)
        )
        left = 0
        for name in leave:
            left += await self._database.write(partial(self._erase, name, before, now))
        tell = await self._database.survey(
            lambda conn: inactivity_notices.people_to_warn(conn, before, now)
        )
        for name in tell:
            await self._database.write(partial(_tell, person=name, now=now))
        return left, len(tell)

    def _erase(self, person: str, before: datetime, now: datetime, conn: Connection) -> bool:
        """Erase a person, unless they have come back meanwhile."""
        still = inactivity_notices.erasable_people(conn, before, now, (person,))
        return bool(still) and erasure.erase(conn, person, now, self._dice.id)

    def _previewed(self, conn: Connection, now: datetime) -> RetentionPlan:
        older = {name: self._older(conn, name, now) for name in KINDS if name != PEOPLE}
        gone = {kind: rows for kind, rows in older.items() if rows}
        before, warned = self._before(PEOPLE, now), 0
        if before is not None:
            leave = len(inactivity_notices.erasable_people(conn, before, now))
            gone |= {PEOPLE: leave} if leave else {}
            warned = len(inactivity_notices.people_to_warn(conn, before, now))
        doubts = (*_clock_doubts(conn, now), *_share_doubts(conn, gone)) if gone or warned else ()
        return RetentionPlan(gone, warned, doubts)

    def _standing(self, conn: Connection, kind: str, now: datetime) -> RetentionStatus:
        oldest = inactivity.first_arrival(conn) if kind == PEOPLE else retention.oldest(conn, kind)
        return RetentionStatus(kind, self._months[kind], self._older(conn, kind, now), oldest)

    def _older(self, conn: Connection, kind: str, now: datetime) -> int:
        before = self._before(kind, now)
        if before is None:
            return 0
        if kind == PEOPLE:
            return inactivity.count_inactive(conn, before, now)
        return retention.count_older(conn, kind, before)

    def _before(self, kind: str, now: datetime) -> datetime | None:
        """The time before which data is deleted; None for never."""
        months = self._months[kind]
        return months_after(now, -months) if months else None

    def _is_time(self, conn: Connection, now: datetime) -> bool:
        last = audit_log.latest(conn, 1, until=now + AHEAD, deed=BEGUN)
        if now.astimezone(self._zone).hour in NIGHT:
            return not last or last[0].at < now - ONCE
        return bool(last) and last[0].at < now - LATE


def refusal(conn: Connection, now: datetime) -> RetentionDoubt | None:
    """Why the last automatic run was refused; None if it was done."""
    done, refused = (
        audit_log.latest(conn, 1, until=now + AHEAD, deed=deed) for deed in (DONE, REFUSED)
    )
    if not refused or (done and done[0].number > refused[0].number):
        return None
    return RetentionDoubt(refused[0].kind or "", refused[0].object or "")


def _clock_doubts(conn: Connection, now: datetime) -> Iterator[RetentionDoubt]:
    """Whether the database has no activity in the week before last, so the clock may be wrong.

    A running program leaves a row there every night, so either the clock has jumped or the program
    was not running. In a week after that the rows of the new time are old enough to be trusted.
    """
    settled = now - SETTLED
    runs = audit_log.latest(conn, 1, until=settled, deed=DONE)
    newest = runs[0].at if runs else None
    if newest is None or newest < now - GAP:
        newest = max(filter(None, (newest, retention.last_move(conn, settled))), default=None)
    if newest is None or newest < now - GAP:
        yield RetentionDoubt(CLOCK, newest.date().isoformat() if newest else "")


def _share_doubts(conn: Connection, gone: Mapping[str, int]) -> Iterator[RetentionDoubt]:
    for kind, rows in gone.items():
        if rows <= FEW:
            continue
        kept = (
            inactivity.count_people(conn)
            if kind == PEOPLE
            else retention.count_expirable(conn, kind)
        )
        if rows * 100 > kept * SHARE:
            yield RetentionDoubt(kind, f"{rows:,} of {kept:,}")


def _tell(conn: Connection, person: str, now: datetime) -> None:
    inactivity_notices.schedule(conn, person, now)


@contextmanager
def _recorded(
    name: str, at: datetime, by: str, on: tuple[str, str] | tuple[None, None] = (None, None)
) -> Iterator[None]:
    """Record writes within as done by the program or the command line."""
    with audit_context.active(AuditContext(name, at, use=RightUse(by, EVERYWHERE, "keep", *on))):
        yield
