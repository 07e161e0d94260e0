"""Internal health of the program: numbers and times, no people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial
from importlib.metadata import version

from sqlalchemy import Connection

from bot.app.access.checks import ensure
from bot.app.access.rights import Right
from bot.app.agencies import go_live_checklist
from bot.app.agencies.go_live_checklist import GoLiveStatus
from bot.app.operations import doctor
from bot.app.operations.dead_letters import TRIES
from bot.app.operations.doctor import DiskSpace
from bot.app.operations.wait_times import WaitHistogram, WaitTimes
from bot.app.personal_data.retention import AHEAD, DONE, RetentionDoubt, refusal
from bot.app.ports import Clock
from scenarios.case_library import CaseLibrary
from storage.db import audit_log, schema
from storage.db.database import Database
from storage.intake import telegram_updates
from storage.outbox import jobs
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

BACKUP = "db backup"  # as the audit calls it
SUCCEEDED = ("backup", "succeeded")  # on what, once it is there; when it is begun nothing is said
WEEK = timedelta(days=7)


@dataclass(slots=True)
class RuntimeGauges:
    """Gauges of the running process; they read zero until the bot has started."""

    queued_messages: Callable[[], int] = lambda: 0  # messages that have not gone yet
    taking: Callable[[], bool] = lambda: False  # whether updates are being taken in
    leads: Callable[[], bool] = lambda: False  # whether it is this one that sends what is unasked
    under_way: Callable[[], int] = lambda: 0  # updates whose effects are not committed yet
    oldest_seconds: Callable[[], float] = lambda: (
        0.0
    )  # seconds for which the first of them has been
    dropped: Callable[[], int] = lambda: 0  # updates that were one too many of one person
    unreadable: Callable[[], int] = lambda: 0  # updates that could not be read
    anchor_fails: Callable[[], bool] = lambda: (
        False
    )  # whether the audit's end could not be put elsewhere
    wait_times: WaitTimes = field(default_factory=WaitTimes)  # how long taps wait for their answers


@dataclass(frozen=True, slots=True)
class Vitals:
    """The health of the program at a moment."""

    at: datetime
    version: str
    schema: str
    known: str  # the schema that this program works with
    taking: bool
    waiting: int
    under_way: int  # updates
    oldest: timedelta  # for which the first of them has been
    writing: int  # units that are not committed
    spared: int
    unreadable: int
    waits: WaitHistogram  # of taps, since the program began
    lately: WaitHistogram  # the same in the last minute or two
    due: int  # promises that should be under way by now
    late: timedelta  # by how much the first of them
    set_aside: int  # updates that could not be handled, in a week
    backup: datetime | None  # when one was last made with our command
    backup_begun: datetime | None  # when one was last begun
    kept: datetime | None  # when it was last looked for what is kept no longer
    gone: int  # how many rows went then
    room: DiskSpace | None  # of a SQLite file
    scenarios: int
    broken: int  # files of scenarios that do not load
    complete: bool  # whether every text is there in every language
    refused: RetentionDoubt | None = None  # why retention lets nothing go by itself
    lines: Sequence[GoLiveStatus] = ()  # agencies with people, whose line needs somebody
    anchor_fails: bool = False  # whether the audit's end could not be put elsewhere
    leads: bool = False  # of several programs, the one that sends what nobody asked for


class VitalsReader:
    """Reads the health of the program."""

    def __init__(
        self,
        database: Database,
        url: str,
        shelf: CaseLibrary,
        running: RuntimeGauges,
        clock: Clock,
    ) -> None:
        """Collect the vital signs of a running program.

        Args:
            url: The database URL.
            shelf: The scenarios loaded at start-up.
            running: Gauges known only to the running process.
        """
        self._database = database
        self._url = url
        self._shelf = shelf
        self._running = running
        self._clock = clock

    async def read_for(self, person: Person) -> Vitals:
        """The current health, for an admin of all agencies.

        Raises:
            NotFound: The person is none.
            StorageTrouble: The database does not answer.
        """
        await self._database.read(lambda conn: ensure(conn, person, Right.SEE_HEALTH, EVERYWHERE))
        return await self.read()

    async def read(self) -> Vitals:
        """The current health.

        Raises:
            StorageTrouble: The database does not answer.
        """
        now, running = self._clock.now(), self._running
        # Here, on the loop: the unit is in a thread, and what these count changes meanwhile.
        seen = partial(
            Vitals,
            at=now,
            taking=running.taking(),
            waiting=running.queued_messages(),
            under_way=running.under_way(),
            oldest=timedelta(seconds=running.oldest_seconds()),
            writing=self._database.writing,
            spared=running.dropped(),
            unreadable=running.unreadable(),
            waits=running.wait_times.total(),
            lately=running.wait_times.recent(),
            anchor_fails=running.anchor_fails(),
            leads=running.leads(),
        )

        def measure(conn: Connection) -> Vitals:
            found, known = schema.revisions(conn)
            count, since = jobs.overdue(conn, now)
            past = partial(audit_log.latest, conn, 1, until=now + AHEAD)
            begun = past(deed=BACKUP)
            kind, outcome = SUCCEEDED
            made = past(deed=BACKUP, kind=kind, object=outcome)
            runs = past(deed=DONE)
            return seen(
                version=version("basira"),
                schema=found,
                known=known,
                due=count,
                late=now - since if since else timedelta(),
                set_aside=telegram_updates.count_dead_letters(conn, TRIES, now - WEEK),
                backup=made[0].at if made else None,
                backup_begun=begun[0].at if begun else None,
                kept=runs[0].at if runs else None,
                gone=int(runs[0].object or 0) if runs else 0,
                refused=refusal(conn, now),
                room=doctor.room(self._url),
                scenarios=len(self._shelf.scenarios),
                broken=len(doctor.broken(self._shelf)),
                complete=self._complete,
                lines=go_live_checklist.agencies_without_lasting_line(conn, now),
            )

        return await self._database.survey(measure)

    @cached_property
    def _complete(self) -> bool:
        return doctor.languages(self._shelf).ok
