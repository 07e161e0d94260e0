"""The hours of someone, with all that bears on them: their wishes, their cohorts, their week."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.app.preferences.contact_hours import Hours, hours_of
from storage.cohorts import cohorts
from storage.people.people import Person
from storage.refreshers import prompts
from storage.refreshers.prompts import RefresherPreferences


def hours_for(
    conn: Connection, person: Person, rhythm: RefresherPreferences | None = None
) -> Hours:
    """When someone may be written to unasked.

    Args:
        conn: A unit's connection.
        person: Whom.
        rhythm: Theirs, where it is known already.
    """
    calendars = [cohort.calendar for cohort in cohorts.of_member(conn, person.id)]
    rhythm = rhythm or prompts.preferences(conn, person.id)
    return hours_of(person, calendars, rhythm.nights_until)


def hours_of_all(conn: Connection, persons: Sequence[Person]) -> dict[str, Hours]:
    """When each of many people may be written to unasked, by person.

    Args:
        conn: A unit's connection.
        persons: Whom.
    """
    ids = [person.id for person in persons]
    calendars, nights = cohorts.calendars(conn, ids), prompts.nights(conn, ids)
    return {
        person.id: hours_of(person, calendars.get(person.id, ()), nights.get(person.id))
        for person in persons
    }
