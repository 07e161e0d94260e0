"""Outcomes of a person's attempts, in the modes that count.

Replays of a moment and the introduction of newcomers do not count.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    bindparam,
    case,
    cast,
    func,
    select,
)

from storage.db.records import RecordColumns
from storage.db.tables import attempts, editions
from storage.playing.attempts import ASSESSMENT, PRACTICE, RESULT, Result

COUNT = (PRACTICE, ASSESSMENT)
"""The modes that count."""


@dataclass(frozen=True, slots=True)
class OutcomeTally:
    """The number of finished and passed assignments."""

    finished: int
    passed: int


@dataclass(frozen=True, slots=True)
class FinishedScenario:
    passed: bool  # whether it ever was
    practised: bool  # whether it ever was played for practice
    at: datetime  # when it last ended


@dataclass(frozen=True, slots=True)
class Outcome:
    attempt: str
    scenario: str
    edition: str
    ended_at: datetime
    result: Result


_OUTCOME = RecordColumns(
    Outcome, attempts, attempt=attempts.c.id, scenario=editions.c.scenario, result=RESULT
)


def _ended(person_id: str | BindParameter[str]) -> tuple[ColumnElement[bool], ...]:
    return (
        attempts.c.person == person_id,
        attempts.c.state == "ended",
        attempts.c.mode.in_(COUNT),
    )


_PASSED = func.max(cast(attempts.c.passed, Integer)).label("passed")
_PRACTISED = func.max(case((attempts.c.mode == PRACTICE, 1), else_=0)).label("practised")
# Editions are large rows: attempts are collected first, then each edition is looked up once.
_BY_EDITION = (
    select(attempts.c.edition, _PASSED, _PRACTISED, func.max(attempts.c.ended_at).label("at"))
    .where(*_ended(bindparam("whom")))
    .group_by(attempts.c.edition)
    .subquery()
)
_FINISHED = (
    select(
        editions.c.scenario,
        func.max(_BY_EDITION.c.passed),
        func.max(_BY_EDITION.c.practised),
        func.max(_BY_EDITION.c.at),
    )
    .join(editions, editions.c.hash == _BY_EDITION.c.edition)
    .group_by(editions.c.scenario)
)


def finished(conn: Connection, person_id: str) -> dict[str, FinishedScenario]:
    rows = conn.execute(_FINISHED, {"whom": person_id})
    return {
        scenario: FinishedScenario(bool(passed), bool(practised), at)
        for scenario, passed, practised, at in rows
    }


def assigned(conn: Connection, person_id: str, but: Collection[str] = ()) -> OutcomeTally:
    """The number of assignments that a person has finished, and passed.

    Args:
        but: Excluded scenarios.
    """
    own = (
        select(func.max(cast(attempts.c.passed, Integer)).label("passed"))
        .join(editions, editions.c.hash == attempts.c.edition)
        .where(
            *_ended(person_id),
            attempts.c.assignment.is_not(None),
            editions.c.scenario.not_in(but),
        )
        .group_by(attempts.c.assignment)
        .subquery()
    )
    finished, passed = conn.execute(
        select(func.count(), func.sum(own.c.passed)).select_from(own)
    ).one()
    return OutcomeTally(finished, passed or 0)


def ended(conn: Connection, person_id: str, scenario: str | None = None) -> list[Outcome]:
    """A person's finished attempts, newest first, without those whose steps are withheld.

    Args:
        scenario: The scenario; None for all.
    """
    query = (
        _OUTCOME.select()
        .join(editions, editions.c.hash == attempts.c.edition)
        .where(*_ended(person_id), attempts.c.withheld_at.is_(None))
        .order_by(attempts.c.ended_at.desc(), attempts.c.id)
    )
    if scenario is not None:
        query = query.where(editions.c.scenario == scenario)
    return _OUTCOME.all(conn, query)


def latest(every: Iterable[Outcome]) -> list[Outcome]:
    """The latest attempt at each scenario, given attempts sorted newest first."""
    found: dict[str, Outcome] = {}
    for outcome in every:
        found.setdefault(outcome.scenario, outcome)
    return list(found.values())
