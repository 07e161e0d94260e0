"""Answers in finished assigned attempts, for statistics."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Text, cast, func, or_, select

from storage.db.engines import json_value
from storage.db.records import RecordColumns
from storage.db.tables import assignments, attempts, editions, events
from storage.people.people import NOBODY

NO_WORK = ("asked", "corrected", "ended")
"""Kinds of events that start nothing new: a question in a dialogue, a correction, the end."""

_AT_ONCE = 500  # attempts whose events are read in one query

_COUNTS_FOR = func.coalesce(attempts.c.assignment, attempts.c.counted)


def _counts_for(assignment_ids: Collection[str]) -> ColumnElement[bool]:
    """Whether an attempt counts for one of these assignments, even if unlinked since."""
    return or_(attempts.c.assignment.in_(assignment_ids), attempts.c.counted.in_(assignment_ids))


@dataclass(frozen=True, slots=True)
class EndedAttempt:
    attempt: str
    assignment: str
    person: str
    edition: str
    structure: str
    ended_at: datetime


_ENDED = RecordColumns(
    EndedAttempt,
    attempts,
    attempt=attempts.c.id,
    assignment=_COUNTS_FOR,
    structure=editions.c.structure_hash,
)


class Answer(NamedTuple):
    """An answer to a decision; `since` is the time of the previous act, None on paper.

    A cohort has tens of thousands, and a dataclass takes several times as long to build.
    """

    attempt: str
    scene: str
    act: Mapping[str, Any]
    credit: Mapping[str, float]
    error: str | None
    critical: bool
    language: str
    at: datetime
    since: datetime | None


class Step(NamedTuple):
    """An answer to a decision: its act alone, of which a path consists."""

    attempt: str
    scene: str
    act: Mapping[str, Any]


def assignments_by_cohort(
    conn: Connection, scenario: str, cohort_ids: Collection[str]
) -> list[list[str]]:
    """The assignments of a scenario in each of some cohorts, withdrawn or not.

    Returns:
        Each cohort's assignments, earliest first; the cohort with the latest assignment comes
        first.
    """
    query = (
        select(assignments.c.cohort, assignments.c.id)
        .where(
            assignments.c.scenario == scenario,
            assignments.c.cohort.in_(cohort_ids),
            assignments.c.test.is_(None),  # of these only what changed is told, of all together
        )
        .order_by(assignments.c.created_at, assignments.c.id)
    )
    found: dict[str, list[str]] = {}
    for cohort, assignment in conn.execute(query):
        found.setdefault(cohort, []).append(assignment)
    return [*found.values()][::-1]


def first_tries(conn: Connection, assignment_ids: Collection[str]) -> list[EndedAttempt]:
    """Each person's first finished attempt at each assignment, in the order of ending.

    Former members count too, so that no figure changes when someone leaves. So
    does a first try whose steps were unlinked (see ``attempt_unlinking``); its owner has a separate
    row, by which a later try is known not to be the first.
    """
    query = (
        select(*_ENDED.columns, attempts.c.cleared_at.is_not(None))
        .join(editions, editions.c.hash == attempts.c.edition)
        .where(_counts_for(assignment_ids), attempts.c.state == "ended")
        .order_by(attempts.c.ended_at, attempts.c.id)
    )
    found: dict[tuple[str, str], tuple[EndedAttempt, bool]] = {}
    for *row, cleared in conn.execute(query):
        ended = _ENDED.build(row)
        whose = ended.attempt if ended.person == NOBODY else ended.person
        found.setdefault((ended.assignment, whose), (ended, cleared))
    return [ended for ended, cleared in found.values() if not cleared]


def answers(conn: Connection, attempt_ids: Collection[str]) -> list[Answer]:
    """All answers in some attempts, each attempt in order."""
    ids, parsed = sorted(attempt_ids), cache(json_value)  # few acts and credits are distinct
    found: list[Answer] = []
    for start in range(0, len(ids), _AT_ONCE):
        found += _answers(conn, ids[start : start + _AT_ONCE], parsed)
    return found


def steps(conn: Connection, attempt_ids: Collection[str]) -> list[Step]:
    """The acts of the same answers, without what came of them."""
    ids, parsed = sorted(attempt_ids), cache(json_value)
    found: list[Step] = []
    for start in range(0, len(ids), _AT_ONCE):
        query = (
            select(events.c.attempt, events.c.scene, cast(events.c.act, Text))
            .where(
                events.c.attempt.in_(ids[start : start + _AT_ONCE]),
                events.c.kind.not_in(NO_WORK),
                events.c.credit.is_not(None),
            )
            .order_by(events.c.attempt, events.c.seq)
        )
        found += [Step(whose, at, parsed(act)) for whose, at, act in conn.execute(query).all()]
    return found


def _answers(
    conn: Connection, attempt_ids: Collection[str], parsed: Callable[[str], Any]
) -> Iterator[Answer]:
    on_paper = select(attempts.c.id).where(
        attempts.c.id.in_(attempt_ids), attempts.c.entered_at.is_not(None)
    )
    untimed = set(conn.scalars(on_paper))
    happened = (
        select(
            events.c.attempt,
            events.c.scene,
            cast(events.c.act, Text),
            cast(events.c.credit, Text),
            events.c.error,
            events.c.critical,
            events.c.language,
            events.c.at,
        )
        .where(events.c.attempt.in_(attempt_ids), events.c.kind.not_in(NO_WORK))
        .order_by(events.c.attempt, events.c.seq)
    )
    before: tuple[str, datetime] | None = None
    for attempt, scene, act, credit, error, critical, language, at in conn.execute(happened).all():
        if credit is not None:
            is_timed = before is not None and before[0] == attempt and attempt not in untimed
            yield Answer(
                attempt,
                scene,
                parsed(act),
                parsed(credit),
                error,
                critical,
                language,
                at,
                before[1] if before and is_timed else None,
            )
        before = attempt, at
