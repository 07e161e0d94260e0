"""Reminders to admins that a line expires: a month before, a week before, and when it has.

How many were promised stands beside the fact: so each is promised once, to whoever is an admin by
then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app.access.rights import Right, may
from bot.app.agencies.contact_records import agency_of, known, responsible_admins
from bot.app.ports import Clock
from bot.chat.contact_phrases import contact_name
from bot.chat.date_phrases import date_of
from bot.chat.kit.routes import button
from bot.chat.labels import agency_name
from bot.locale import Words
from bot.outbox import notices
from bot.outbox.notices import News
from storage.agencies import local_contacts
from storage.agencies.local_contacts import Fact
from storage.db.database import Database
from storage.people import roles
from storage.people.people import Person

EXPIRES = "fact-expires"  # the teller
BEFORE = (timedelta(days=30), timedelta(days=7), timedelta(0))


class Expiring:
    """Looks at what expires."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def look(self) -> int:
        """Promise the reminders whose time has come; returns how many."""
        now = self._clock.now()
        if not await self._database.read(lambda conn: _due(conn, now)):
            return 0
        return await self._database.write(lambda conn: _promised(conn, now))

    def tell(
        self, conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
    ) -> News | None:
        """The teller: nothing is said once it was confirmed again, or taken back."""
        agency, name, now = what["agency"], what["name"], self._clock.now()
        where = agency_of(agency)
        fact = next(
            (one for one in _due(conn, now, 0) if (one.agency, one.name) == (agency, name)), None
        )
        if fact is None or fact.expires_at is None or fact.reminded == local_contacts.WITHDRAWN:
            return None
        if not may(roles.of(conn, person.id), Right.KEEP_AGENCY, where) or name not in known():
            return None
        say, day = speak.say, date_of(speak, fact.expires_at, person.timezone)
        values = {"name": contact_name(speak, name), "agency": agency_name(conn, speak, where)}
        text = (
            say(
                "{agency}: “{name}” has expired on {day}, so it is shown no more.",
                day=day,
                **values,
            )
            if fact.expires_at <= now
            else say(
                "{agency}: “{name}” is confirmed until {day}. After that it is shown no more.",
                day=day,
                **values,
            )
        )
        again = button(say("Confirm it again"), "contact_page", where, known().index(name))
        return News(text, again)


def _stage(fact: Fact, now: datetime) -> int:
    """How many reminders should have been promised by now."""
    assert fact.expires_at is not None
    left = fact.expires_at - now
    return sum(left <= before for before in BEFORE)


def _due(conn: Connection, now: datetime, beyond: int | None = None) -> list[Fact]:
    """What should be told of now, beyond what was; or beyond so many reminders."""
    return [
        one
        for one in local_contacts.confirmed(conn)
        if one.expires_at is not None
        and _stage(one, now) > (one.reminded if beyond is None else beyond)
    ]


def _promised(conn: Connection, now: datetime) -> int:
    promised = 0
    for fact in _due(conn, now):
        stage = _stage(fact, now)
        local_contacts.remind(conn, fact, stage)
        until = fact.expires_at.date().isoformat() if fact.expires_at else ""
        what = {"what": EXPIRES, "agency": fact.agency, "name": fact.name}
        for person in sorted(responsible_admins(conn, agency_of(fact.agency))):
            key = f"{EXPIRES}:{fact.agency}:{fact.name}:{fact.version}:{until}:{stage}:{person}"
            promised += notices.promise(conn, person, key, now, what)
    return promised
