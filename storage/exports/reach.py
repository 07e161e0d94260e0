"""Totals of whole months: people, cases, and refreshers.

A month is text such as ``2026-11``, in UTC. Tests before and after a course do not count as
cases, and assignments of erased people are unknown.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Double,
    Select,
    case,
    cast,
    func,
    literal_column,
    select,
)

from storage.db.tables import (
    FINISHED,
    PRACTISED,
    assignments,
    attempts,
    cohorts,
    editions,
    people,
    reviews,
)
from storage.exports.scope import Scope, as_text, within_period
from storage.people.people import NOBODY


def _given(scope: Scope, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Finished assigned cases."""
    query = (
        select(*columns)
        .select_from(attempts)
        .join(assignments, assignments.c.id == attempts.c.assignment)
        .join(cohorts, cohorts.c.id == assignments.c.cohort)
        .where(
            FINISHED,
            attempts.c.person != NOBODY,
            assignments.c.test.is_(None),
        )
    )
    return query if scope.agency is None else query.where(cohorts.c.agency == scope.agency)


def first_finishers(conn: Connection, scope: Scope) -> dict[str, int]:
    """How many people finished their first assigned case, by month."""
    first = func.min(attempts.c.ended_at).label("first")
    own = (
        _given(scope, attempts.c.person, first)
        .where(*within_period(scope, attempts.c.ended_at))
        .group_by(attempts.c.person)
        .subquery()
    )
    query = select(_month(own.c.first), func.count()).group_by(_month(own.c.first))
    if scope.since is not None:
        before = _given(scope, attempts.c.id).where(
            attempts.c.person == own.c.person, attempts.c.ended_at < scope.since
        )
        query = query.where(~before.exists())
    return dict(conn.execute(query).all())


def finished(conn: Connection, scope: Scope) -> dict[str, int]:
    """How many assigned cases were finished, by month, counting every try."""
    month = _month(attempts.c.ended_at)
    query = (
        _given(scope, month, func.count())
        .where(*within_period(scope, attempts.c.ended_at))
        .group_by(month)
    )
    return dict(conn.execute(query).all())


@dataclass(frozen=True, slots=True)
class Share:
    """People of an agency who finished assigned cases, and the number of cases."""

    agency: str
    people: int
    cases: int


def by_agency(conn: Connection, scope: Scope) -> list[Share]:
    """People and finished cases of each agency, most people first."""
    count = func.count(attempts.c.person.distinct())
    query = (
        _given(scope, cohorts.c.agency, count, func.count())
        .where(*within_period(scope, attempts.c.ended_at))
        .group_by(cohorts.c.agency)
        .order_by(count.desc(), cohorts.c.agency)
    )
    return [Share(agency, number, cases) for agency, number, cases in conn.execute(query)]


def by_group(conn: Connection, scope: Scope, groups: Mapping[str, str]) -> dict[str, int]:
    """How many people finished assigned cases of each group, largest group first.

    Args:
        scope: Which cases.
        groups: The group of each scenario, by its id; others are left out.
    """
    if not groups:
        return {}
    group = case(groups, value=editions.c.scenario).label("found")
    count = func.count(attempts.c.person.distinct())
    # With a condition on scenarios, SQLite would start from the editions and read every attempt.
    query = (
        _given(scope, group, count)
        .join(editions, editions.c.hash == attempts.c.edition)
        .where(*within_period(scope, attempts.c.ended_at))
        .group_by(group)
        .order_by(count.desc(), group)
    )
    return {name: people for name, people in conn.execute(query) if name is not None}


def reached(conn: Connection, scope: Scope) -> tuple[int, int, int]:
    """People who finished assigned cases, finished cases, and distinct cases."""
    query = (
        _given(
            scope,
            func.count(attempts.c.person.distinct()),
            func.count(),
            func.count(editions.c.scenario.distinct()),
        )
        .join(editions, editions.c.hash == attempts.c.edition)
        .where(*within_period(scope, attempts.c.ended_at))
    )
    found, cases, kinds = conn.execute(query).one()
    return found, cases, kinds


def practised(conn: Connection, scope: Scope, forms: Collection[str]) -> tuple[int, int]:
    """People who finished cases in practice, and the number of cases.

    Args:
        scope: The scope of the export.
        forms: Cases that are forms of tests, and do not count.
    """
    wanted = [
        PRACTISED,
        attempts.c.mode == "practice",
        editions.c.scenario.not_in(forms),
        *within_period(scope, attempts.c.ended_at),
    ]
    if scope.agency is not None:
        wanted.append(attempts.c.agency == scope.agency)
    query = (
        select(func.count(attempts.c.person.distinct()), func.count())
        .join(editions, editions.c.hash == attempts.c.edition)
        .where(*wanted)
    )
    found, cases = conn.execute(query).one()
    return found, cases


def finished_editions(conn: Connection, scope: Scope) -> list[tuple[str, str]]:
    """The editions finished in assigned work, including tests.

    Returns:
        The case and hash of each, oldest edition of a case first.
    """
    query = (
        select(editions.c.scenario, editions.c.hash)
        .join(attempts, attempts.c.edition == editions.c.hash)
        .join(assignments, assignments.c.id == attempts.c.assignment)
        .join(cohorts, cohorts.c.id == assignments.c.cohort)
        .where(FINISHED, *within_period(scope, attempts.c.ended_at))
        .group_by(editions.c.scenario, editions.c.hash, editions.c.created_at)
        .order_by(editions.c.scenario, editions.c.created_at, editions.c.hash)
    )
    if scope.agency is not None:
        query = query.where(cohorts.c.agency == scope.agency)
    return [(scenario, edition) for scenario, edition in conn.execute(query)]


@dataclass(frozen=True, slots=True)
class MonthlyRecall:
    """Answers to refreshers in a month.

    Attributes:
        month: The month.
        people: The number of people who answered.
        answers: The number of answers.
        right: The sum over people of each person's share of right answers.
        expected: The number of answers with a prediction.
        predicted: The mean prediction; None without predictions.
    """

    month: str
    people: int
    answers: int
    right: float
    expected: int
    predicted: float | None


def monthly_recall(conn: Connection, scope: Scope, fewest: int) -> list[MonthlyRecall]:
    """The answers to refreshers, by month.

    Args:
        scope: The scope of the export.
        fewest: The minimum number of people of an agency in a month, so that all agencies minus
            one have as many, or nobody.
    """
    own = (
        select(
            _month(reviews.c.at).label("month"),
            people.c.agency,
            func.count().label("answers"),
            func.sum(case((reviews.c.grade > 1, 1), else_=0)).label("right"),
            func.avg(reviews.c.predicted).label("foretold"),
        )
        .join(people, people.c.id == reviews.c.person)
        .where(reviews.c.prompt.is_not(None), *within_period(scope, reviews.c.at))
        .group_by(_month(reviews.c.at), people.c.agency, reviews.c.person)
    )
    if scope.agency is not None:
        own = own.where(people.c.agency == scope.agency)
    each = own.subquery().c
    found = (
        select(
            each.month,
            func.count().label("people"),
            func.sum(each.answers).label("answers"),
            func.sum(cast(each.right, Double) / each.answers).label("right"),
            func.count(each.foretold).label("expected"),
            func.sum(each.foretold).label("foretold"),
        )
        .group_by(each.month, each.agency)
        .having(func.count() >= fewest)
        .subquery()
        .c
    )
    query = (
        select(
            found.month,
            func.sum(found.people),
            func.sum(found.answers),
            func.sum(found.right),
            func.sum(found.expected),
            func.sum(found.foretold) / func.nullif(func.sum(found.expected), 0),
        )
        .group_by(found.month)
        .order_by(found.month)
    )
    return [
        # Sums of integers are decimals on PostgreSQL.
        MonthlyRecall(month, int(own), int(answers), right, int(expected), foretold)
        for month, own, answers, right, expected, foretold in conn.execute(query)
    ]


def _month(column: ColumnElement[datetime]) -> ColumnElement[str]:
    # Literals, not parameters: otherwise PostgreSQL does not recognise the grouped expression.
    return func.substr(as_text(column), literal_column("1"), literal_column("7"))
