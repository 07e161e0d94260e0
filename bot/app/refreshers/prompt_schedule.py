"""The time of a person's next prompt, recomputed whenever something changes it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app import notices
from bot.app.preferences.contact_hours import Hours, hours_for
from bot.app.refreshers.deck import Deck
from scenarios.seeded_random import draw
from scenarios.spaced_repetition.selection import next_due
from storage.cohorts import cohorts
from storage.outbox import jobs
from storage.outbox.jobs import ScheduledJob
from storage.people.people import Person
from storage.refreshers import prompts
from storage.refreshers.prompts import RefresherPreferences

KIND = "refresher"
WEEK = timedelta(days=7)
A_WEEK = 3  # prompts in seven days, at most
SPREAD = timedelta(minutes=45)
"""Over which those of a slot are spread, so that a class that finished together is not written to
in one second."""


def plan(
    conn: Connection, person: Person, deck: Deck, now: datetime, hours: Hours | None = None
) -> datetime | None:
    """Schedule a person's next prompt in place of the one before.

    Args:
        deck: All items of theirs.
        hours: Theirs, where they are known already.

    Returns:
        When it comes; None where none does.
    """
    jobs.cancel(conn, KIND, person.id)
    rhythm = prompts.preferences(conn, person.id)
    hours = hours or hours_for(conn, person, rhythm)
    moment = next_prompt(conn, person, deck, rhythm, hours, now)
    if moment is None:
        return None
    slot = hours.slot(moment)
    promised = ScheduledJob(
        person.id, KIND, person.id, moment, not_after=slot[1] if slot else moment + notices.DAY
    )
    jobs.schedule(conn, promised)
    return moment


def next_prompt(
    conn: Connection,
    person: Person,
    deck: Deck,
    rhythm: RefresherPreferences,
    hours: Hours,
    now: datetime,
) -> datetime | None:
    """When the next prompt may come: something is due, they want it, and it is not too much."""
    if rhythm.state != "on":
        return None
    earliest = next_due(deck.items, _not_before(conn, rhythm, now), deck.parameters)
    if earliest is None:
        return None
    return _spread(notices.earliest(person, hours, earliest), person, hours)


def _not_before(conn: Connection, rhythm: RefresherPreferences, now: datetime) -> datetime:
    """The earliest time allowed by the person's settings and the weekly cap."""
    made = [
        prompt for prompt in prompts.made_since(conn, rhythm.person, now - WEEK) if prompt <= now
    ]
    free = made[-A_WEEK] + WEEK if len(made) >= A_WEEK else now
    return max(free, rhythm.snoozed_until or now)


def _spread(moment: datetime, person: Person, hours: Hours) -> datetime:
    """A moment at the beginning of a slot, a little later; by the person and the day."""
    slot = hours.slot(moment)
    before = hours.slot(moment - timedelta(microseconds=1))
    if slot is None or before is not None:
        return moment
    share = draw(0, f"{person.id}/{moment.date()}") % 1000 / 1000
    return min(moment + share * SPREAD, slot[1] - timedelta(minutes=5))


def reschedule(conn: Connection, person_id: str, now: datetime) -> bool:
    """Reconsider a person's next prompt at once, since their contact hours changed.

    It is then planned anew by what holds. That nothing is sent in a bad hour does not rest on this:
    `sending` asks `next_prompt` again before it sends. But what is said to come, and what may come
    earlier now, does.
    """
    if not jobs.cancel(conn, KIND, person_id):
        return False
    return jobs.schedule(
        conn, ScheduledJob(person_id, KIND, person_id, now, not_after=now + notices.DAY)
    )


def reschedule_cohort(conn: Connection, cohort_id: str, now: datetime) -> int:
    """Reconsider the prompts of a cohort, since its calendar or retention target changed.

    Here only the moments change, at once for all; the planning is the sender's, who takes each
    person in a unit of their own and some in a batch, so that a large cohort holds up nobody.

    Returns:
        How many had something promised for later.
    """
    inside = cohorts.member_ids(conn, cohort_id)
    return jobs.bring_forward(conn, KIND, inside, now, now + notices.DAY)
