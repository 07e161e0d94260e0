"""Whether someone may, read from the database in the unit that then does it."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.services.rights import Act, may
from bot.services.wishes import NotTheirs
from storage import assignments, cohorts, roles, roster
from storage.assignments import Assignment
from storage.cohorts import Cohort
from storage.people import Person
from storage.roster import Place


def ensure(conn: Connection, person: Person, act: Act, agency: str) -> None:
    """Go on only if someone may do something at an agency.

    Raises:
        NotTheirs: They may not.
    """
    if not may(roles.of(conn, person.id), act, agency):
        raise NotTheirs


def cohort_for(conn: Connection, person: Person, act: Act, cohort_id: str) -> Cohort:
    """A cohort, if someone may do this with it.

    Raises:
        NotTheirs: They may not, or there is none.
    """
    cohort = cohorts.get(conn, cohort_id)
    if cohort is None or cohort.archived_at is not None:
        raise NotTheirs
    own = cohorts.trains(conn, cohort.id, person.id)
    if not may(roles.of(conn, person.id), act, cohort.agency, own=own):
        raise NotTheirs
    return cohort


def place_for(conn: Connection, person: Person, act: Act, place_id: str) -> tuple[Place, Cohort]:
    """A place on a list, and its cohort, if someone may do this with it.

    Raises:
        NotTheirs: They may not, or there is none.
    """
    place = roster.get(conn, place_id)
    if place is None:
        raise NotTheirs
    return place, cohort_for(conn, person, act, place.cohort)


def assignment_for(
    conn: Connection, person: Person, act: Act, assignment_id: str
) -> tuple[Assignment, Cohort]:
    """An assignment, withdrawn or not, and its cohort, if someone may do this with it.

    Parts of a test are nobody's to look into one by one: they are seen and stopped together.

    Raises:
        NotTheirs: They may not, or there is none.
    """
    given = assignments.get(conn, assignment_id)
    if given is None or given.test is not None:
        raise NotTheirs
    return given, cohort_for(conn, person, act, given.cohort)
