"""Account reach: who is responsible for a person, and who may sign them out."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.access.checks import permitted
from bot.app.access.rights import Right, may, may_sign_out
from bot.app.errors import NotFound
from bot.app.request import Request
from storage.cohorts import co_trainers, cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import audit_context
from storage.people import people, roles
from storage.people.roles import EVERYWHERE


def cohorts_of(conn: Connection, person_id: str) -> list[Cohort]:
    """The cohorts that a person belongs to or trains."""
    return [*cohorts.of_member(conn, person_id), *cohorts.of_trainer(conn, person_id)]


def agencies_of(conn: Connection, person_id: str) -> set[str]:
    """The agencies of a person's cohorts and roles."""
    groups = {cohort.agency for cohort in cohorts_of(conn, person_id)}
    return groups | {role.agency for role in roles.of(conn, person_id)}


def affected_agencies(conn: Connection, person_id: str) -> list[str]:
    """The agencies over all of which an admin needs rights to sign out or erase a person.

    Wherever they have a role or are in a cohort; of who is nowhere, the agency that they named
    themselves, or else only admins of all agencies reach them.
    """
    if found := sorted(agencies_of(conn, person_id)):
        return found
    person = people.get(conn, person_id)
    return [person.agency if person and person.agency else EVERYWHERE]


def is_within_reach(conn: Connection, admin: str, person_id: str) -> bool:
    """Whether an admin may sign a person out and let them back in; never themselves."""
    if admin == person_id or not people.has_joined(conn, person_id):
        return False
    return may_sign_out(roles.of(conn, admin), affected_agencies(conn, person_id))


def ensure_within_reach(conn: Connection, request: Request, right: Right, person_id: str) -> None:
    """Require an admin with a right over every agency in which a person has a role or learns.

    Raises:
        NotFound: They have not; or it is themselves, or nobody who has registered.
    """
    if not is_within_reach(conn, request.person.id, person_id):
        raise NotFound
    for agency_id in affected_agencies(conn, person_id):
        permitted(conn, request.person, right, agency_id, "person", person_id)
    audit_context.note_read()


def may_erase(conn: Connection, admin: str, person_id: str) -> bool:
    """Whether an admin may erase a person: the rule for signing out, over all their agencies."""
    own = roles.of(conn, admin)
    return is_within_reach(conn, admin, person_id) and all(
        may(own, Right.ERASE, person) for person in affected_agencies(conn, person_id)
    )


def admins_of(conn: Connection, person_id: str) -> set[str]:
    """The admins of the agencies of a person's cohorts and roles, and of all agencies.

    Of who has neither, those of the agency that they named: these reach them as well.
    """
    where = affected_agencies(conn, person_id)
    return {
        role.person
        for role in roles.all_active(conn)
        if any(may((role,), Right.SIGN_OUT, agency) for agency in where)
    }


def responsible_people(conn: Connection, person_id: str) -> set[str]:
    """The people responsible for a person: their trainers, co-trainers and agency admins."""
    groups = cohorts_of(conn, person_id)
    trainers = {each for group in groups for each in co_trainers.of_cohort(conn, group.id)}
    return trainers | admins_of(conn, person_id)
