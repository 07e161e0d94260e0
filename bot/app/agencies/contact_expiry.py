"""Reminders to admins that a line expires: a month before, a week before, and when it has.

How many were promised stands beside the fact: so each is promised once, to whoever is an admin by
then.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.rights import Right, may
from bot.app.agencies.contact_records import agency_of, catalogue_names, responsible_admins
from bot.app.ports import Clock
from storage.agencies import local_contacts
from storage.agencies.local_contacts import Fact
from storage.db.database import Database
from storage.people import roles
from storage.people.people import Person

EXPIRES = "fact-expires"
BEFORE = (timedelta(days=30), timedelta(days=7), timedelta(0))


class ContactExpiry:
    """Reminds admins of contacts that expire."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def queue_reminders(self) -> int:
        """Queue the reminders that are due; return their number."""
        now = self._clock.now()
        if not await self._database.read(lambda conn: _due(conn, now)):
            return 0
        return await self._database.write(lambda conn: _promised(conn, now))


def _stage(fact: Fact, now: datetime) -> int:
    """The number of reminders that should have been scheduled by now."""
    assert fact.expires_at is not None
    left = fact.expires_at - now
    return sum(left <= before for before in BEFORE)


def _due(conn: Connection, now: datetime, beyond: int | None = None) -> list[Fact]:
    """The contacts to remind of now, beyond the reminders already sent."""
    return [
        fact
        for fact in local_contacts.confirmed(conn)
        if fact.expires_at is not None
        and _stage(fact, now) > (fact.reminded if beyond is None else beyond)
    ]


def expiring(
    conn: Connection, person: Person, agency: str, name: str, now: datetime
) -> Fact | None:
    """The contact to remind an admin of; None once it was confirmed again, or withdrawn."""
    found = [fact for fact in _due(conn, now, 0) if (fact.agency, fact.name) == (agency, name)]
    if not found or found[0].reminded == local_contacts.WITHDRAWN or name not in catalogue_names():
        return None
    held = roles.of(conn, person.id)
    return found[0] if may(held, Right.KEEP_AGENCY, agency_of(agency)) else None


def _promised(conn: Connection, now: datetime) -> int:
    promised = 0
    for fact in _due(conn, now):
        stage = _stage(fact, now)
        local_contacts.remind(conn, fact, stage)
        until = fact.expires_at.date().isoformat() if fact.expires_at else ""
        what = {"what": EXPIRES, "agency": fact.agency, "name": fact.name}
        for person in sorted(responsible_admins(conn, agency_of(fact.agency))):
            key = f"{EXPIRES}:{fact.agency}:{fact.name}:{fact.version}:{until}:{stage}:{person}"
            promised += notices.queue(conn, person, key, now, what)
    return promised
