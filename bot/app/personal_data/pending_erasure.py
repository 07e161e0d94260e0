"""Erasure requested by others, which waits so that the person can object.

It is a scheduled job of that person, so it moves with their account and is part of their own data.
Who requested it is recorded in the audit log alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access import account_reach
from bot.app.access.rights import Right
from bot.app.playing.display_receipts import DisplayReceipts
from bot.app.ports import Clock, Dice
from storage.db import audit_context
from storage.db.audit_context import AuditContext, RightUse
from storage.db.database import Database
from storage.outbox import jobs
from storage.outbox.jobs import ClaimedJob, ScheduledJob
from storage.people import names, people
from storage.people.roles import EVERYWHERE
from storage.personal_data import erasure

KIND = "erasure"
ERASING, ERASING_OF = "erasing", "erasing-of"
WAIT = timedelta(days=14)
UNHEARD = timedelta(days=60)
"""The wait where nobody can say no: or an admin could sign somebody out first, and erase them."""
TOLD_FIRST = timedelta(days=1)  # until the next check, while its notice has not been delivered

ASKED, LEFT = "asked", "left"
GROUNDS = (ASKED, LEFT)
"""They asked for it; they do not work there any more."""

LEASE = timedelta(minutes=10)
BATCH = 25
PROGRAM = "program"


class PendingErasures:
    """Erases people once the wait is over."""

    def __init__(
        self, database: Database, shown: DisplayReceipts, clock: Clock, dice: Dice
    ) -> None:
        self._database = database
        self._shown = shown
        self._clock = clock
        self._dice = dice

    async def finish(self) -> int:
        """Erase the people whose waiting time is over; return how many."""
        now = self._clock.now()
        batch = await self._database.write(
            lambda conn: jobs.claim(conn, now, LEASE, BATCH, (KIND,))
        )
        done = 0
        if batch.due:
            await self._shown.flush()  # what is still to be noted of their screens goes with them
        for job in batch.due:
            use = RightUse(PROGRAM, EVERYWHERE, Right.ERASE, "person", job.job.person)
            with audit_context.active(AuditContext("erase after the wait", now, use=use)):
                done += await self._database.write(partial(self._erase, job, now))
        return done

    def _erase(self, job: ClaimedJob, now: datetime, conn: Connection) -> bool:
        """Erase a person, unless they were not told yet, or are the last admin by now."""
        person_id = job.job.person
        last = erasure.last_admin(conn, person_id)
        later = now + TOLD_FIRST if last else next_check(conn, job.job, now)
        if later is not None:
            jobs.reschedule(conn, job, later)
            return False
        return erasure.erase(conn, person_id, now, self._dice.id)


def ask(
    conn: Connection, person_id: str, ground: str, by: str | None, now: datetime
) -> datetime | None:
    """Request erasure after the waiting time; tell the person and the other admins at once.

    Args:
        ground: One of ``GROUNDS``.
        by: The admin who asks; None on the command line.

    Returns:
        When; None where it is asked for already.
    """
    at = now + (WAIT if people.is_reachable(conn, person_id) else UNHEARD)
    facts = {"ground": ground, "asked": now.isoformat()}
    promised = ScheduledJob(person_id, KIND, person_id, at, payload=facts)
    if not jobs.schedule(conn, promised):
        return None
    what = {"what": ERASING, "ground": ground}
    key = _key(person_id)
    at_once = notices.fair_moment(conn, now, first=True)
    late = now + 52 * WAIT
    notices.queue(
        conn,
        person_id,
        key,
        at_once,
        what,
        about=person_id,
        not_after=late,
        urgent=True,
        absent=True,
    )
    for person in sorted(account_reach.admins_of(conn, person_id) - {person_id, by}):
        other = {"what": ERASING_OF, "person": person_id}
        notices.queue(conn, person, f"{key}:{person}", now, other, about=person_id, answers=True)
    return at


def stop(conn: Connection, person_id: str) -> bool:
    """Cancel an erasure and its notices; return whether it was requested."""
    waited = jobs.cancel(conn, KIND, person_id)
    if waited:
        notices.cancel(conn, person_id)
    return waited


def erasure_time(conn: Connection, person_id: str) -> datetime | None:
    """The scheduled time of a person's erasure, if one was requested."""
    found = jobs.get(conn, KIND, person_id)
    return found.due if found else None


def next_check(conn: Connection, promised: ScheduledJob, now: datetime) -> datetime | None:
    """When to check an elapsed erasure again; None if the person can be erased now.

    They may once they were told. Who has no account cannot say no, whether it went before or after
    it was asked; who shut the bot out has said nothing.
    """
    person = promised.person
    if not people.has_account(conn, person):
        asked = datetime.fromisoformat((promised.payload or {})["asked"])
        return asked + UNHEARD if now < asked + UNHEARD else None
    waits = jobs.get(conn, notices.KIND, _key(person)) is not None
    return now + TOLD_FIRST if waits and people.is_reachable(conn, person) else None


def _key(person_id: str) -> str:
    return f"{ERASING}:{person_id}"


def notified(conn: Connection, person_id: str, now: datetime) -> None:
    """Start the waiting time when the person is notified."""
    jobs.postpone(conn, KIND, person_id, now + WAIT)


@dataclass(frozen=True, slots=True)
class ErasureDay:
    """The day of an erasure, in the person's time zone."""

    at: datetime
    timezone: str
    names: Mapping[str, str]


def erasure_day(conn: Connection, person_id: str) -> ErasureDay | None:
    """The day of a person's erasure, and their name; None if not requested."""
    at, person = erasure_time(conn, person_id), people.get(conn, person_id)
    if at is None or person is None:
        return None
    return ErasureDay(at, person.timezone, names.of(conn, person_id))
