"""The trainer pathway: certificates, delayed tests, sessions, and the people reached."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from storage.db.tables import (
    assignments,
    attempts,
    certificates,
    cohort_trainers,
    memberships,
    people,
    roles,
    sessions,
)
from storage.people.people import NOBODY
from storage.people.roles import ROLE, Role


@dataclass(frozen=True, slots=True)
class TrainedPerson:
    """A person's steps towards training others."""

    since: datetime | None = None
    """When their first certificate of the programme was issued, unless revoked."""
    until: datetime | None = None
    """When the newest of them expires or expired."""
    tested_at: datetime | None = None
    """When they last took the delayed part of the programme's test on time."""
    signed: int = 0
    """The number of their sessions that a master trainer signed off."""
    signed_at: datetime | None = None
    """The time of the last sign-off."""
    led: int = 0
    """The number of sessions that they finished."""


def holders(conn: Connection, kinds: Collection[str], where: Collection[str] | None) -> list[Role]:
    """The active roles of some kinds, oldest first.

    Args:
        kinds: The roles.
        where: The agencies; None for any.
    """
    query = ROLE.select().where(roles.c.role.in_(kinds), roles.c.ended_at.is_(None))
    if where is not None:
        query = query.where(roles.c.agency.in_(where))
    return ROLE.all(conn, query.order_by(roles.c.granted_at, roles.c.id))


def trained_people(
    conn: Connection, persons: Collection[str], programme: str, forms: Collection[str]
) -> dict[str, TrainedPerson]:
    """The steps of each person, by id.

    Args:
        programme: The id of the programme for trainers.
        forms: The forms of its test.
    """
    certified = select(
        certificates.c.person,
        func.min(certificates.c.issued_at).label("since"),
        func.max(certificates.c.expires_at).label("until"),
    ).where(
        certificates.c.person.in_(persons),
        certificates.c.programme == programme,
        certificates.c.revoked_at.is_(None),
    )
    tested = (
        select(attempts.c.person, func.max(attempts.c.ended_at).label("at"))
        .join(assignments, assignments.c.id == attempts.c.assignment)
        .where(
            attempts.c.person.in_(persons),
            attempts.c.state == "ended",
            assignments.c.part == "delayed",
            assignments.c.scenario.in_(forms),
            attempts.c.ended_at <= assignments.c.due_at,
        )
    )
    ended = and_(sessions.c.led_by.in_(persons), sessions.c.state == "ended")
    led = select(sessions.c.led_by, func.count().label("many")).where(ended)
    signed = select(
        sessions.c.led_by, func.count().label("many"), func.max(sessions.c.signed_at).label("at")
    ).where(ended, sessions.c.signed_off.is_(True))
    by_certificate = {
        row.person: row for row in conn.execute(certified.group_by(certificates.c.person))
    }
    by_test = {row[0]: row[1] for row in conn.execute(tested.group_by(attempts.c.person))}
    by_led = {row[0]: row[1] for row in conn.execute(led.group_by(sessions.c.led_by))}
    by_signed = {row.led_by: row for row in conn.execute(signed.group_by(sessions.c.led_by))}
    found = {}
    for person in persons:
        paper, sign = by_certificate.get(person), by_signed.get(person)
        found[person] = TrainedPerson(
            paper.since if paper else None,
            paper.until if paper else None,
            by_test.get(person),
            sign.many if sign else 0,
            sign.at if sign else None,
            by_led.get(person, 0),
        )
    return found


def people_taught(conn: Connection, persons: Collection[str]) -> dict[str, frozenset[str]]:
    """Current and former members of each trainer's cohorts: ids by trainer."""
    query = (
        select(cohort_trainers.c.person, memberships.c.person)
        .distinct()
        .join(memberships, memberships.c.cohort == cohort_trainers.c.cohort)
        .where(
            cohort_trainers.c.person.in_(persons),
            memberships.c.person.not_in((cohort_trainers.c.person, NOBODY)),
        )
    )
    found: dict[str, set[str]] = {person: set() for person in persons}
    for trainer, member in conn.execute(query):
        found[trainer].add(member)
    return {trainer: frozenset(members) for trainer, members in found.items()}


def given_to_members(conn: Connection, trainer: str, programme: str) -> list[tuple[str, str]]:
    """Members of a trainer's cohorts that were assigned a programme.

    Returns:
        Pairs of cohort and person, each person once, without people who have not joined.
    """
    own = select(cohort_trainers.c.cohort).where(cohort_trainers.c.person == trainer)
    assigned_cohorts = select(assignments.c.cohort).where(
        assignments.c.programme == programme, assignments.c.withdrawn_at.is_(None)
    )
    query = (
        select(memberships.c.cohort, memberships.c.person)
        .join(people, people.c.id == memberships.c.person)
        .where(
            memberships.c.left_at.is_(None),
            memberships.c.cohort.in_(own),
            memberships.c.cohort.in_(assigned_cohorts),
            people.c.notice_at.is_not(None),
        )
        .order_by(memberships.c.joined_at, memberships.c.id)
    )
    found: dict[str, str] = {}
    for cohort, person in conn.execute(query):
        found.setdefault(person, cohort)
    return [(cohort, person) for person, cohort in found.items()]
