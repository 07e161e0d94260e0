"""Figures of many cohorts at once, each in a query whose cost does not depend on their number.

What counts as late or done is decided by ``bot.app.progress.work_states``; a test compares both.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    exists,
    func,
    select,
    tuple_,
    union_all,
)

from storage.db.tables import (
    accounts,
    assignees,
    assignments,
    attempts,
    cohorts,
    memberships,
    people,
    roster,
)
from storage.people.people import NOBODY


@dataclass(frozen=True, slots=True)
class PeopleCounts:
    members: int = 0
    expected: int = 0
    """Places on the roster of people who have not come."""


@dataclass(frozen=True, slots=True)
class AssignedWork:
    """The active assignments of a cohort, without tests; the steps of a programme count as one."""

    given: int = 0
    open: int = 0
    """The number that are not past their due date."""
    next_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class DueWork:
    """Results of a cohort's assignments that are past their due date."""

    late_people: int = 0
    """Members who have not finished something."""
    done: int = 0
    """Assignments of members that are finished, each for each member."""
    due: int = 0
    """Assignments of members, finished or late."""


def active(conn: Connection, agency: str | None) -> tuple[int, int]:
    """The number of an agency's active cohorts, and of the people in them.

    Args:
        agency: The agency's id; None for all agencies.
    """
    own: list[ColumnElement[bool]] = [cohorts.c.archived_at.is_(None)]
    if agency is not None:
        own.append(cohorts.c.agency == agency)
    number = conn.execute(select(func.count()).select_from(cohorts).where(*own)).scalar_one()
    inside = (
        select(func.count(memberships.c.person.distinct()))
        .join(cohorts, cohorts.c.id == memberships.c.cohort)
        .where(*own, memberships.c.left_at.is_(None), memberships.c.person != NOBODY)
    )
    return number, conn.execute(inside).scalar_one()


def people_counts(conn: Connection, cohort_ids: Collection[str]) -> dict[str, PeopleCounts]:
    """The people of cohorts, by cohort; those without anybody are left out."""
    inside = (
        select(memberships.c.cohort, func.count(memberships.c.person.distinct()))
        .where(memberships.c.cohort.in_(cohort_ids), memberships.c.left_at.is_(None))
        .group_by(memberships.c.cohort)
    )
    unclaimed = (
        select(roster.c.cohort, func.count())
        .where(roster.c.cohort.in_(cohort_ids), roster.c.person.is_(None))
        .group_by(roster.c.cohort)
    )
    members = Counter({row[0]: row[1] for row in conn.execute(inside)})
    expected = Counter({row[0]: row[1] for row in conn.execute(unclaimed)})
    without_answers = Counter(
        cohort for cohort, _, through in _absent(conn, cohort_ids) if through is None
    )
    return {
        cohort: PeopleCounts(
            members[cohort] - without_answers[cohort], expected[cohort] + without_answers[cohort]
        )
        for cohort in members | expected
    }


def _absent(conn: Connection, cohort_ids: Collection[str]) -> list[tuple[str, str, str | None]]:
    """Members who exist only through their place: cohort, person, and how they joined."""
    here = and_(
        memberships.c.cohort == roster.c.cohort,
        memberships.c.person == roster.c.person,
        memberships.c.left_at.is_(None),
    )
    query = (
        select(roster.c.cohort, roster.c.person, memberships.c.through)
        .join(memberships, here)
        .join(people, people.c.id == roster.c.person)
        .where(
            roster.c.cohort.in_(cohort_ids),
            people.c.notice.is_(None),
            ~exists().where(accounts.c.person == people.c.id),
        )
    )
    return [(cohort, person, through) for cohort, person, through in conn.execute(query)]


def assigned_work(
    conn: Connection, cohort_ids: Collection[str], now: datetime
) -> dict[str, AssignedWork]:
    """The assigned work of cohorts, by cohort; those without any are left out."""
    each = func.coalesce(assignments.c.series, assignments.c.id)
    open_ = case((assignments.c.due_at > now, each))
    query = (
        select(
            assignments.c.cohort,
            func.count(each.distinct()),
            func.count(open_.distinct()),
            func.min(case((assignments.c.due_at > now, assignments.c.due_at))),
        )
        .where(*_active(cohort_ids))
        .group_by(assignments.c.cohort)
    )
    return {
        cohort: AssignedWork(given, still_open, next_due)
        for cohort, given, still_open, next_due in conn.execute(query)
    }


def due_work(conn: Connection, cohort_ids: Collection[str], now: datetime) -> dict[str, DueWork]:
    """Results of due assignments by cohort; cohorts with nothing due are left out.

    Only assignments that are for a member and were due after they joined count. Members who have
    not joined the bot count nowhere, since their answers may come on paper.
    """
    named = exists().where(assignees.c.assignment == assignments.c.id)
    query = select(assignments.c.id, named).where(*_active(cohort_ids), assignments.c.due_at <= now)
    found = conn.execute(query).all()
    absent = [(cohort, person) for cohort, person, _ in _absent(conn, cohort_ids)]
    parts = []
    if for_all := [id_ for id_, is_named in found if not is_named]:
        parts.append(_pairs(for_all, absent))
    if for_some := [id_ for id_, is_named in found if is_named]:
        own = and_(
            assignees.c.assignment == assignments.c.id, assignees.c.person == memberships.c.person
        )
        parts.append(_pairs(for_some, absent).join(assignees, own))
    if not parts:
        return {}
    pairs = union_all(*parts).subquery()
    done, count = func.sum(pairs.c.done), func.count()
    of_person = (
        select(pairs.c.cohort, done.label("done"), count.label("due"))
        .group_by(pairs.c.cohort, pairs.c.person)
        .subquery()
    )
    late = case((of_person.c.done < of_person.c.due, 1))
    summed = select(
        of_person.c.cohort,
        func.count(late),
        func.sum(of_person.c.done),
        func.sum(of_person.c.due),
    ).group_by(of_person.c.cohort)
    return {
        cohort: DueWork(late_people, int(finished), int(due))
        for cohort, late_people, finished, due in conn.execute(summed)
    }


def _pairs(
    assignment_ids: Collection[str], absent: Iterable[tuple[str, str]]
) -> Select[str, str, int]:
    """Each of some assignments for each member: the cohort, the person, and 1 if finished."""
    ended = exists().where(
        attempts.c.assignment == assignments.c.id,
        attempts.c.person == memberships.c.person,
        attempts.c.state == "ended",
    )
    wanted: list[ColumnElement[bool]] = [
        assignments.c.id.in_(assignment_ids),
        memberships.c.left_at.is_(None),
        memberships.c.joined_at <= assignments.c.due_at,
    ]
    if without := list(absent):
        wanted.append(tuple_(memberships.c.cohort, memberships.c.person).not_in(without))
    return (
        select(assignments.c.cohort, memberships.c.person, case((ended, 1), else_=0).label("done"))
        .join(memberships, memberships.c.cohort == assignments.c.cohort)
        .where(*wanted)
    )


def _active(cohort_ids: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return (
        assignments.c.cohort.in_(cohort_ids),
        assignments.c.withdrawn_at.is_(None),
        assignments.c.test.is_(None),
    )
