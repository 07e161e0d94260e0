"""Cohorts: a trainer's groups, their trainers and members."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, union_all, update

from storage.db.prepared import PreparedStatement
from storage.db.records import RecordColumns
from storage.db.tables import accounts, cohort_trainers, cohorts, memberships, roster
from storage.db.tables import people as people_table
from storage.people import people
from storage.people.people import PERSON, Person

Through: TypeAlias = Literal["link", "code", "personal", "paper"]


@dataclass(frozen=True, slots=True)
class Cohort:
    """A group of learners."""

    id: str
    name: str
    agency: str
    timezone: str
    """The time zone of its due dates."""
    created_at: datetime
    archived_at: datetime | None = None
    retention: float | None = None
    """The desired retention on an average day, 0 to 1; None for the default."""
    calendar: Mapping[str, Any] | None = None
    """Holidays, and hours that differ from the defaults."""


COHORT = RecordColumns(Cohort, cohorts)


@dataclass(frozen=True, slots=True)
class Membership:
    """When and how someone joined a cohort."""

    at: datetime
    through: str | None
    """A link, its short code, a personal code, or paper, if their trainer enters their answers.
    None if unknown."""


def create(conn: Connection, cohort: Cohort, trainer: str) -> None:
    """Insert a new cohort and its trainer."""
    conn.execute(insert(cohorts), asdict(cohort))
    trains = {"cohort": cohort.id, "person": trainer, "since": cohort.created_at}
    conn.execute(insert(cohort_trainers), trains)


def get(conn: Connection, cohort_id: str) -> Cohort | None:
    return COHORT.first(conn, COHORT.select().where(cohorts.c.id == cohort_id))


def within(conn: Connection, agency: str | None, cohort: str | None) -> dict[str, Cohort]:
    """Cohorts by id: all, those of an agency, or one."""
    query = COHORT.select()
    for column, value in ((cohorts.c.agency, agency), (cohorts.c.id, cohort)):
        if value is not None:
            query = query.where(column == value)
    return {cohort.id: cohort for cohort in COHORT.all(conn, query)}


def change(conn: Connection, cohort_id: str, **values: Any) -> None:
    """Update columns of ``cohorts`` by name."""
    conn.execute(update(cohorts).where(cohorts.c.id == cohort_id).values(**values))


def lock(conn: Connection, cohort_id: str) -> None:
    """Lock a cohort until the unit ends, as before an assignment to it."""
    own = select(cohorts.c.id).where(cohorts.c.id == cohort_id)
    conn.execute(own.with_for_update(key_share=True)).first()  # without blocking references to it


def of_trainer(conn: Connection, person_id: str) -> list[Cohort]:
    """The active cohorts that a person trains, newest first."""
    query = (
        COHORT.select()
        .join(cohort_trainers, cohort_trainers.c.cohort == cohorts.c.id)
        .where(cohort_trainers.c.person == person_id, cohorts.c.archived_at.is_(None))
        .order_by(cohorts.c.created_at.desc(), cohorts.c.id)
    )
    return COHORT.all(conn, query)


def agencies(conn: Connection) -> list[str]:
    """The agencies that have cohorts, archived or not."""
    query = select(cohorts.c.agency).distinct().order_by(cohorts.c.agency)
    return list(conn.execute(query).scalars())


def trains(conn: Connection, cohort_id: str, person_id: str) -> bool:
    query = select(cohort_trainers.c.person).where(
        cohort_trainers.c.cohort == cohort_id, cohort_trainers.c.person == person_id
    )
    return conn.execute(query).first() is not None


def members(conn: Connection, cohort_id: str) -> list[Person]:
    """The current members of a cohort, in the order in which they joined."""
    query = (
        PERSON.select()
        .join(memberships, memberships.c.person == people_table.c.id)
        .where(memberships.c.cohort == cohort_id, memberships.c.left_at.is_(None))
        .order_by(memberships.c.joined_at, memberships.c.id)
    )
    return PERSON.all(conn, query)


def member_ids(conn: Connection, cohort_id: str) -> list[str]:
    """The ids of the current members of a cohort, in the order in which they joined."""
    query = (
        select(memberships.c.person)
        .where(memberships.c.cohort == cohort_id, memberships.c.left_at.is_(None))
        .order_by(memberships.c.joined_at, memberships.c.id)
    )
    return list(conn.scalars(query))


def joins(conn: Connection, cohort_id: str) -> dict[str, Membership]:
    """When and how each current member joined."""
    query = select(memberships.c.person, memberships.c.joined_at, memberships.c.through).where(
        memberships.c.cohort == cohort_id, memberships.c.left_at.is_(None)
    )
    return {person: Membership(at, through) for person, at, through in conn.execute(query)}


def jobs(conn: Connection, cohort_id: str) -> dict[str | None, int]:
    """Jobs of a cohort's members and expected members, counted; None for those without one."""
    inside = (
        select(people_table.c.job)
        .join(memberships, memberships.c.person == people_table.c.id)
        .where(memberships.c.cohort == cohort_id, memberships.c.left_at.is_(None))
    )
    expected = select(roster.c.job).where(roster.c.cohort == cohort_id, roster.c.person.is_(None))
    both = union_all(inside, expected).subquery()
    query = select(both.c.job, func.count()).group_by(both.c.job)
    return {row[0]: row[1] for row in conn.execute(query)}


def first_joined(conn: Connection, cohort_id: str) -> dict[str, datetime]:
    """When each current or former member first joined, earliest first."""
    first = func.min(memberships.c.joined_at)
    query = (
        select(memberships.c.person, first)
        .where(memberships.c.cohort == cohort_id)
        .group_by(memberships.c.person)
        .order_by(first, memberships.c.person)
    )
    return {row[0]: row[1] for row in conn.execute(query)}


def joins_by_invitation(conn: Connection, cohort_id: str) -> dict[str, int]:
    """The number of people who joined a cohort, by invitation hash; former members included."""
    counted = func.count(memberships.c.person.distinct())
    query = (
        select(memberships.c.invitation, counted)
        .where(memberships.c.cohort == cohort_id, memberships.c.invitation.is_not(None))
        .group_by(memberships.c.invitation)
    )
    return {row[0]: row[1] for row in conn.execute(query)}


def reachable(conn: Connection, cohort_id: str, bot: int) -> int:
    """The number of members of a cohort that a bot can reach now."""
    query = (
        select(func.count(memberships.c.person.distinct()))
        .join(accounts, accounts.c.person == memberships.c.person)
        .where(
            memberships.c.cohort == cohort_id,
            memberships.c.left_at.is_(None),
            accounts.c.bot == bot,
            accounts.c.blocked_at.is_(None),
        )
    )
    return conn.execute(query).scalar_one()


_OF_MEMBER = PreparedStatement(
    COHORT.select()
    .join(memberships, memberships.c.cohort == cohorts.c.id)
    .where(
        memberships.c.person == bindparam("of"),
        memberships.c.left_at.is_(None),
        cohorts.c.archived_at.is_(None),
    )
    .order_by(memberships.c.joined_at, memberships.c.id)
)


def of_member(conn: Connection, person_id: str) -> list[Cohort]:
    """The active cohorts that a person is in, first joined first."""
    return [COHORT.build(row) for row in _OF_MEMBER.rows(conn, of=person_id)]


def calendars(conn: Connection, person_ids: Collection[str]) -> dict[str, list[Any]]:
    """The calendars of people's cohorts, by person, first joined first."""
    query = (
        select(memberships.c.person, cohorts.c.calendar)
        .join(cohorts, cohorts.c.id == memberships.c.cohort)
        .where(
            memberships.c.person.in_(person_ids),
            memberships.c.left_at.is_(None),
            cohorts.c.archived_at.is_(None),
        )
        .order_by(memberships.c.joined_at, memberships.c.id)
    )
    found: dict[str, list[Any]] = {}
    for person, calendar in conn.execute(query):
        found.setdefault(person, []).append(calendar)
    return found


def trainers(conn: Connection, cohort_id: str) -> list[str]:
    """A cohort's trainers, longest first."""
    query = select(cohort_trainers.c.person).where(cohort_trainers.c.cohort == cohort_id)
    ordered = query.order_by(cohort_trainers.c.since, cohort_trainers.c.person)
    return list(conn.execute(ordered).scalars())


def joined_by(conn: Connection, cohort_id: str, moment: datetime) -> frozenset[str]:
    """The ids of current members who had joined by a moment."""
    query = select(memberships.c.person).where(
        memberships.c.cohort == cohort_id,
        memberships.c.left_at.is_(None),
        memberships.c.joined_at <= moment,
    )
    return frozenset(conn.execute(query).scalars())


def joined(conn: Connection, cohort_id: str, person_id: str) -> bool:
    """Whether a person is in a cohort now."""
    found = select(memberships.c.id).where(*_is_in(cohort_id, person_id))
    return conn.execute(found).first() is not None


def join(
    conn: Connection,
    membership_id: str,
    cohort_id: str,
    person_id: str,
    now: datetime,
    through: Through | None = None,
    invitation: str | None = None,
) -> bool:
    """Add a person to a cohort; a member stays unchanged.

    Args:
        through: The kind of invitation, if any.
        invitation: The hash of that invitation.

    Returns:
        Whether they are new.
    """
    people.lock(conn, person_id)  # so that two concurrent taps join once
    if joined(conn, cohort_id, person_id):
        return False
    row = {
        "id": membership_id,
        "cohort": cohort_id,
        "person": person_id,
        "joined_at": now,
        "through": through,
        "invitation": invitation,
    }
    conn.execute(insert(memberships), row)
    return True


def leave(conn: Connection, cohort_id: str, person_id: str, at: datetime) -> bool:
    """Remove a person from a cohort; return whether they were in it."""
    left = update(memberships).where(*_is_in(cohort_id, person_id)).values(left_at=at)
    return conn.execute(left).rowcount > 0


def _is_in(cohort_id: str, person_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        memberships.c.cohort == cohort_id,
        memberships.c.person == person_id,
        memberships.c.left_at.is_(None),
    )
