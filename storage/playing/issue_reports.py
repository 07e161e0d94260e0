"""Learners' issue reports: attempt, turn and kind, without text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, case, func, select
from sqlalchemy.dialects.postgresql import insert

from storage.db.tables import attempts, editions, reports
from storage.people.people import NOBODY
from storage.playing.small_groups import FEWEST

KINDS: Final = ("procedure", "unclear", "language", "upsetting")


@dataclass(frozen=True, slots=True)
class ReportTally:
    """The number of people who reported a kind of issue."""

    kind: str
    people: int


def add(conn: Connection, attempt_id: str, turn: int, kind: str, at: datetime) -> bool:
    """Insert a report, once for each attempt, turn and kind; return whether it is new."""
    # PostgreSQL's INSERT … ON CONFLICT, which SQLite shares.
    row = {"attempt": attempt_id, "turn": turn, "kind": kind, "at": at}
    added = insert(reports).values(row).on_conflict_do_nothing().returning(reports.c.kind)
    return conn.execute(added).first() is not None


def latest_attempt(conn: Connection, person_id: str) -> tuple[str, int] | None:
    """A person's last moved attempt, and its turn."""
    query = (
        select(attempts.c.id, attempts.c.turn)
        .where(attempts.c.person == person_id)
        .order_by(attempts.c.moved_at.desc(), attempts.c.id)
    )
    row = conn.execute(query.limit(1)).first()
    return (row.id, row.turn) if row else None


def tallies(conn: Connection, scenario_id: str) -> Sequence[ReportTally]:
    """The reports on a scenario, by kind; groups under five are left out.

    Erased people are indistinguishable, so each of their attempts counts as one.
    """
    who = case((attempts.c.person == NOBODY, attempts.c.id), else_=attempts.c.person)
    people = func.count(who.distinct())
    # A lookup per attempt instead of a join: SQLite would start from the case, and so scan all
    # attempts at it.
    scenario = (
        select(editions.c.scenario).where(editions.c.hash == attempts.c.edition).scalar_subquery()
    )
    query = (
        select(reports.c.kind, people)
        .join(attempts, attempts.c.id == reports.c.attempt)
        .where(scenario == scenario_id)
        .group_by(reports.c.kind)
        .having(people >= FEWEST)
        .order_by(reports.c.kind)
    )
    return [ReportTally(kind, number) for kind, number in conn.execute(query)]
