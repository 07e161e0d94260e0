"""Practice: attempts without an assignment."""

from sqlalchemy import ColumnElement, Connection, func, select

from storage.db.tables import attempts, editions
from storage.exports.scope import PAGE, Row, Scope, as_text, within_period
from storage.people.people import NOBODY


def _own(scope: Scope) -> list[ColumnElement[bool]]:
    """The conditions of practice, erased people included."""
    wanted = [
        attempts.c.assignment.is_(None),
        attempts.c.mode.in_(("practice", "assessment")),
        *within_period(scope, attempts.c.started_at),
    ]
    if scope.scenario is not None:
        wanted.append(editions.c.scenario == scope.scenario)
    return wanted


def count(conn: Connection, scope: Scope) -> int:
    """The number of practice attempts."""
    query = select(func.count()).select_from(attempts)
    if scope.scenario is not None:
        query = query.join(editions, editions.c.hash == attempts.c.edition)
    return conn.execute(query.where(*_own(scope))).scalar_one()


def page(conn: Connection, scope: Scope, after: str) -> list[Row]:
    """Practice attempts, ordered by id.

    Returns:
        Rows of id, person, edition, scenario, agency, mode, start (as text), and whether on
        paper.
    """
    query = (
        select(
            attempts.c.id,
            attempts.c.person,
            attempts.c.edition,
            editions.c.scenario,
            attempts.c.agency,
            attempts.c.mode,
            as_text(attempts.c.started_at),
            attempts.c.entered_at.is_not(None),
        )
        .join(editions, editions.c.hash == attempts.c.edition)
        .where(attempts.c.id > after, *_own(scope))
        .order_by(attempts.c.id)
        .limit(PAGE)
    )
    return list(conn.execute(query))


def players(conn: Connection, scope: Scope) -> dict[str | None, int]:
    """The number of people with practice attempts, by agency."""
    query = select(attempts.c.agency, func.count(attempts.c.person.distinct()))
    if scope.scenario is not None:
        query = query.join(editions, editions.c.hash == attempts.c.edition)
    counted = query.where(*_own(scope), attempts.c.person != NOBODY).group_by(attempts.c.agency)
    return dict(conn.execute(counted).all())
