"""Consent to the notice on personal data."""

from __future__ import annotations

from datetime import datetime
from typing import TypeGuard

from sqlalchemy import Connection

from storage.agencies import agencies
from storage.agencies.agencies import PROMISED
from storage.people import people
from storage.people.people import Account, Person

NOTICE = 4
"""The version of the notice. Whoever accepted an older one is shown the new one."""


def has_accepted(person: Person | None) -> TypeGuard[Person]:
    """Whether someone has accepted the current version of the notice."""
    return person is not None and person.notice == NOTICE


def accept(conn: Connection, bot: int, telegram_id: int, newcomer: Person, now: datetime) -> Person:
    """Record that an account's owner accepts the notice.

    Args:
        bot: The bot whose account it is.
        telegram_id: The account.
        newcomer: Whom the account belongs to from now on, where it is not registered yet.
    """
    person = people.arrive(conn, newcomer, Account(bot, telegram_id, newcomer.id))
    if not has_accepted(person):
        people.change(conn, person.id, notice=NOTICE, notice_at=now)
    return people.get(conn, person.id) or person


def is_promised(conn: Connection, person: Person) -> bool:
    """Whether a person's agency has promised not to use any of this for appraisal."""
    agency = agencies.get(conn, person.agency)
    return agency is not None and agency.pledge == PROMISED
