"""Access checks, read from the database in the transaction that acts on them.

A right that was checked is noted as used, so that its effects are recorded
(see `storage.db.audit_context`).
"""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.access.rights import RIGHTS, Right, granting_role, permitted_agencies
from bot.app.errors import NotFound
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.db import audit_context
from storage.db.audit_context import RightUse
from storage.people import roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE, Role


def ensure(conn: Connection, person: Person, act: Right, agency: str) -> None:
    """Go on only if someone may do something at an agency.

    Raises:
        NotFound: They may not.
    """
    permitted(conn, person, act, agency, "agency", agency)


def permitted(
    conn: Connection,
    person: Person,
    act: Right,
    agency: str,
    kind: str,
    object: str,  # noqa: A002
    *,
    own: bool = False,
) -> None:
    """Check that a person may perform an act on an object.

    Args:
        agency: The id of the object's agency.
        kind: The kind of the object, as recorded in the audit log.
        object: The object's id.
        own: Whether it is a cohort that they train, or a scenario that they wrote.

    Raises:
        NotFound: They may not.
    """
    role = granting_role(roles.of(conn, person.id), act, agency, own=own)
    if role is None:
        raise NotFound
    audit_context.note_right(person.id, RightUse(role.role, role.agency, act, kind, object))


def agencies_for(conn: Connection, person: Person, act: Right) -> list[str]:
    """The agencies in which someone may do something that is not about a cohort of their own.

    Raises:
        NotFound: There is none.
    """
    allowed = permitted_agencies(roles.of(conn, person.id), act)
    if not allowed:
        raise NotFound
    ensure(conn, person, act, allowed[0])
    return allowed


def training_agencies(conn: Connection, person: Person, act: Right) -> list[str]:
    """The agencies where someone may; for who may everywhere all together, and each that trains."""
    own = permitted_agencies(roles.of(conn, person.id), act)
    return [EVERYWHERE, *cohorts.agencies(conn)] if EVERYWHERE in own else own


def training_agency_for(conn: Connection, person: Person, act: Right, agency: str) -> list[str]:
    """Require that an agency is one of `training_agencies`, and return these.

    Raises:
        NotFound: It is not.
    """
    ensure(conn, person, act, agency)
    found = training_agencies(conn, person, act)
    if agency not in found:
        raise NotFound
    return found


def cohort_for(conn: Connection, person: Person, act: Right, cohort_id: str) -> Cohort:
    """A cohort, if someone may do this with it.

    Raises:
        NotFound: They may not, or there is none.
    """
    cohort = cohorts.get(conn, cohort_id)
    if cohort is None or cohort.archived_at is not None:
        raise NotFound
    own = cohorts.trains(conn, cohort.id, person.id)
    permitted(conn, person, act, cohort.agency, "cohort", cohort.id, own=own)
    return cohort


def place_for(conn: Connection, person: Person, act: Right, place_id: str) -> tuple[Place, Cohort]:
    """A place on a list, and its cohort, if someone may do this with it.

    Raises:
        NotFound: They may not, or there is none.
    """
    place = roster.get(conn, place_id)
    if place is None:
        raise NotFound
    cohort = cohort_for(conn, person, act, place.cohort)
    audit_context.note_object("place", place.id)
    return place, cohort


def assignment_for(
    conn: Connection, person: Person, act: Right, assignment_id: str
) -> tuple[Assignment, Cohort]:
    """An assignment, withdrawn or not, and its cohort, if someone may do this with it.

    Parts of a test are nobody's to look into one by one: they are seen and stopped together.

    Raises:
        NotFound: They may not, or there is none.
    """
    assignment = assignments.get(conn, assignment_id)
    if assignment is None or assignment.test is not None:
        raise NotFound
    cohort = cohort_for(conn, person, act, assignment.cohort)
    audit_context.note_object("assignment", assignment.id)
    return assignment, cohort


def ensure_holds(conn: Connection, person: Person, right: Right) -> None:
    """Go on only if one of someone's roles has a right, wherever and over whatever it holds.

    Raises:
        NotFound: None has.
    """
    if not holds(conn, person, right):
        raise NotFound


def holds_everywhere(conn: Connection, person: Person, right: Right) -> bool:
    """Whether a person has a right for all agencies."""
    return granting_role(roles.of(conn, person.id), right, EVERYWHERE) is not None


def holds(conn: Connection, person: Person, right: Right) -> bool:
    """Whether any of a person's roles has a right, over anything."""
    return any(right in RIGHTS.get(role.role, {}) for role in roles.of(conn, person.id))


def roles_of(conn: Connection, person_id: str) -> list[Role]:
    return roles.of(conn, person_id)
