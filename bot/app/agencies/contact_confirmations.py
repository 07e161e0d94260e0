"""Notices to admins of a local contact that another admin confirmed, so that two people read it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.rights import Right, may
from bot.app.agencies.contact_records import agency_of, responsible_admins
from storage.agencies import local_contacts
from storage.agencies.local_contacts import Fact
from storage.people import roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

CONFIRMED = "fact-confirmed"


def queue_notice(conn: Connection, fact: Fact, by: str, now: datetime) -> None:
    """Promise to notify the other admins of an agency; where there are none, those of all.

    Args:
        fact: The version that was confirmed.
        by: The admin who confirmed it.
    """
    others = responsible_admins(conn, agency_of(fact.agency)) - {by}
    what = {"what": CONFIRMED, "agency": fact.agency, "name": fact.name}
    for person_id in sorted(others or responsible_admins(conn, EVERYWHERE) - {by}):
        key = f"{CONFIRMED}:{fact.agency}:{fact.name}:{fact.version}:{now.isoformat()}:{person_id}"
        notices.queue(conn, person_id, key, now, what, answers=True)


def confirmed(
    conn: Connection, person: Person, agency: str, name: str, now: datetime
) -> Fact | None:
    """The contact as learners read it now; None once they do not, or for people without a right."""
    fact = local_contacts.newest(conn, agency, name)
    if fact is None or local_contacts.valid_fact(conn, agency, name, now) != fact:
        return None
    return fact if may(roles.of(conn, person.id), Right.KEEP_AGENCY, agency_of(agency)) else None
