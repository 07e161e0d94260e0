"""Erasing somebody by an admin: asked twice, told, and done once the wait is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.app.access.checks import permitted
from bot.app.access.rights import Right, may
from bot.app.errors import NotFound
from bot.app.onboarding import account_reach
from bot.app.ports import Clock, Dice
from bot.chat.admin.personal_data import erasure_screens
from bot.chat.admin.personal_data.actions import (
    AskErase,
    AskEraseSure,
    EraseLater,
    KeepMe,
    StopErasing,
)
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import person_name
from bot.locale import words
from bot.outbox import pending_erasure
from bot.outbox.display_receipts import Shown
from bot.outbox.pending_erasure import GROUNDS, KIND, TOLD_FIRST
from storage.audit import audit_context
from storage.audit.audit_context import AuditContext, UsedRight
from storage.db.database import Database
from storage.outbox import jobs
from storage.outbox.jobs import ClaimedJob
from storage.people import names, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE
from storage.personal_data import erasure

log = structlog.get_logger()

STANDS = timedelta(minutes=10)  # how long the last question may be answered
LEASE = timedelta(minutes=10)
BATCH = 25
PROGRAM = "program"


class Erasing:
    """Lets admins have somebody erased, and does it when it may be done."""

    def __init__(self, database: Database, shown: Shown, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._shown = shown
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                AskErase: self.ask,
                AskEraseSure: self.ask_again,
                EraseLater: self.later,
                StopErasing: self.stop,
                KeepMe: self.keep,
            }
        )

    async def ask(self, _visitor: Visitor, person: Person, action: AskErase) -> Reply:
        """Why somebody is to be erased; where it is asked for already, until when it waits."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[str, str | None]:
            _ensure(conn, person, action.person)
            name = person_name(speak, names.of(conn, action.person))
            return name, pending_erasure.day_words(conn, speak, action.person)

        name, day = await self._database.read(unit)
        if day is not None:
            shown = erasure_screens.waiting_screen(speak, action.person, name, day)
        else:
            shown = erasure_screens.ground_screen(speak, action.person, name)
        return Reply(shown, place=Place.SAME)

    async def ask_again(self, _visitor: Visitor, person: Person, action: AskEraseSure) -> Reply:
        """The second question."""
        speak = words(person.language)

        def unit(conn: Connection) -> str:
            _ensure(conn, person, action.person)
            return person_name(speak, names.of(conn, action.person))

        name = await self._database.read(unit)
        asked = int(self._clock.now().timestamp())
        if action.ground not in GROUNDS:
            raise NotFound
        shown = erasure_screens.sure_screen(speak, action.person, name, action.ground, asked)
        return Reply(shown, place=Place.SAME)

    async def later(self, visitor: Visitor, person: Person, action: EraseLater) -> Reply:
        """It is asked for; nothing is erased before the wait is over."""
        speak, now = words(person.language), self._clock.now()
        if not action.asked <= now.timestamp() < action.asked + STANDS.total_seconds():
            return await self.ask(visitor, person, AskErase(action.person))  # an old button

        def unit(conn: Connection) -> bool:
            _ensure(conn, person, action.person)
            if action.ground not in GROUNDS:
                raise NotFound
            if erasure.last_admin(conn, action.person):
                return False
            pending_erasure.ask(conn, action.person, action.ground, person.id, now)
            return True

        if not await self._database.write(unit):
            return Reply(erasure_screens.last_admin_screen(speak), place=Place.SAME)
        return await self.ask(visitor, person, AskErase(action.person))

    async def stop(self, _visitor: Visitor, person: Person, action: StopErasing) -> Reply:
        """Somebody stays."""
        speak = words(person.language)

        def unit(conn: Connection) -> str:
            _ensure_one_over(conn, person, action.person)
            pending_erasure.stop(conn, action.person)
            return person_name(speak, names.of(conn, action.person))

        name = await self._database.write(unit)
        return Reply(erasure_screens.stopped_screen(speak, action.person, name), place=Place.SAME)

    async def keep(self, _visitor: Visitor, person: Person, _action: KeepMe) -> Reply:
        """One stays oneself."""
        await self._database.write(lambda conn: pending_erasure.stop(conn, person.id))
        return Reply(erasure_screens.kept_screen(words(person.language)), place=Place.SAME)

    async def finish(self) -> int:
        """Erase whose wait is over; returns how many."""
        now = self._clock.now()
        batch = await self._database.write(
            lambda conn: jobs.claim(conn, now, LEASE, BATCH, (KIND,))
        )
        done = 0
        if batch.due:
            await self._shown.flush()  # what is still to be noted of their screens goes with them
        for one in batch.due:
            use = UsedRight(PROGRAM, EVERYWHERE, Right.ERASE, "person", one.job.person)
            with audit_context.active(AuditContext("erase after the wait", now, use=use)):
                done += await self._database.write(partial(self._erase, one, now))
        return done

    def _erase(self, one: ClaimedJob, now: datetime, conn: Connection) -> bool:
        """Erase somebody, unless they were not told yet, or are the last admin by now."""
        person = one.job.person
        last = erasure.last_admin(conn, person)
        later = now + TOLD_FIRST if last else pending_erasure.again(conn, one.job, now)
        if later is not None:
            jobs.reschedule(conn, one, later)
            return False
        return erasure.erase(conn, person, now, self._dice.id)


def _ensure(conn: Connection, person: Person, whom: str) -> None:
    """Go on only if an admin may have somebody else erased: wherever they have a role or learn.

    Raises:
        NotFound: They may not, or it is themselves, or nobody who has come.
    """
    if not account_reach.reaches(conn, person.id, whom):
        raise NotFound
    for one in account_reach.concerned(conn, whom):
        permitted(conn, person, Right.ERASE, one, "person", whom)
    audit_context.note_read()


def _ensure_one_over(conn: Connection, person: Person, whom: str) -> None:
    """Go on only if an admin is over somebody anywhere: these are told, and may stop it.

    Raises:
        NotFound: They are not, or it is themselves.
    """
    if person.id == whom or person.id not in account_reach.admins_of(conn, whom):
        raise NotFound
    own = roles.of(conn, person.id)
    one = next(one for one in account_reach.concerned(conn, whom) if may(own, Right.ERASE, one))
    permitted(conn, person, Right.ERASE, one, "person", whom)
    audit_context.note_read()
