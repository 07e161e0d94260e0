"""Assignments: a scenario given to a cohort, in a mode, until a date."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from storage.attempts import Result
from storage.tables import assignments, attempts, cohorts, memberships

PASS_MARK = 70
"""Percent of the best path, until trainers may choose another."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is to be played, by whom, how, and until when."""

    id: str
    cohort: str
    scenario: str
    mode: str
    due_at: datetime
    pass_mark: int
    created_by: str | None
    created_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """An assignment as one of those it was given to sees it."""

    assignment: Assignment
    cohort_name: str
    finished: bool
    """Whether this person has played it to an end."""
    passed: bool
    """Whether one of those attempts was passed."""


def create(conn: Connection, assignment: Assignment) -> None:
    """Keep a new assignment."""
    conn.execute(insert(assignments), asdict(assignment))


def get(conn: Connection, assignment_id: str) -> Assignment | None:
    """This assignment, withdrawn or not."""
    row = conn.execute(select(assignments).where(assignments.c.id == assignment_id)).first()
    return Assignment(*row) if row else None


def withdraw(conn: Connection, assignment_id: str, at: datetime) -> bool:
    """Take an assignment back; whether it was still given."""
    given = (assignments.c.id == assignment_id, assignments.c.withdrawn_at.is_(None))
    return conn.execute(update(assignments).where(*given).values(withdrawn_at=at)).rowcount == 1


def of_cohort(conn: Connection, cohort_id: str) -> list[Assignment]:
    """What a cohort was given and is not withdrawn, what is due first first."""
    query = (
        select(assignments)
        .where(assignments.c.cohort == cohort_id, assignments.c.withdrawn_at.is_(None))
        .order_by(assignments.c.due_at, assignments.c.id)
    )
    return [Assignment(*row) for row in conn.execute(query)]


def withdrawn_from(conn: Connection, cohort_id: str) -> list[Assignment]:
    """What was withdrawn from a cohort, the last withdrawn first."""
    query = (
        select(assignments)
        .where(assignments.c.cohort == cohort_id, assignments.c.withdrawn_at.is_not(None))
        .order_by(assignments.c.withdrawn_at.desc(), assignments.c.id)
    )
    return [Assignment(*row) for row in conn.execute(query)]


_ENDED = func.count(attempts.c.id)
_PASSED = func.count(attempts.c.id).filter(attempts.c.passed)
_OWN = and_(
    attempts.c.assignment == assignments.c.id,
    attempts.c.person == bindparam("whom"),
    attempts.c.state == "ended",
)
# Made once: Today asks it each time it is opened, and making it costs more than running it.
_OPEN = (
    select(assignments, cohorts.c.name, _ENDED, _PASSED)
    .join(cohorts, cohorts.c.id == assignments.c.cohort)
    .join(memberships, memberships.c.cohort == cohorts.c.id)
    .outerjoin(attempts, _OWN)
    .where(
        memberships.c.person == bindparam("whom"),
        memberships.c.left_at.is_(None),
        memberships.c.joined_at <= assignments.c.due_at,
        cohorts.c.archived_at.is_(None),
        assignments.c.withdrawn_at.is_(None),
    )
    .group_by(*assignments.c, cohorts.c.name)
    .having(or_(_ENDED == 0, assignments.c.due_at > bindparam("now")))
    .order_by(assignments.c.due_at, assignments.c.id)
)


def open_for(conn: Connection, person_id: str, now: datetime) -> list[Open]:
    """What someone has to play for their cohorts, what is due first first.

    What they have finished stays until it is due; what they have not stays, late as it is. What
    was due before they joined was never theirs.

    Args:
        conn: A unit's connection.
        person_id: Whose.
        now: The moment.
    """
    found = conn.execute(_OPEN, {"whom": person_id, "now": now})
    return [
        Open(Assignment(*given), name, ended > 0, passed > 0)
        for *given, name, ended, passed in found
    ]


def results(conn: Connection, assignment_ids: Collection[str]) -> dict[str, dict[str, Result]]:
    """What came of assignments for those who have played them to an end.

    Returns:
        By assignment, then by person, the best result: passed before failed, then by score. Empty
        for an assignment that nobody has finished.
    """
    query = (
        select(
            attempts.c.assignment,
            attempts.c.person,
            attempts.c.outcome,
            attempts.c.score,
            attempts.c.passed,
            attempts.c.result,
        )
        .where(attempts.c.assignment.in_(assignment_ids), attempts.c.state == "ended")
        .order_by(attempts.c.passed, attempts.c.score, attempts.c.ended_at)  # the best comes last
    )
    found: dict[str, dict[str, Result]] = {one: {} for one in assignment_ids}
    for given, person, *result in conn.execute(query):
        found[given][person] = Result(*result)
    return found
