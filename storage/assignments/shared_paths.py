"""Paths through assigned work that learners let their trainer see, step by step, or not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select, update

from storage.db.tables import assignments, attempts, cohorts, memberships
from storage.playing.attempts import Result


@dataclass(frozen=True, slots=True)
class Own:
    """Something that someone has played to an end for a cohort that they are in."""

    attempt: str
    scenario: str
    cohort: str
    cohort_name: str
    ended_at: datetime
    shared_at: datetime | None


_OWN = (
    select(
        attempts.c.id,
        assignments.c.scenario,
        cohorts.c.id,
        cohorts.c.name,
        attempts.c.ended_at,
        attempts.c.shared_at,
    )
    .join(assignments, assignments.c.id == attempts.c.assignment)
    .join(cohorts, cohorts.c.id == assignments.c.cohort)
    .where(
        attempts.c.state == "ended",
        assignments.c.test.is_(None),
        attempts.c.withheld_at.is_(None),
        cohorts.c.archived_at.is_(None),
        cohorts.c.id.in_(
            select(memberships.c.cohort).where(
                memberships.c.person == attempts.c.person, memberships.c.left_at.is_(None)
            )
        ),
    )
    .order_by(attempts.c.ended_at.desc(), attempts.c.id)
)


def own(conn: Connection, person_id: str) -> list[Own]:
    """What someone could let their trainers see, or lets them see, the last first.

    Tests are not among it, nor is what was played for a cohort that they have left, nor what came
    to their account without its steps.
    """
    return [Own(*row) for row in conn.execute(_OWN.where(attempts.c.person == person_id))]


def one(conn: Connection, person_id: str, attempt_id: str) -> Own | None:
    """One of these, if it is one."""
    query: Select[Any] = _OWN.where(attempts.c.person == person_id, attempts.c.id == attempt_id)
    row = conn.execute(query).first()
    return Own(*row) if row else None


def share(conn: Connection, attempt_id: str, at: datetime | None) -> None:
    """Let trainers see the steps of an attempt from a moment on; with no moment, no more."""
    conn.execute(update(attempts).where(attempts.c.id == attempt_id).values(shared_at=at))


@dataclass(frozen=True, slots=True)
class Shared:
    """A path that somebody in a cohort lets its trainers see."""

    attempt: str
    person: str
    scenario: str
    ended_at: datetime


def shared_in(conn: Connection, cohort_id: str) -> list[Shared]:
    """The paths that trainers of a cohort may see now, the last shared first."""
    query = (
        _OWN.with_only_columns(
            attempts.c.id, attempts.c.person, assignments.c.scenario, attempts.c.ended_at
        )
        .where(cohorts.c.id == cohort_id, attempts.c.shared_at.is_not(None))
        .order_by(None)
        .order_by(attempts.c.shared_at.desc(), attempts.c.id)
    )
    return [Shared(*row) for row in conn.execute(query)]


@dataclass(frozen=True, slots=True)
class Ended:
    """A try at assigned work that was played to an end."""

    attempt: str
    edition: str
    ended_at: datetime
    shared: bool
    result: Result


def ended(
    conn: Connection, person_id: str, assignment_ids: Collection[str]
) -> dict[str, list[Ended]]:
    """Someone's tries at assignments, in their order; empty where there was none."""
    query = (
        select(
            attempts.c.assignment,
            attempts.c.id,
            attempts.c.edition,
            attempts.c.ended_at,
            attempts.c.shared_at,
            attempts.c.outcome,
            attempts.c.score,
            attempts.c.passed,
            attempts.c.result,
        )
        .where(
            attempts.c.person == person_id,
            attempts.c.assignment.in_(assignment_ids),
            attempts.c.state == "ended",
        )
        .order_by(attempts.c.ended_at, attempts.c.id)
    )
    found: dict[str, list[Ended]] = {given: [] for given in assignment_ids}
    for given, attempt, edition, at, shared, *result in conn.execute(query):
        found[given].append(Ended(attempt, edition, at, shared is not None, Result(*result)))
    return found
