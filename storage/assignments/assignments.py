"""Assignments: a scenario for a cohort or some members, in a mode, until a due date.

A programme is assigned as one assignment for each step; its *series* links them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import groupby, product
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from storage.db.records import RecordColumns
from storage.db.tables import assignees, assignments, attempts, cohorts, memberships
from storage.playing.attempts import RESULT, Result

PASS_MARK = 70
"""The default pass mark, in percent of the best path."""
FIRST, BEST, LAST = "first", "best", "last"
"""The tries that can count."""
DRAIN, FREEZE, STOP = "drain", "freeze", "stop"
"""Ways to treat attempts under way at a withdrawal: let them finish, suspend, or end them."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A scenario to be played by a cohort or some of its members."""

    id: str
    cohort: str
    scenario: str
    mode: str
    due_at: datetime
    pass_mark: int
    """Percent of the best path; 0 if playing it is enough."""
    created_by: str | None
    created_at: datetime
    withdrawn_at: datetime | None = None
    programme: str | None = None
    """The programme that it is a step of."""
    attempts: int | None = None
    """The number of tries; None for no limit."""
    counts: str = BEST
    """The try that counts: `FIRST`, `BEST` or `LAST`."""
    withdrawn_how: str | None = None
    test: str | None = None
    """The assessment and part that it belongs to."""
    part: str | None = None
    series: str | None = None
    """Common to the steps of one assigned programme."""
    step: int | None = None
    """The position in its programme, counted from 0."""
    opens_at: datetime | None = None
    """Hidden before; None for visible at once."""

    def is_open(self, now: datetime) -> bool:
        """Whether it can be started: it has opened, and as part of an assessment is not late."""
        opened = self.opens_at is None or self.opens_at <= now
        return opened and (self.test is None or now < self.due_at)


ASSIGNMENT = RecordColumns(Assignment, assignments)


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """An assignment for one of its assignees."""

    assignment: Assignment
    cohort_name: str
    finished: bool
    """Whether this person has finished it."""
    passed: bool
    """Whether the counted try was passed."""
    tries_used: int = 0
    """The number of finished tries."""
    is_waiting: bool = False
    """Whether it is a step that waits for an earlier one."""
    steps: int = 1
    """The number of steps in its series."""

    @property
    def tries_left(self) -> int | None:
        """The number of tries left; None for no limit."""
        allowed = self.assignment.attempts
        return None if allowed is None else max(0, allowed - self.tries_used)

    @property
    def is_over(self) -> bool:
        """Whether no further try could count."""
        return is_over(self.assignment, self.tries_used)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do: passed, or out of tries."""
        enough = self.passed or self.assignment.pass_mark == 0
        return self.finished and (enough or self.is_over)


def is_over(assignment: Assignment, used: int) -> bool:
    """Whether no try after so many could count."""
    if assignment.counts == FIRST and used:
        return True
    return assignment.attempts is not None and used >= assignment.attempts


def create(conn: Connection, assignment: Assignment, whom: Iterable[str] = ()) -> None:
    """Insert a new assignment.

    Args:
        whom: The assignees within the cohort; empty for all.
    """
    conn.execute(insert(assignments), asdict(assignment))
    _name(conn, [assignment.id], whom)


def give_to(conn: Connection, assignment_ids: Collection[str], whom: Iterable[str]) -> None:
    """Limit assignments to these people; without people they are for the whole cohort."""
    conn.execute(delete(assignees).where(assignees.c.assignment.in_(assignment_ids)))
    _name(conn, assignment_ids, whom)


def _name(conn: Connection, assignment_ids: Iterable[str], whom: Iterable[str]) -> None:
    rows = [
        {"assignment": assignment, "person": person}
        for assignment, person in product(assignment_ids, whom)
    ]
    if rows:
        conn.execute(insert(assignees), rows)


def get(conn: Connection, assignment_id: str) -> Assignment | None:
    """Includes a withdrawn one."""
    return ASSIGNMENT.first(conn, ASSIGNMENT.select().where(assignments.c.id == assignment_id))


def get_for_share(conn: Connection, assignment_id: str) -> Assignment | None:
    """With a shared lock: no change or withdrawal until the unit ends."""
    query = ASSIGNMENT.select().where(assignments.c.id == assignment_id)
    return ASSIGNMENT.first(conn, query.with_for_update(read=True))


def lock(conn: Connection, assignment_ids: Collection[str]) -> None:
    """Lock assignments until the unit ends: nobody begins or changes them."""
    own = select(assignments.c.id).where(assignments.c.id.in_(assignment_ids))
    conn.execute(own.order_by(assignments.c.id).with_for_update()).all()


def default_tries(mode: str) -> tuple[int | None, str]:
    """The default number of tries in a mode, and which counts."""
    return (1, FIRST) if mode == "assessment" else (None, BEST)


def given_to(conn: Connection, assignment_id: str, person_id: str) -> Assignment | None:
    """The assignment, even if withdrawn, if it is for a person currently in its cohort."""
    query = _given_to(person_id).where(assignments.c.id == assignment_id)
    return ASSIGNMENT.first(conn, query.with_only_columns(*ASSIGNMENT.columns))


def is_for_others(conn: Connection, assignment_id: str, person_id: str) -> bool:
    """Whether an assignment is limited to other members of the person's cohort.

    False for parts of assessments, which name nobody before the start.
    """
    named = assignees.c.assignment == assignments.c.id
    query = (
        select(assignments.c.id)
        .join(memberships, memberships.c.cohort == assignments.c.cohort)
        .where(
            assignments.c.id == assignment_id,
            assignments.c.test.is_(None),
            memberships.c.person == person_id,
            memberships.c.left_at.is_(None),
            exists().where(named),
            ~exists().where(named, assignees.c.person == person_id),
        )
    )
    return conn.execute(query).first() is not None


def change(conn: Connection, assignment_ids: Collection[str], **values: Any) -> None:
    """Update columns of ``assignments`` by name."""
    conn.execute(update(assignments).where(assignments.c.id.in_(assignment_ids)).values(**values))


def withdraw(conn: Connection, assignment_id: str, at: datetime, how: str = DRAIN) -> bool:
    """Withdraw an assignment; return whether it was active."""
    open_assignment = (assignments.c.id == assignment_id, assignments.c.withdrawn_at.is_(None))
    taken = {"withdrawn_at": at, "withdrawn_how": how}
    return conn.execute(update(assignments).where(*open_assignment).values(taken)).rowcount == 1


_TOGETHER = func.coalesce(assignments.c.series, assignments.c.id)
_IN_ORDER = (assignments.c.due_at, _TOGETHER, assignments.c.step, assignments.c.id)


def between(
    conn: Connection, cohort_ids: Collection[str], since: datetime, until: datetime
) -> list[Assignment]:
    """Assignments of cohorts that open or are due in a period, by due date; not withdrawn ones.

    Assignments without an opening day open at their creation.
    """
    opens = func.coalesce(assignments.c.opens_at, assignments.c.created_at)
    query = (
        ASSIGNMENT.select()
        .where(
            assignments.c.cohort.in_(cohort_ids),
            assignments.c.withdrawn_at.is_(None),
            assignments.c.due_at >= since,
            or_(assignments.c.due_at < until, and_(opens >= since, opens < until)),
        )
        .order_by(assignments.c.due_at, assignments.c.id)
    )
    return ASSIGNMENT.all(conn, query)


def of_cohort(conn: Connection, cohort_id: str) -> list[Assignment]:
    """The active assignments of a cohort, earliest due date first, steps in order.

    Excludes assessments, whose individual results are undisclosed.
    """
    return _active(conn, cohort_id, assignments.c.test.is_(None))


def test_parts_of_cohort(conn: Connection, cohort_id: str) -> list[Assignment]:
    """The active parts of a cohort's assessments, likewise."""
    return _active(conn, cohort_id, assignments.c.test.is_not(None))


def _active(conn: Connection, cohort_id: str, which: ColumnElement[bool]) -> list[Assignment]:
    query = (
        ASSIGNMENT.select()
        .where(
            assignments.c.cohort == cohort_id,
            assignments.c.withdrawn_at.is_(None),
            which,
        )
        .order_by(*_IN_ORDER)
    )
    return ASSIGNMENT.all(conn, query)


def count_open(conn: Connection, scenario_id: str, now: datetime) -> int:
    """The number of active assignments of a scenario that are not past their due date."""
    query = (
        select(func.count())
        .select_from(assignments)
        .where(
            assignments.c.scenario == scenario_id,
            assignments.c.withdrawn_at.is_(None),
            assignments.c.due_at > now,
        )
    )
    return conn.execute(query).scalar_one()


def withdrawn_from(conn: Connection, cohort_id: str) -> list[Assignment]:
    """The withdrawn assignments of a cohort without tests, latest first, steps in order."""
    query = (
        ASSIGNMENT.select()
        .where(
            assignments.c.cohort == cohort_id,
            assignments.c.withdrawn_at.is_not(None),
            assignments.c.test.is_(None),
        )
        .order_by(
            assignments.c.withdrawn_at.desc(),
            _TOGETHER,
            assignments.c.step,
            assignments.c.id,
        )
    )
    return ASSIGNMENT.all(conn, query)


def of_series(conn: Connection, series: str) -> list[Assignment]:
    """The steps of one assigned programme, in order, withdrawn or not."""
    query = ASSIGNMENT.select().where(assignments.c.series == series)
    return ASSIGNMENT.all(conn, query.order_by(assignments.c.step, assignments.c.id))


def pass_marks(conn: Connection, assignment_ids: Collection[str]) -> dict[str, int]:
    query = select(assignments.c.id, assignments.c.pass_mark)
    rows = conn.execute(query.where(assignments.c.id.in_(assignment_ids)))
    return {row.id: row.pass_mark for row in rows}


def named_assignees(conn: Connection, assignment_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """The people whom assignments are limited to.

    Returns:
        By assignment the people; without assignments for everybody.
    """
    query = select(assignees).where(assignees.c.assignment.in_(assignment_ids))
    rows = conn.execute(query.order_by(assignees.c.assignment, assignees.c.person))
    return {
        assignment_id: frozenset(person for _, person in own)
        for assignment_id, own in groupby(rows, key=lambda row: row.assignment)
    }


def _given_to(person_id: str | ColumnElement[str]) -> Select[Any]:
    """A query for a person's assignments, with their cohorts' names."""
    any_named = assignees.c.assignment == assignments.c.id
    is_named = (any_named, assignees.c.person == person_id)
    return (
        select(*ASSIGNMENT.columns, cohorts.c.name)
        .join(cohorts, cohorts.c.id == assignments.c.cohort)
        .join(memberships, memberships.c.cohort == cohorts.c.id)
        .where(
            memberships.c.person == person_id,
            memberships.c.left_at.is_(None),
            cohorts.c.archived_at.is_(None),
            or_(~exists().where(any_named), exists().where(*is_named)),
        )
    )


def given_programmes(person_id: str) -> Select[str]:
    """A query for the programmes of which a person has active steps."""
    query = _given_to(person_id).where(
        assignments.c.programme.is_not(None),
        assignments.c.test.is_(None),
        assignments.c.withdrawn_at.is_(None),
        memberships.c.joined_at <= assignments.c.due_at,
    )
    return query.with_only_columns(assignments.c.programme)


# Built once: Today runs both each time it is opened, and building costs more than running.
_WHOM: BindParameter[str] = bindparam("whom")
_OPEN = (
    _given_to(_WHOM)
    .where(
        memberships.c.joined_at <= assignments.c.due_at,
        assignments.c.withdrawn_at.is_(None),
    )
    .order_by(*_IN_ORDER)
)
_TRIED = (
    select(attempts.c.assignment, attempts.c.passed, attempts.c.score)
    .where(
        attempts.c.person == _WHOM,
        attempts.c.state == "ended",
        attempts.c.assignment.is_not(None),
    )
    .order_by(attempts.c.ended_at, attempts.c.id)
)


def open_for(conn: Connection, person_id: str, now: datetime) -> list[AssignmentView]:
    """A person's assignments, earliest due date first, steps in order.

    Finished ones are listed until due, unfinished ones even when late. Those due before the person
    joined are excluded. Parts of assessments are listed while open.
    """
    whom = {"whom": person_id}
    open_assignments = [(ASSIGNMENT.build(row), name) for *row, name in conn.execute(_OPEN, whom)]
    tried: dict[str, list[tuple[bool, int]]] = {}
    for assignment, passed, score in conn.execute(_TRIED, whom) if open_assignments else ():
        tried.setdefault(assignment, []).append((bool(passed), score or 0))
    every = [
        view(assignment, name, tried.get(assignment.id, []))
        for assignment, name in open_assignments
    ]
    return [
        view
        for view in mark_waiting_steps(every)
        if view.assignment.is_open(now) and (not view.finished or view.assignment.due_at > now)
    ]


def view(assignment: Assignment, cohort: str, tries: Sequence[tuple[bool, int]]) -> AssignmentView:
    """An assignment from a person's point of view.

    Args:
        cohort: The cohort's name.
        tries: Result and score of each finished try, in order.
    """
    passed = bool(tries) and counted_try(assignment.counts, tries, lambda worth: worth)[0]
    return AssignmentView(assignment, cohort, bool(tries), passed, tries_used=len(tries))


def mark_waiting_steps(every: Iterable[AssignmentView]) -> Iterator[AssignmentView]:
    """Mark the steps of each series that wait for earlier ones."""
    for series, group in groupby(every, key=lambda view: view.assignment.series):
        steps = list(group)
        if series is None:
            yield from steps
            continue
        waits = False
        for view in steps:
            yield replace(view, is_waiting=waits, steps=len(steps))
            waits = waits or not view.is_done


T = TypeVar("T")


def counted_try(counts: str, tries: Sequence[T], worth: Callable[[T], tuple[bool, int]]) -> T:
    """The try that counts.

    Args:
        counts: `FIRST`, `BEST` or `LAST`.
        tries: The finished tries in order; at least one.
        worth: Whether a try was passed, and its score; the best try is compared by these in turn.
    """
    if counts == FIRST:
        return tries[0]
    if counts == LAST:
        return tries[-1]
    return max(reversed(tries), key=worth)  # the last of equal ones


def results(conn: Connection, assignment_ids: Collection[str]) -> dict[str, dict[str, Result]]:
    """The results of finished assignments.

    Returns:
        By assignment, then by person, the result of the counted try. Empty for an assignment
        without finished tries.
    """
    return _counted_tries(
        conn,
        assignment_ids,
        RESULT.columns,
        RESULT.build,
        lambda result: (result.passed, result.score),
    )


def passed(conn: Connection, assignment_ids: Collection[str]) -> dict[str, dict[str, bool]]:
    """Whether finished assignments are passed: `results` for those who need no more of it."""
    worth = attempts.c.passed, attempts.c.score
    found = _counted_tries(conn, assignment_ids, worth, _worth, lambda own: own)
    return {
        assignment: {person: is_passed for person, (is_passed, _) in own.items()}
        for assignment, own in found.items()
    }


def _worth(row: Sequence[Any]) -> tuple[bool, int]:
    is_passed, score = row
    return is_passed, score


def _counted_tries(
    conn: Connection,
    assignment_ids: Collection[str],
    columns: Iterable[ColumnElement[Any]],
    build: Callable[[Sequence[Any]], T],
    worth: Callable[[T], tuple[bool, int]],
) -> dict[str, dict[str, T]]:
    query = (
        select(attempts.c.assignment, attempts.c.person, assignments.c.counts, *columns)
        .join(assignments, assignments.c.id == attempts.c.assignment)
        .where(attempts.c.assignment.in_(assignment_ids), attempts.c.state == "ended")
        .order_by(attempts.c.ended_at, attempts.c.id)
    )
    tries: dict[tuple[str, str, str], list[T]] = {}
    for assignment_id, person, counts, *ended in conn.execute(query):
        tries.setdefault((assignment_id, person, counts), []).append(build(ended))
    found: dict[str, dict[str, T]] = {assignment: {} for assignment in assignment_ids}
    for (assignment_id, person, counts), own in tries.items():
        found[assignment_id][person] = counted_try(counts, own, worth)
    return found
