"""Notices to admins of a local contact that another admin confirmed, so that two people read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.app.access.rights import Right, may
from bot.app.agencies.contact_records import agency_of, known, responsible_admins
from bot.app.ports import Clock
from bot.chat.contact_phrases import contact_name
from bot.chat.kit.routes import button
from bot.chat.labels import agency_name
from bot.chat.learner.helplines.contact_texts import as_read
from bot.locale import Words
from bot.outbox import notices
from bot.outbox.notices import News, Teller
from storage.agencies import local_contacts
from storage.agencies.local_contacts import Fact
from storage.people import roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

CONFIRMED = "fact-confirmed"


def promise(conn: Connection, fact: Fact, by: str, now: datetime) -> None:
    """Promise to notify the other admins of an agency; where there are none, those of all.

    Args:
        conn: A transaction that writes.
        fact: The version that was confirmed.
        by: The admin who confirmed it.
        now: The moment.
    """
    others = responsible_admins(conn, agency_of(fact.agency)) - {by}
    what = {"what": CONFIRMED, "agency": fact.agency, "name": fact.name}
    for person_id in sorted(others or responsible_admins(conn, EVERYWHERE) - {by}):
        key = f"{CONFIRMED}:{fact.agency}:{fact.name}:{fact.version}:{now.isoformat()}:{person_id}"
        notices.promise(conn, person_id, key, now, what, answers=True)


def teller(clock: Clock) -> Teller:
    """Tells how learners read the contact now; nothing once they do not."""

    def tell(
        conn: Connection, words: Words, person: Person, what: Mapping[str, Any]
    ) -> News | None:
        agency, name, now = what["agency"], what["name"], clock.now()
        agency_id = agency_of(agency)
        fact = local_contacts.newest(conn, agency, name)
        if fact is None or local_contacts.good(conn, agency, name, now) != fact:
            return None
        if not may(roles.of(conn, person.id), Right.KEEP_AGENCY, agency_id):
            return None
        read = as_read(conn, fact, agency, (), now)[words.language]
        text = words.say(
            "{agency}: “{name}” was confirmed by {who}. Learners read it now: {sentence} If that "
            "is not right, it can be taken back at once.",
            agency=agency_name(conn, words, agency_id),
            name=contact_name(words, name),
            who=fact.confirmed_by or "",
            sentence=next(iter(read[1:] or read), ""),
        )
        position = known().index(name)
        return News(text, button(words.say("See the line"), "contact_page", agency_id, position))

    return tell
