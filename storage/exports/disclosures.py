"""The results of assigned work that exports from the chat may contain.

Each assignment has a time up to which its results are disclosed. It advances only when enough
further people have finished, so two files differ by nobody's results or by at least so many.
It is stored, not recomputed: a recount would shift when someone is erased, and the next person
to finish would be the only difference.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Subquery, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_once

from storage.db.audit_context import UNAUDITED
from storage.db.tables import attempts, disclosures
from storage.exports import work
from storage.exports.scope import Scope
from storage.people.people import NOBODY

_AT_ONCE = 500  # assignments


@dataclass(frozen=True, slots=True)
class Advance:
    """An assignment with further results to disclose.

    Attributes:
        assignment: The assignment.
        before: The time up to which its results are disclosed; None for none.
    """

    assignment: str
    before: datetime | None


def advances(conn: Connection, scope: Scope, until: datetime, fewest: int) -> list[Advance]:
    """Assignments that enough further people have finished.

    Args:
        scope: The scope of the export.
        until: The time after the last result that counts.
        fewest: The minimum number of people with a first finish before results advance.
    """
    ids, found = work.ids(conn, scope), list[Advance]()
    for at in range(0, len(ids), _AT_ONCE):
        first = _first_ends(ids[at : at + _AT_ONCE])
        known = disclosures.c.until
        query = (
            select(first.c.assignment, known)
            .outerjoin(disclosures, disclosures.c.assignment == first.c.assignment)
            .where(first.c.ended_at < until, or_(known.is_(None), first.c.ended_at >= known))
            .group_by(first.c.assignment, known)
            .having(func.count() >= fewest)
        )
        found += [Advance(assignment, before) for assignment, before in conn.execute(query)]
    return found


def advance(conn: Connection, found: Sequence[Advance], until: datetime) -> None:
    """Disclose results up to a time, unless another export has advanced meanwhile."""
    for disclosed in found:
        if disclosed.before is None:
            first = insert_once(disclosures).values(assignment=disclosed.assignment, until=until)
            conn.execute(first.on_conflict_do_nothing(), execution_options=UNAUDITED)
        else:
            same = (
                disclosures.c.assignment == disclosed.assignment,
                disclosures.c.until == disclosed.before,
            )
            further = update(disclosures).where(*same).values(until=until)
            conn.execute(further, execution_options=UNAUDITED)


def disclosed_attempts(
    conn: Connection, assignment_ids: Collection[str], fewest: int, *, steps: bool
) -> frozenset[str]:
    """The disclosed attempts at some assignments.

    Args:
        fewest: The minimum number of people with disclosed results in an assignment.
        steps: Whether to count only attempts whose steps can be disclosed too.
    """
    kept = (attempts.c.withheld_at.is_(None),) if steps else ()
    first = _first_ends(assignment_ids, *kept)
    enough = (
        select(first.c.assignment)
        .join(disclosures, disclosures.c.assignment == first.c.assignment)
        .where(first.c.ended_at < disclosures.c.until)
        .group_by(first.c.assignment)
        .having(func.count() >= fewest)
    )
    query = (
        select(attempts.c.id)
        .join(disclosures, disclosures.c.assignment == attempts.c.assignment)
        .where(
            attempts.c.assignment.in_(enough),
            attempts.c.state == "ended",
            attempts.c.ended_at < disclosures.c.until,
            *kept,
        )
    )
    return frozenset(conn.scalars(query))


def _first_ends(assignment_ids: Collection[str], *wanted: ColumnElement[bool]) -> Subquery:
    """When each person first finished each assignment."""
    return (
        select(
            attempts.c.assignment,
            attempts.c.person,
            func.min(attempts.c.ended_at).label("ended_at"),
        )
        .where(
            attempts.c.assignment.in_(assignment_ids),
            attempts.c.state == "ended",
            attempts.c.person != NOBODY,
            *wanted,
        )
        .group_by(attempts.c.assignment, attempts.c.person)
        .subquery()
    )
