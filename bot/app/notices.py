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
"""Between two messages that nobody asked for."""
WORTH = timedelta(days=14)
"""How long a notice may wait unless its queuer says otherwise."""
APART = timedelta(seconds=1 / send_rates.BULK)
"""Between two recipients of the same notice, so that others have their turn."""
AT_ONCE = 60
"""Recipients of the same notice who need not wait for each other."""
FIRST_OF_ALL = timedelta(seconds=1)

ANSWERS = "answers"
"""In a payload: it was asked for, so it waits for no other day."""
URGENT = "urgent"
"""In a payload: somebody must be able to say no at once."""
FAREWELL = "farewell"
"""In a payload: it is for the account that was signed out just now."""
FIRST = "first"
"""In a payload: it comes before all others, and is never only counted."""
PLACE = "place"
"""In a payload: how many recipients of the same notice come before."""


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
    """Queue a notice; of one key it is sent once.

    Nothing is queued for people without an account, as when their answers come on paper.

    Args:
        conn: The connection of the transaction that makes it true.
        person: The recipient's id.
        key: Made of random ids.
        due_at: The earliest moment; `fair_moment` gives a fair one.
        what: `what` names the kind; the rest are small facts for its text, such as ids.
        about: A random id; all notices about it can be cancelled together.
        not_after: When it expires; left out, two weeks after it is due.
        answers: Whether it answers what they asked or waited for, or corrects what they were told:
            such a notice comes in their hours too, but waits for no other day and uses none up.
        urgent: Whether it is about their account, and they must be able to say no, or about what
            they asked for just now and is soon gone: such a notice comes at once, at any hour.
        farewell: Whether it goes to the account that they have been signed out of.
        absent: Whether people without an account get it too, once they are back.
        place: How many recipients come before this one.

    Returns:
        Whether it was queued, and was not before.
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
