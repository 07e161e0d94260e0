"""People, including those without attempts, and their assignments."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select

from storage.db.tables import (
    accounts,
    assignees,
    assignments,
    attempts,
    certificates,
    memberships,
    people,
)
from storage.exports.scope import PAGE, Row, Scope, as_text, within_period
from storage.people.people import NOBODY


def _people(scope: Scope) -> list[ColumnElement[bool]]:
    """The people of an agency or in a cohort now."""
    wanted: list[ColumnElement[bool]] = [people.c.id != NOBODY]
    if scope.agency is not None:
        wanted.append(people.c.agency == scope.agency)
    if scope.cohort is not None:
        inside = select(memberships.c.id).where(
            memberships.c.person == people.c.id,
            memberships.c.cohort == scope.cohort,
            memberships.c.left_at.is_(None),
        )
        wanted.append(inside.exists())
    return wanted


# A lookup per person: for EXISTS in a column PostgreSQL would read
# all accounts for every page.
_HAS_ACCOUNT = (
    select(accounts.c.person)
    .where(accounts.c.person == people.c.id)
    .limit(1)
    .scalar_subquery()
    .is_not(None)
)


def count(conn: Connection, scope: Scope) -> int:
    """The number of people, whenever they joined."""
    return conn.execute(
        select(func.count()).select_from(people).where(*_people(scope))
    ).scalar_one()


def page(conn: Connection, scope: Scope, after: str) -> list[Row]:
    """People ordered by id, limited by the date on which they joined.

    Returns:
        Rows of id, agency, job, language, coming (as text), whether they have an account, and
        time zone.
    """
    query = (
        select(
            people.c.id,
            people.c.agency,
            people.c.job,
            people.c.language,
            as_text(people.c.created_at),
            _HAS_ACCOUNT,
            people.c.timezone,
        )
        .where(people.c.id > after, *_people(scope), *within_period(scope, people.c.created_at))
        .order_by(people.c.id)
        .limit(PAGE)
    )
    return list(conn.execute(query))


def cohorts_of(conn: Connection, person_ids: Collection[str]) -> dict[str, list[str]]:
    """People's current cohorts, first joined first."""
    query = (
        select(memberships.c.person, memberships.c.cohort)
        .where(memberships.c.person.in_(person_ids), memberships.c.left_at.is_(None))
        .order_by(memberships.c.joined_at, memberships.c.id)
    )
    found: dict[str, list[str]] = {}
    for person, cohort in conn.execute(query):
        found.setdefault(person, []).append(cohort)
    return found


def given_of(conn: Connection, person_ids: Collection[str]) -> dict[str, dict[str, str]]:
    """People's current assignments, except those due before they joined.

    Returns:
        By person, when each assignment is due (as text), by its id.
    """
    named = assignees.c.assignment == assignments.c.id
    query = (
        select(memberships.c.person, assignments.c.id, as_text(assignments.c.due_at))
        .join(assignments, assignments.c.cohort == memberships.c.cohort)
        .where(
            memberships.c.person.in_(person_ids),
            memberships.c.left_at.is_(None),
            memberships.c.joined_at <= assignments.c.due_at,
            assignments.c.withdrawn_at.is_(None),
            or_(
                ~exists().where(named),
                exists().where(named, assignees.c.person == memberships.c.person),
            ),
        )
    )
    found: dict[str, dict[str, str]] = {}
    for person, assignment, due_at in conn.execute(query):
        found.setdefault(person, {})[assignment] = due_at
    return found


def certificates_of(conn: Connection, person_ids: Collection[str]) -> dict[str, int]:
    """The number of unrevoked certificates by person, expired ones included."""
    query = (
        select(certificates.c.person, func.count())
        .where(certificates.c.person.in_(person_ids), certificates.c.revoked_at.is_(None))
        .group_by(certificates.c.person)
    )
    return dict(conn.execute(query).all())


def tries_of(conn: Connection, person_ids: Collection[str]) -> list[Row]:
    """People's attempts, assigned or not, by person in the order of ending.

    Returns:
        Rows of person, assignment, its counted try, its test, mode, state, whether passed,
        score, when it is due, when the attempt ended, and when it last moved (as text).
    """
    query = (
        select(
            attempts.c.person,
            attempts.c.assignment,
            assignments.c.counts,
            assignments.c.test,
            attempts.c.mode,
            attempts.c.state,
            attempts.c.passed,
            attempts.c.score,
            as_text(assignments.c.due_at),
            as_text(attempts.c.ended_at),
            as_text(attempts.c.moved_at),
        )
        .outerjoin(assignments, assignments.c.id == attempts.c.assignment)
        .where(attempts.c.person.in_(person_ids))
        .order_by(attempts.c.person, attempts.c.ended_at, attempts.c.id)
    )
    return list(conn.execute(query))
