"""Placeholders: people on a roster who have no account.

They are created for answers on paper, or for assignments by name before the person joins.
They hold only the data on the roster. When the person opens their personal code,
all data of the placeholder becomes theirs; a name alone has no effect.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, delete, select, update

from scenarios.languages import SCRIPTS
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort, Through
from storage.cohorts.roster import Place
from storage.db.tables import (
    accounts,
    asked,
    assignees,
    assignments,
    attempts,
    attendance,
    certificates,
    cohort_trainers,
    due,
    lists,
    memberships,
    memories,
    plans,
    prompts,
    pseudonyms,
    released,
    reviews,
    rhythms,
    roles,
    signed_out,
    spared,
    transfers,
    votes,
    web_confirmations,
    web_identities,
    web_sessions,
    web_sign_ins,
)
from storage.db.tables import names as names_table
from storage.db.tables import people as people_table
from storage.db.tables import roster as roster_table
from storage.people import names, people
from storage.people.people import Person

_MANY = (attempts, roster_table)
"""Tables whose rows move unchanged."""
_ONE_EACH = (
    (memberships, memberships.c.cohort),
    (assignees, assignees.c.assignment),
    (attendance, attendance.c.session),
    (released, released.c.release),
)
"""Tables with one row per person and key."""
_ITS_OWN = (names_table, pseudonyms, due, memories, reviews, prompts, rhythms, spared, votes)
"""Tables that are rebuilt from the moved rows."""
NEVER = (
    *(accounts, signed_out, transfers, roles, cohort_trainers, lists, plans, certificates, asked),
    *(web_sign_ins, web_sessions, web_confirmations, web_identities),
)
"""Tables without rows of people who never joined."""
EVERY = (*_MANY, *(table for table, _ in _ONE_EACH), *_ITS_OWN, *NEVER)
"""All tables with a person's data; a test compares it with the schema."""


def of_place(
    conn: Connection,
    place: Place,
    cohort: Cohort,
    new_id: Callable[[], str],
    language: str,
    now: datetime,
    through: Through | None = "paper",
) -> Person:
    """The placeholder of a locked place, created if there is none.

    Args:
        place: The locked place, not claimed by anyone with an account.
        cohort: Its cohort, which they belong to from the time of the entry.
        new_id: Generates random ids: for the person and for the membership.
        language: The language of their answers, or the expected one.
        through: How they joined the cohort; None if they are only expected.
    """
    if place.person is not None:
        found = people.get(conn, place.person)
        assert found is not None  # the schema says so
        return found
    made = Person(new_id(), language, cohort.timezone, now, agency=cohort.agency, job=place.job)
    people.keep(conn, made)
    for script in SCRIPTS:
        if script in place.names:
            names.put(conn, made.id, script, place.names[script])
    cohorts.join(conn, new_id(), cohort.id, made.id, place.created_at, through)
    roster.claim(conn, place.id, made.id, now)
    return made


def hand_over(conn: Connection, old: str, new: str) -> None:
    """Pass a placeholder's data to a person with an account, and delete the placeholder.

    If both have data that must be unique, the account's data is kept.
    """
    people.lock(conn, old)
    _leave_tests(conn, old, new)
    for table in _MANY:
        conn.execute(update(table).where(table.c.person == old).values(person=new))
    for table, of_what in _ONE_EACH:
        there = select(of_what).where(table.c.person == new, *_current(table))
        own = (table.c.person == old, of_what.not_in(there))
        conn.execute(update(table).where(*own).values(person=new))
        conn.execute(delete(table).where(table.c.person == old))
    for table in _ITS_OWN:
        conn.execute(delete(table).where(table.c.person == old))
    conn.execute(delete(people_table).where(people_table.c.id == old))


def _leave_tests(conn: Connection, old: str, new: str) -> None:
    """In an assessment taken by both, the account's order of forms is kept."""
    whose = select(assignments.c.test).join(assignees, assignees.c.assignment == assignments.c.id)
    theirs = whose.where(assignees.c.person == new, assignments.c.test.is_not(None))
    parts = select(assignments.c.id).where(assignments.c.test.in_(theirs))
    both = (assignees.c.person == old, assignees.c.assignment.in_(parts))
    conn.execute(delete(assignees).where(*both))


def _current(table: Table) -> tuple[ColumnElement[bool], ...]:
    """A former member becomes a current one: they have been on the roster since before."""
    return (memberships.c.left_at.is_(None),) if table is memberships else ()
