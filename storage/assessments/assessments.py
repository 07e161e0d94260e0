"""Assessments: parallel forms that a cohort takes before, after, and months after a course.

An assessment consists of assignments: one for each part and form, given to the people who take
that form in that part. Their orders of forms are derived from these assignments.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, exists, func, insert, select

from storage.assignments.assignments import ASSIGNMENT, Assignment
from storage.db.records import RecordColumns
from storage.db.tables import assignees, assignments, attempts, cohorts, editions
from storage.people.people import NOBODY
from storage.playing.attempts import RESULT, Result, is_withheld

BEFORE, AFTER, DELAYED = PARTS = ("before", "after", "delayed")
"""The parts in order; the last is optional."""


@dataclass(frozen=True, slots=True)
class Period:
    """The period of a part, excluding its end."""

    opens_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Assessment:
    """A cohort's assessment."""

    id: str
    cohort: str
    created_by: str | None
    created_at: datetime
    withdrawn_at: datetime | None
    spans: Mapping[str, Period]
    """By part, in order."""
    given: tuple[Assignment, ...]
    """The assignments that make it up."""

    @property
    def forms(self) -> frozenset[str]:
        return frozenset(assignment.scenario for assignment in self.given)

    @property
    def ends_at(self) -> datetime:
        """The end of its last part."""
        return max(span.due_at for span in self.spans.values())

    def is_over(self, now: datetime) -> bool:
        """Whether it is withdrawn, or its last part has closed."""
        return self.withdrawn_at is not None or self.ends_at <= now

    def has_closed(self, part: str, now: datetime) -> bool:
        """Whether a part has closed; a part withdrawn earlier never closes."""
        until = now if self.withdrawn_at is None else min(now, self.withdrawn_at)
        return part in self.spans and self.spans[part].due_at <= until

    def open_at(self, now: datetime) -> str | None:
        """The currently open part, if any."""
        if self.is_over(now):
            return None
        every = self.spans.items()
        return next((part for part, span in every if span.opens_at <= now < span.due_at), None)

    def of(self, part: str) -> list[str]:
        """The ids of the assignments of a part."""
        return [assignment.id for assignment in self.given if assignment.part == part]


@dataclass(frozen=True, slots=True)
class TakenPart:
    """A part that a person took on time."""

    attempt: str
    person: str
    part: str
    form: str
    edition: str
    result: Result


def get(conn: Connection, test_id: str) -> Assessment | None:
    """Includes a withdrawn one."""
    return next(iter(_read(conn, assignments.c.test == test_id)), None)


def of_cohort(conn: Connection, cohort_id: str) -> list[Assessment]:
    """The assessments of a cohort, including withdrawn ones, newest first."""
    return _read(conn, assignments.c.cohort == cohort_id)


def every(conn: Connection) -> list[Assessment]:
    """The assessments of all cohorts, including withdrawn ones, newest first."""
    return _read(conn, assignments.c.test.is_not(None))


def closing(
    conn: Connection, since: datetime, until: datetime, agency: str | None = None
) -> list[Assessment]:
    """Assessments with a part that closes in a period, newest first.

    Args:
        since: The first moment.
        until: The moment after the last.
        agency: Only of this agency's cohorts; None for all.
    """
    part = assignments.alias("part")
    query = select(part.c.test).where(part.c.due_at >= since, part.c.due_at < until)
    if agency is not None:
        own = select(cohorts.c.id).where(cohorts.c.agency == agency)
        query = query.where(part.c.cohort.in_(own))
    return _read(conn, assignments.c.test.in_(query))


def of_person(conn: Connection, person_id: str) -> list[Assessment]:
    """A person's assessments, including withdrawn ones, newest first."""
    own = (
        select(assignments.c.test)
        .join(assignees, assignees.c.assignment == assignments.c.id)
        .where(assignees.c.person == person_id)
    )
    return _read(conn, assignments.c.test.in_(own))


def _read(conn: Connection, where: ColumnElement[bool]) -> list[Assessment]:
    query = (
        ASSIGNMENT.select()
        .where(where, assignments.c.test.is_not(None))
        .order_by(assignments.c.test, assignments.c.id)
    )
    rows = ASSIGNMENT.all(conn, query)
    found = [
        _test(id_ or "", tuple(own))
        for id_, own in groupby(rows, lambda assignment: assignment.test)
    ]
    return sorted(found, key=lambda test: (test.created_at, test.id), reverse=True)


def _test(id_: str, given: tuple[Assignment, ...]) -> Assessment:
    first = min(given, key=lambda assignment: assignment.created_at)
    spans = {
        part: Period(own.opens_at or own.created_at, own.due_at)
        for part in PARTS
        for own in given
        if own.part == part
    }
    return Assessment(
        id_,
        first.cohort,
        first.created_by,
        first.created_at,
        first.withdrawn_at,
        spans,
        given,
    )


def takers(conn: Connection, test: Assessment) -> dict[str, dict[str, str]]:
    """The form that each person takes in each part.

    Returns:
        By person, then by part, the form; without erased people.
    """
    by_id = {assignment.id: assignment for assignment in test.given}
    query = (
        select(assignees)
        .where(assignees.c.assignment.in_(by_id), assignees.c.person != NOBODY)
        .order_by(assignees.c.person, assignees.c.assignment)
    )
    found: dict[str, dict[str, str]] = {}
    for assignment, person in conn.execute(query):
        own = by_id[assignment]
        found.setdefault(person, {})[own.part or ""] = own.scenario
    return found


def takers_of(conn: Connection, some: Collection[Assessment]) -> dict[str, int]:
    """The number of people in each assessment; 0 if all were erased."""
    query = (
        select(assignments.c.test, func.count(assignees.c.person.distinct()))
        .join(assignees, assignees.c.assignment == assignments.c.id)
        .where(assignments.c.test.in_([test.id for test in some]), assignees.c.person != NOBODY)
        .group_by(assignments.c.test)
    )
    return dict.fromkeys((test.id for test in some), 0) | dict(conn.execute(query).all())


def add_taker(conn: Connection, assignment_id: str, person_id: str) -> None:
    """Assign a part to one more person; it must have another assignee."""
    conn.execute(insert(assignees), {"assignment": assignment_id, "person": person_id})


_GIVEN = (
    exists()
    .where(assignees.c.assignment == attempts.c.assignment, assignees.c.person == attempts.c.person)
    .correlate(attempts)
)
"""Whether an attempt's player is one of those to whom its assignment was given.

Otherwise it was played on paper, in an order of forms that has been replaced.
"""


def done_parts(conn: Connection, test: Assessment) -> set[tuple[str, str]]:
    """The people of `taken_parts`, each with the part."""
    by_id = {assignment.id: assignment.part or "" for assignment in test.given}
    query = _taken(by_id, attempts.c.assignment, attempts.c.person)
    return {(person, by_id[assignment]) for assignment, person in conn.execute(query)}


def taken_parts(conn: Connection, test: Assessment) -> list[TakenPart]:
    """The parts that assignees finished on time, once each, by person and part."""
    return taken_parts_of(conn, [test])[test.id]


def taken_parts_of(conn: Connection, some: Collection[Assessment]) -> dict[str, list[TakenPart]]:
    """The same for several assessments, by id."""
    by_id = {assignment.id: assignment for test in some for assignment in test.given}
    query = _taken(
        by_id,
        attempts.c.assignment,
        attempts.c.id,
        attempts.c.person,
        attempts.c.edition,
        *RESULT.columns,
    ).order_by(attempts.c.person, attempts.c.ended_at, attempts.c.id)
    found: dict[str, dict[tuple[str, str], TakenPart]] = {test.id: {} for test in some}
    for assignment, attempt, person, edition, *result in conn.execute(query):
        own = by_id[assignment]
        part = own.part or ""
        taken = TakenPart(attempt, person, part, own.scenario, edition, RESULT.build(result))
        found[own.test or ""].setdefault((person, part), taken)
    return {
        test: sorted(own.values(), key=lambda taken: (taken.person, PARTS.index(taken.part)))
        for test, own in found.items()
    }


def _taken(
    assignment_ids: Collection[str], *columns: ColumnElement[Any]
) -> Select[*tuple[Any, ...]]:
    """Attempts that assignees finished on time."""
    return (
        select(*columns)
        .join(assignments, assignments.c.id == attempts.c.assignment)
        .where(
            attempts.c.assignment.in_(assignment_ids),
            _GIVEN,
            attempts.c.state == "ended",
            attempts.c.ended_at <= assignments.c.due_at,
        )
    )


def own_parts(conn: Connection, test: Assessment, person_id: str) -> list[TakenPart]:
    """A person's parts finished on time, without those whose steps are withheld."""
    own = (taken for taken in taken_parts(conn, test) if taken.person == person_id)
    return [taken for taken in own if not is_withheld(conn, taken.attempt)]


@dataclass(frozen=True, slots=True)
class BegunForm:
    """A person's attempt at a form.

    Attributes:
        person: The person.
        form: The form.
        at: The start.
        given: The assignment; None if it was not for one given to them.
    """

    person: str
    form: str
    at: datetime
    given: str | None


# A lookup per attempt instead of a join: SQLite would start from the forms and scan
# everybody's attempts.
_FORM = select(editions.c.scenario).where(editions.c.hash == attempts.c.edition).scalar_subquery()
_BEGUN = RecordColumns(
    BegunForm,
    attempts,
    form=_FORM,
    at=attempts.c.started_at,
    given=case((_GIVEN, attempts.c.assignment)),
)


def people_who_finished(some: Collection[Assessment]) -> Select[str]:
    """A query for people who finished any part of some assessments."""
    ids = [assignment.id for test in some for assignment in test.given]
    mine = attempts.alias("mine")
    return select(mine.c.person).where(mine.c.assignment.in_(ids), mine.c.state == "ended")


def begun_forms(
    conn: Connection, people: Collection[str] | Select[str], forms: Collection[str]
) -> list[BegunForm]:
    """All attempts of some people at some forms."""
    query = _BEGUN.select().where(_FORM.in_(forms), attempts.c.person.in_(people))
    return _BEGUN.all(conn, query)


def forms(conn: Connection) -> frozenset[str]:
    """All scenarios ever used as forms."""
    query = select(assignments.c.scenario).where(assignments.c.test.is_not(None)).distinct()
    return frozenset(conn.execute(query).scalars())


def sealed_forms(conn: Connection, person_id: str, now: datetime) -> frozenset[str]:
    """The forms of a person's assessments that are not over.

    Nothing about them is disclosed before, whichever form was played.
    """
    parts = assignments.alias("parts")
    going = (
        select(parts.c.test)
        .where(parts.c.test.is_not(None), parts.c.withdrawn_at.is_(None))
        .group_by(parts.c.test)
        .having(func.max(parts.c.due_at) > now)
    )
    mine = assignments.alias("mine")
    own = (
        select(mine.c.test)
        .join(assignees, assignees.c.assignment == mine.c.id)
        .where(assignees.c.person == person_id)
    )
    query = (
        select(assignments.c.scenario)
        .where(assignments.c.test.in_(own), assignments.c.test.in_(going))
        .distinct()
    )
    return frozenset(conn.execute(query).scalars())


def undisclosed_attempts(conn: Connection, person_id: str, now: datetime) -> set[str]:
    """The ids of a person's attempts in assessments that are not over."""
    going = [test for test in of_person(conn, person_id) if not test.is_over(now)]
    assignment_ids = [assignment.id for test in going for assignment in test.given]
    own = (attempts.c.person == person_id, attempts.c.assignment.in_(assignment_ids))
    return set(conn.execute(select(attempts.c.id).where(*own)).scalars())
