"""The queue of notices, messages that the bot sends unasked.

A notice is queued in the transaction that makes it true. People get at most one message a day, in
their own hours, with all that waits for them; what it says is written when it is sent. See
`docs/decisions` for what happens when a program dies.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app import send_rates
from bot.app.preferences.contact_hours import Hours
from storage.outbox import jobs
from storage.outbox.jobs import ScheduledJob
from storage.people import people
from storage.people.people import Person

KIND = "notice"
DAY = timedelta(hours=24)
"""The least time between two unasked messages to a person."""
WORTH = timedelta(days=14)
"""The default time after which an unsent notice is dropped."""
APART = timedelta(seconds=1 / send_rates.BULK)
"""The interval between two recipients of the same notice, so that it does not hold up others."""
AT_ONCE = 60
"""The number of recipients of the same notice who are served without that interval."""
FIRST_OF_ALL = timedelta(seconds=1)

ANSWERS = "answers"
"""Payload key: the person asked for it, so it does not wait for another day."""
URGENT = "urgent"
"""Payload key: the person must be able to object at once."""
FAREWELL = "farewell"
"""Payload key: it goes to the account that has just been signed out."""
FIRST = "first"
"""Payload key: it precedes all others, and is always sent in full."""
PLACE = "place"
"""Payload key: the number of recipients of the same notice who come before."""


def queue(
    conn: Connection,
    person: str,
    key: str,
    due_at: datetime,
    what: Mapping[str, Any],
    *,
    about: str | None = None,
    not_after: datetime | None = None,
    answers: bool = False,
    urgent: bool = False,
    farewell: bool = False,
    absent: bool = False,
    place: int = 0,
) -> bool:
    """Queue a notice. A notice is sent once for each key.

    Nothing is queued for people without an account, such as those who answer on paper.

    Args:
        conn: The connection of the transaction that the notice reports.
        person: The recipient's id.
        key: Made of random ids.
        due_at: The earliest time to send it; see `fair_moment`.
        what: The payload: its kind under `what`, and small facts for the text, such as ids.
        about: A random id; all notices about it can be cancelled together.
        not_after: When it expires; by default two weeks after it is due.
        answers: Whether it answers a request, or corrects an earlier notice: such a notice keeps to
            the person's hours, but neither waits for another day nor uses one up.
        urgent: Whether it concerns their account and they must be able to object, or something they
            just asked for that soon expires: such a notice is sent at once, at any hour.
        farewell: Whether it goes to the account that they have been signed out of.
        absent: Whether it is also queued for people without an account, for when they return.
        place: The recipient's position among those of the same notice, counted from 0.

    Returns:
        Whether it was newly queued.
    """
    if not absent and not people.has_account(conn, person):
        return False
    expires_at = due_at + WORTH if not_after is None else not_after
    flags = {ANSWERS: answers, URGENT: urgent, FAREWELL: farewell}
    facts = {**what, **{name: True for name, is_set in flags.items() if is_set}}
    if place:
        facts[PLACE] = place
    moment = due_at + delay(place)
    return jobs.schedule(conn, ScheduledJob(person, KIND, key, moment, about, expires_at, facts))


def fair_moment(conn: Connection, now: datetime, *, first: bool = False) -> datetime:
    """A fair moment for a notice that is queued now, beside those that wait already.

    The recipients of a long notice come one after the other (see `queue`); a short one begins
    where those have come to, and not behind them all.

    Args:
        conn: A transaction's connection.
        first: Whether it goes before all others.
    """
    return jobs.waiting_since(conn, KIND, now) - (FIRST_OF_ALL if first else timedelta())


def cancel(conn: Connection, about: str) -> int:
    """Cancel the notices about something that were not sent yet; returns how many."""
    return jobs.cancel_about(conn, KIND, about)


def delay(place: int) -> timedelta:
    """The delay of the recipient at this place, so that other notices come in between."""
    return max(0, place - AT_ONCE + 1) * APART


def earliest(person: Person, hours: Hours, now: datetime) -> datetime:
    """When someone may get a message: in their hours, and a day after the last one."""
    last_notice = person.told_at
    # A last message in the future was sent by a clock that has been set back since.
    if last_notice is None or last_notice > now + DAY:
        return hours.next(now)
    return hours.next(max(now, last_notice + DAY))
